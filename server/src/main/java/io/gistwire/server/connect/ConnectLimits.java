package io.gistwire.server.connect;

import java.time.Duration;

/**
 * What one request and all requests together may use.
 *
 * @param maxMessageBytes largest message, as sent and after decompression
 * @param maxBufferedBytes bytes that the bodies of all unfinished requests may hold
 * @param maxBodyTime time in which a request's body has to arrive
 */
public record ConnectLimits(int maxMessageBytes, long maxBufferedBytes, Duration maxBodyTime) {
  /** Checks that every limit is above zero. */
  public ConnectLimits {
    if (maxMessageBytes <= 0 || maxBufferedBytes <= 0 || maxBodyTime.toMillis() <= 0) {
      throw new IllegalArgumentException(
          "limits are above 0, not "
              + maxMessageBytes
              + " and "
              + maxBufferedBytes
              + " bytes and "
              + maxBodyTime);
    }
  }
}
