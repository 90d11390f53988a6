/**
 * Expressions over the words of captions, such as {@code dog AND NOT "hot dog"}.
 *
 * <p>In: text of a watch. Out: an expression that tells which of its words a caption has. Used by
 * the matching of watches; depends on stems alone.
 */
package io.gistwire.server.watch.expression;
