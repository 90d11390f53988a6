/**
 * JMH benchmarks of the codec; compare.py runs Faiss beside them.
 *
 * <p>In: the folder of {@code -Dgistwire.bench.folder} (codebooks.bin, vectors.f32, codes.u8), or
 * numbers made from a seed. Out: JMH's results. For developers only.
 */
package io.gistwire.bench.codec;
