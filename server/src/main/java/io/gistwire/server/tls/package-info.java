/**
 * Certificates of both ports, read again from their files while the server runs.
 *
 * <p>In: the settings of the ports and the files that they name. Out: key and trust managers whose
 * handshakes use the newest files that are good, and whether a client's certificate is trusted
 * still. The application gives them to the ports.
 */
package io.gistwire.server.tls;
