/**
 * The services as callers see them: the real server on a socket, asked by real stubs with real
 * tokens.
 *
 * <p>In: calls of several tenants. Out: what each of them gets to see. Only the framework is
 * missing.
 */
package io.gistwire.server.services;
