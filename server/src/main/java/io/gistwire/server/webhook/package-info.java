/**
 * Alerts to webhooks: each watch may name an address, and its alerts are sent there one after the
 * other until they were accepted.
 *
 * <p>Alerts and how far each watch has delivered come from {@code watch} ({@link
 * io.gistwire.server.watch.matching.Hooks}); signed requests go out over HTTP, to addresses that
 * the operator allows. Nothing waits for a delivery: a slow or dead receiver costs its own watch
 * time and no one else. Used by {@code app} alone.
 */
package io.gistwire.server.webhook;
