/**
 * Programs of {@code bench/run} that measure the server's index and the matching of its watches
 * inside one JVM, without gRPC, beside the graphs of Lucene and JVector.
 *
 * <p>In: codes and queries that {@code gistwire bench search --write} made. Out: figures. For
 * developers only; {@code IndexProbe} and {@code MatchingProbe}, which are in the server's
 * packages, open what these do not show.
 */
package io.gistwire.bench.index;
