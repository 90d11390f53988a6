/**
 * Embedding vectors to codes and back, and scores of codes against queries (FORMAT.md, 4).
 *
 * <p>In: a pack's codebook file, float vectors, codes. Out: codes, Q14 vectors, scores that are
 * equal on every machine. {@link io.gistwire.codec.quantizer.Quantizer#load} is the entry point;
 * everything but {@link io.gistwire.codec.quantizer.TopScores} is thread-safe. Used by encoders,
 * the index, watches and the scan.
 */
@NullMarked
package io.gistwire.codec.quantizer;

import org.jspecify.annotations.NullMarked;
