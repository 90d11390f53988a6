/**
 * Measures a pack on captioned and labelled photos: the figures of the trainers' {@code
 * evaluate.py}, through Java.
 *
 * <p>In: a loaded pack and the data folder. Out: {@link io.gistwire.bench.pack.PackFigure figures}.
 * Called by {@code gistwire bench pack}; nothing that serves depends on it.
 */
package io.gistwire.bench.pack;
