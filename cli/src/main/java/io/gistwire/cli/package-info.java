/**
 * The command line: parses what people and scripts type, calls the client and the models, prints.
 *
 * <p>In: arguments, standard input. Out: standard output, files, exit codes. The server is only
 * ever started as a child process. Nothing else uses this package.
 */
@NullMarked
package io.gistwire.cli;

import org.jspecify.annotations.NullMarked;
