/**
 * The benchmarks that users can run: each measures one promise, prints a table or, with {@code
 * --json}, the figures in the form that {@code docs/figures} keeps.
 *
 * <p>In: options, photos of the user's. Out: figures. Used by the root command only.
 */
package io.gistwire.bench;
