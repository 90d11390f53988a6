package io.gistwire.server.index;

/**
 * Figures of one index.
 *
 * @param gistCount gists with or without a code
 * @param lagPositions log positions that codes and filters do not see yet
 * @param captionLagPositions log positions whose captions were not read yet
 * @param diskBytes size of its files
 */
public record IndexStats(
    long gistCount, long lagPositions, long captionLagPositions, long diskBytes) {}
