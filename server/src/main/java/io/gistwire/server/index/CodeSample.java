package io.gistwire.server.index;

import java.util.List;

/**
 * Some codes that stand for all of a tenant's: what a random gist looks like. Immutable.
 *
 * @param codes checked codes of any length above 0
 * @param inverseNorms of each
 * @param basedOn gists that there were when it was drawn
 */
public record CodeSample(List<byte[]> codes, float[] inverseNorms, long basedOn) {}
