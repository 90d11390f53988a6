/**
 * The packaged server as a process: started, asked, stopped, killed.
 *
 * <p>In: {@code target/quarkus-app}. Out: what operators rely on, seen from outside.
 */
package io.gistwire.server.packaged;
