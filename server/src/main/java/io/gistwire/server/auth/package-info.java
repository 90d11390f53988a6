/**
 * Who calls: bearer tokens and client certificates become a {@link io.gistwire.server.auth.Caller}.
 *
 * <p>In: a call's headers and its TLS session. Out: tenant, permissions and sources, in the call's
 * gRPC context; tokens made, listed and revoked. Every service reads the caller; only the admin
 * package changes tokens.
 */
package io.gistwire.server.auth;
