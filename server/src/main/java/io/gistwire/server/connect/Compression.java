package io.gistwire.server.connect;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** The two encodings of bodies and enveloped messages: none and gzip. */
enum Compression {
  IDENTITY,
  GZIP;

  /** Names of the encodings that requests may use, as headers list them. */
  static final String SUPPORTED = "gzip";

  /** Smaller answers are not worth a gzip header. */
  private static final int MIN_BYTES = 512;

  private static final int BLOCK_BYTES = 8192;

  /**
   * The encoding that a request names.
   *
   * @param name null or empty means none
   * @throws ConnectException UNIMPLEMENTED for any other than {@code gzip} and {@code identity}
   */
  static Compression of(String name) throws ConnectException {
    if (name == null || name.isEmpty() || name.equals("identity")) {
      return IDENTITY;
    }
    if (name.equals("gzip")) {
      return GZIP;
    }
    throw new ConnectException(
        ConnectCode.UNIMPLEMENTED,
        "unknown compression \""
            + name.substring(0, Math.min(name.length(), MessageCodec.MAX_DETAIL_CHARS))
            + "\": supported encodings are gzip and identity");
  }

  /** The encoding for answers to a client that accepts these, a list as in Accept-Encoding. */
  static Compression accepted(String acceptEncoding) {
    if (acceptEncoding == null) {
      return IDENTITY;
    }
    for (String item : acceptEncoding.split(",")) {
      String[] parts = item.trim().split("\\s*;\\s*");
      if (parts[0].equalsIgnoreCase("gzip")
          && !(parts.length > 1 && parts[1].matches("q=0(\\.0*)?"))) {
        return GZIP;
      }
    }
    return IDENTITY;
  }

  /** Whether a message of this size is worth compressing. */
  boolean isWorthIt(int sizeBytes) {
    return this == GZIP && sizeBytes >= MIN_BYTES;
  }

  /** Compresses. */
  byte[] compress(byte[] plain) {
    if (this == IDENTITY) {
      return plain;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(plain.length / 2 + 32);
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
    return out.toByteArray();
  }

  /**
   * Decompresses into at most so many bytes.
   *
   * @param budget from which they are taken before they are kept
   * @throws ConnectException RESOURCE_EXHAUSTED when there are more, INVALID_ARGUMENT when the
   *     input is damaged
   */
  byte[] decompress(byte[] packed, int maxBytes, RequestBudget budget) throws ConnectException {
    if (this == IDENTITY || packed.length == 0) {
      return packed;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] block = new byte[BLOCK_BYTES];
    try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      for (int n = gzip.read(block); n >= 0; n = gzip.read(block)) {
        if (out.size() + n > maxBytes) {
          throw tooLarge("more than " + maxBytes + " bytes after decompression", maxBytes);
        }
        budget.take(n);
        out.write(block, 0, n);
      }
      return out.toByteArray();
    } catch (IOException e) {
      throw new ConnectException(
          ConnectCode.INVALID_ARGUMENT, "the body is no gzip data: " + e.getMessage());
    }
  }

  /** A message above the limit. */
  static ConnectException tooLarge(String seen, int maxBytes) {
    return new ConnectException(
        ConnectCode.RESOURCE_EXHAUSTED,
        "the message has "
            + seen
            + "; at most "
            + maxBytes
            + " bytes are taken; send a smaller one");
  }
}
