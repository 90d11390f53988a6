package io.gistwire.server.search;

import io.gistwire.server.ledger.GistKey;

/**
 * One place of a ranking.
 *
 * @param position place of its PUT in the log
 * @param score calibrated, or the fusion's
 * @param similarity {@code q·x / |x|}; NaN when the code was not looked at
 * @param embeddingRank from 1; 0: not in that ranking
 * @param captionRank from 1; 0: not in that ranking
 * @param captionScore BM25; 0 without
 */
record RankedHit(
    GistKey key,
    long position,
    double score,
    float similarity,
    int embeddingRank,
    int captionRank,
    float captionScore) {}
