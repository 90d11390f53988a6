package io.gistwire.server.connect;

import java.util.Locale;
import java.util.Optional;

/**
 * A content type of the protocol: {@code application/json}, {@code application/proto} for unary
 * procedures and the same behind {@code application/connect+} for streams.
 */
record ContentType(boolean isStreaming, String codecName) {
  /** What clients may send, as the header Accept-Post lists it. */
  static final String ACCEPTED =
      "application/json, application/proto, application/connect+json, application/connect+proto";

  private static final String UNARY = "application/";
  private static final String STREAMING = "application/connect+";

  /** Reads the header; empty when it is none of the protocol's. */
  static Optional<ContentType> of(String header) {
    if (header == null) {
      return Optional.empty();
    }
    String[] parts = header.toLowerCase(Locale.ROOT).split(";");
    String type = parts[0].trim();
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].trim().replace("\"", "");
      if (parameter.startsWith("charset=") && !parameter.equals("charset=utf-8")) {
        return Optional.empty();
      }
    }
    boolean isStreaming = type.startsWith(STREAMING);
    String prefix = isStreaming ? STREAMING : UNARY;
    String codec = type.startsWith(prefix) ? type.substring(prefix.length()) : "";
    return codec.equals("json") || codec.equals("proto")
        ? Optional.of(new ContentType(isStreaming, codec))
        : Optional.empty();
  }

  /** The header of answers. */
  String header() {
    return (isStreaming ? STREAMING : UNARY) + codecName;
  }
}
