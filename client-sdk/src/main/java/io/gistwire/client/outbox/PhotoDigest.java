package io.gistwire.client.outbox;

import io.gistwire.codec.digest.Sha256;
import java.nio.ByteBuffer;

/**
 * Identifies a photo by its content: the first 16 bytes of the SHA-256 of its file. Two different
 * photos with the same digest are not to be expected. Immutable.
 *
 * @param high the first 8 bytes, big-endian
 * @param low the next 8 bytes
 */
public record PhotoDigest(long high, long low) {
  /** Length in bytes. */
  public static final int BYTES = 16;

  /** The digest of a photo's file. Takes some milliseconds a megabyte. */
  public static PhotoDigest of(byte[] photo) {
    ByteBuffer sum = ByteBuffer.wrap(Sha256.of(photo));
    return new PhotoDigest(sum.getLong(), sum.getLong());
  }

  /** The 16 bytes. */
  public byte[] toByteArray() {
    return ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array();
  }
}
