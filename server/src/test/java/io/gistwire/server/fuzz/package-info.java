/**
 * Fuzzing of the running, packaged server: every RPC with random and mutated requests, streams in
 * random order, mutated batches, raw HTTP/2. In: a seed and a bound of time and requests. Out:
 * statuses counted, and the server's memory, threads, descriptors and log measured. Run by the
 * profile {@code fuzz}.
 */
package io.gistwire.server.fuzz;
