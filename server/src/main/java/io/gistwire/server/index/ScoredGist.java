package io.gistwire.server.index;

import io.gistwire.server.ledger.GistKey;

/**
 * A gist and its score.
 *
 * @param position place of its PUT in the log
 * @param score {@code q·x / |x|}
 */
public record ScoredGist(GistKey key, long position, float score) {}
