package io.gistwire.server.captions.sqlite;

import io.gistwire.server.ledger.EpochKey;
import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.ledger.SourceKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Keys as bytes that sort by tenant, source, epoch and sequence: {@code tenant/source/}, then two
 * 64-bit numbers, the most significant byte first. Neither name can hold a slash.
 */
final class KeyBytes {
  private static final int NUMBER_BYTES = 2 * Long.BYTES;

  private KeyBytes() {}

  static byte[] of(GistKey key) {
    SourceKey source = key.epoch().source();
    byte[] names = (source.tenant() + "/" + source.source() + "/").getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(names.length + NUMBER_BYTES)
        .put(names)
        .putLong(key.epoch().epoch())
        .putLong(key.sequence())
        .array();
  }

  /** The key; empty for bytes that are none. */
  static Optional<GistKey> parse(byte[] bytes) {
    if (bytes.length < NUMBER_BYTES) {
      return Optional.empty();
    }
    int length = bytes.length - NUMBER_BYTES;
    String[] names = new String(bytes, 0, length, StandardCharsets.UTF_8).split("/", -1);
    if (names.length != 3 || !names[2].isEmpty()) {
      return Optional.empty();
    }
    ByteBuffer numbers = ByteBuffer.wrap(bytes, length, NUMBER_BYTES);
    EpochKey epoch = new EpochKey(new SourceKey(names[0], names[1]), numbers.getLong());
    return Optional.of(new GistKey(epoch, numbers.getLong()));
  }
}
