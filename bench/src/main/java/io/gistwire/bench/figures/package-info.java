/**
 * Figures in the one form that every benchmark prints and {@code docs/figures} keeps.
 *
 * <p>In: names, values, units, goals. Out: a table for people or one JSON object, with the host and
 * the commit that were measured. Used by every benchmark.
 */
package io.gistwire.bench.figures;
