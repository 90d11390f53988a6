package io.gistwire.server.watch.matching;

import io.gistwire.server.ledger.GistKey;
import java.util.List;

/**
 * A gist that fulfils a watch's condition.
 *
 * @param score calibrated, or 1 for labels and words
 * @param threshold calibrated, from which it matched
 * @param terms the words, labels or query texts that matched
 */
record WatchMatch(
    CompiledWatch watch,
    GistKey key,
    long capturedMillis,
    float score,
    float threshold,
    List<String> terms) {}
