package io.gistwire.server.connect;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.grpc.Metadata;
import io.vertx.core.MultiMap;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/** HTTP headers as gRPC metadata and back. */
final class ConnectHeaders {
  /** Prefix of trailing metadata in the headers of unary responses. */
  static final String TRAILER_PREFIX = "trailer-";

  private static final String BINARY_SUFFIX = "-bin";
  private static final Pattern NAME = Pattern.compile("[0-9a-z_.-]+");

  /** Headers of HTTP and of the protocol itself, which no service sees. */
  private static final Set<String> PROTOCOL =
      Set.of(
          "accept",
          "accept-encoding",
          "accept-language",
          "connection",
          "content-encoding",
          "content-length",
          "content-type",
          "cookie",
          "expect",
          "host",
          "http2-settings",
          "keep-alive",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  private ConnectHeaders() {}

  /**
   * The metadata of a request.
   *
   * @throws ConnectException INVALID_ARGUMENT for a binary header that is no base64
   */
  static Metadata toMetadata(MultiMap headers) throws ConnectException {
    Metadata metadata = new Metadata();
    for (Map.Entry<String, String> header : headers) {
      String name = header.getKey().toLowerCase(Locale.ROOT);
      if (!isOfService(name)) {
        continue;
      }
      if (name.endsWith(BINARY_SUFFIX)) {
        putBinary(metadata, name, header.getValue());
      } else {
        metadata.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), header.getValue());
      }
    }
    return metadata;
  }

  private static boolean isOfService(String name) {
    return NAME.matcher(name).matches()
        && !PROTOCOL.contains(name)
        && !name.startsWith("connect-")
        && !name.startsWith("grpc-");
  }

  private static void putBinary(Metadata metadata, String name, String value)
      throws ConnectException {
    Metadata.Key<byte[]> key = Metadata.Key.of(name, Metadata.BINARY_BYTE_MARSHALLER);
    for (String part : value.split(",")) {
      try {
        metadata.put(key, Base64.getDecoder().decode(part.trim()));
      } catch (IllegalArgumentException e) {
        throw new ConnectException(
            ConnectCode.INVALID_ARGUMENT, "header " + name + " is no base64: " + e.getMessage());
      }
    }
  }

  /** Adds metadata to headers, each name behind a prefix. */
  static void addTo(MultiMap headers, String prefix, Metadata metadata) {
    each(metadata, (name, value) -> headers.add(prefix + name, value));
  }

  /** Metadata as the end of a stream has it: names with lists of values. */
  static JsonObject toJson(Metadata metadata) {
    JsonObject json = new JsonObject();
    each(
        metadata,
        (name, value) -> {
          if (!json.has(name)) {
            json.add(name, new JsonArray());
          }
          json.getAsJsonArray(name).add(value);
        });
    return json;
  }

  private static void each(Metadata metadata, BiConsumer<String, String> to) {
    for (String name : metadata.keys()) {
      if (!isOfService(name)) {
        continue;
      }
      if (name.endsWith(BINARY_SUFFIX)) {
        for (byte[] value :
            metadata.getAll(Metadata.Key.of(name, Metadata.BINARY_BYTE_MARSHALLER))) {
          to.accept(name, Base64.getEncoder().withoutPadding().encodeToString(value));
        }
      } else {
        metadata
            .getAll(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER))
            .forEach(value -> to.accept(name, value));
      }
    }
  }
}
