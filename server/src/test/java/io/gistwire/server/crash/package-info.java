/**
 * Real processes that are killed, and a disk that forgets what was not synced. Long: runs with
 * {@code mvn -P soak -pl server -am verify}.
 */
package io.gistwire.server.crash;
