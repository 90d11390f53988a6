package io.gistwire.server.index;

import io.gistwire.server.ledger.GistKey;

/**
 * A gist whose caption has the words.
 *
 * @param position place of its PUT in the log
 * @param score BM25
 * @param isImplied whether the caption is what the pack generates for the code, which costs no byte
 *     and knows nothing beyond the code; otherwise somebody wrote it
 */
public record CaptionHit(GistKey key, long position, float score, boolean isImplied) {}
