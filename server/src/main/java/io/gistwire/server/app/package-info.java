/**
 * Puts the packages together as a Quarkus application: settings, start, stop, health, metrics.
 *
 * <p>In: configuration. Out: a running server, its ports in {@code server.json}. Nothing depends on
 * this package; the other packages know no Quarkus beyond annotations on their services.
 */
package io.gistwire.server.app;
