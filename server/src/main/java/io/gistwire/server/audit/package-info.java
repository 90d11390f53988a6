/**
 * The audit log: who changed what on this server, a line for each change, in the log category
 * {@code io.gistwire.audit}.
 *
 * <p>In: an action, its caller and what was changed. Out: one line, without secrets, whose values
 * cannot end the line. Used by every service that changes more than gists.
 */
package io.gistwire.server.audit;
