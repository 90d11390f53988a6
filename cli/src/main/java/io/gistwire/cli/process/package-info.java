/**
 * The packaged server as a child process: found, started, waited for, stopped.
 *
 * <p>In: a data folder and ports. Out: the ports it listens on. The server's classes are never
 * linked. Used by {@code serve}, {@code demo} and the benchmarks.
 */
@NullMarked
package io.gistwire.cli.process;

import org.jspecify.annotations.NullMarked;
