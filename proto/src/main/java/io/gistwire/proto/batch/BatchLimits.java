package io.gistwire.proto.batch;

/**
 * What a reader accepts of one batch, as it said in {@code Opened}.
 *
 * @param maxGists most gists, at least 1
 * @param maxBytes largest serialised batch in bytes, at least 1
 */
public record BatchLimits(int maxGists, int maxBytes) {
  /** Checks that both are positive. */
  public BatchLimits {
    if (maxGists < 1 || maxBytes < 1) {
      throw new IllegalArgumentException(
          "limits are " + maxGists + " gists and " + maxBytes + " bytes; both are at least 1");
    }
  }
}
