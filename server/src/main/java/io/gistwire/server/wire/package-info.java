/**
 * Protobuf messages before they are parsed.
 *
 * <p>In: bytes from outside and the type that they are meant to be of. Out: how many objects a
 * parser would make of them. Both ports ask before they parse.
 */
package io.gistwire.server.wire;
