/**
 * How results look: aligned tables and progress for people, JSON for scripts.
 *
 * <p>In: values of the commands. Out: text. Used by the commands of {@code io.gistwire.cli} only.
 */
@NullMarked
package io.gistwire.cli.output;

import org.jspecify.annotations.NullMarked;
