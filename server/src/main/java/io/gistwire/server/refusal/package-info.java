/**
 * The one place where refusals become gRPC statuses with {@code google.rpc} details.
 *
 * <p>In: a reason of the catalogue and a sentence. Out: an exception that every service throws and
 * a status that every call ends with. Used by all packages that answer calls.
 */
package io.gistwire.server.refusal;
