/**
 * How results look: aligned tables and progress for people, JSON for scripts.
 *
 * <p>In: values of the commands. Out: text. Used by the commands of {@code io.gistwire.cli} only.
 */
package io.gistwire.cli.output;
