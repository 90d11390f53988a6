/**
 * How another jar adds a command to {@code gistwire}.
 *
 * <p>In: the class path. Out: commands of picocli. Implemented by the module {@code bench}, called
 * by the root command.
 */
@NullMarked
package io.gistwire.cli.plugin;

import org.jspecify.annotations.NullMarked;
