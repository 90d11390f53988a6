package io.gistwire.server.connect;

import io.gistwire.server.shares.TenantShares;
import java.time.Duration;
import java.util.function.ToIntFunction;

/**
 * What one request and all requests together may use.
 *
 * @param maxMessageBytes largest message, as sent and after decompression
 * @param sizes the largest message of an RPC by its full name, where that is less
 * @param bodies bytes that the bodies of all unfinished requests may hold
 * @param maxBodyTime time in which a request's body has to arrive
 */
public record ConnectLimits(
    int maxMessageBytes, ToIntFunction<String> sizes, TenantShares bodies, Duration maxBodyTime) {
  /** Checks that every limit is above zero. */
  public ConnectLimits {
    if (maxMessageBytes <= 0 || maxBodyTime.toMillis() <= 0) {
      throw new IllegalArgumentException(
          "limits are above 0, not " + maxMessageBytes + " bytes and " + maxBodyTime);
    }
  }

  /** The largest message to {@code package.Service/Method}. */
  int maxBytesOf(String fullMethodName) {
    return Math.min(maxMessageBytes, sizes.applyAsInt(fullMethodName));
  }
}
