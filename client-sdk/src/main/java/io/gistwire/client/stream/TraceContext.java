package io.gistwire.client.stream;

import com.google.protobuf.ByteString;
import io.gistwire.client.TraceSource;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The trace of a gist as it is sent: trace-id and parent-id of W3C Trace Context, 24 bytes. */
final class TraceContext {
  private static final Pattern SAMPLED =
      Pattern.compile("00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f][13579bdf]");

  private static final int HEX = 16;

  private TraceContext() {}

  /** The context of the calling thread; null without a source, or where it samples nothing. */
  static @Nullable ByteString current(@Nullable TraceSource source) {
    String traceparent = source == null ? null : source.traceparent();
    if (traceparent == null) {
      return null;
    }
    Matcher parts = SAMPLED.matcher(traceparent);
    return parts.matches() ? bytes(parts.group(1) + parts.group(2)) : null;
  }

  private static ByteString bytes(String hex) {
    byte[] bytes = new byte[hex.length() / 2];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Integer.parseInt(hex.substring(2 * i, 2 * i + 2), HEX);
    }
    return ByteString.copyFrom(bytes);
  }
}
