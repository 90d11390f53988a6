package io.gistwire.codec;

import io.gistwire.codec.digest.Hex;
import java.util.Arrays;

/**
 * Identifies all that gives a gist's bits their meaning: image encoder, preprocessing, codebooks,
 * tokeniser, language model, labels and token tables of a pack. Gists of different fingerprints are
 * never compared. Immutable and thread-safe.
 *
 * <p>It is the first {@value #BYTES} bytes of the SHA-256 that the pack's manifest states, written
 * as lower-case hex.
 */
public final class CodeFingerprint {
  /** Length in bytes. */
  public static final int BYTES = 8;

  private final byte[] bytes;

  private CodeFingerprint(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * The fingerprint with a copy of these bytes.
   *
   * @throws IllegalArgumentException unless there are exactly {@value #BYTES}
   */
  public static CodeFingerprint of(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException(
          "code fingerprint has " + bytes.length + " bytes; " + BYTES + " are needed");
    }
    return new CodeFingerprint(bytes.clone());
  }

  /**
   * Reads lower- or upper-case hex.
   *
   * @throws IllegalArgumentException unless the text is {@value #BYTES} bytes in hex
   */
  public static CodeFingerprint parse(String hex) {
    if (hex.length() != 2 * BYTES) {
      throw new IllegalArgumentException(
          "code fingerprint '"
              + hex
              + "' has "
              + hex.length()
              + " characters; "
              + 2 * BYTES
              + " hex digits are needed");
    }
    byte[] bytes = new byte[BYTES];
    for (int i = 0; i < BYTES; i++) {
      int high = Character.digit(hex.charAt(2 * i), 16);
      int low = Character.digit(hex.charAt(2 * i + 1), 16);
      if (high < 0 || low < 0) {
        throw new IllegalArgumentException(
            "code fingerprint '" + hex + "' has a character that is no hex digit");
      }
      bytes[i] = (byte) (high << 4 | low);
    }
    return new CodeFingerprint(bytes);
  }

  /** A copy of the bytes. */
  public byte[] toByteArray() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CodeFingerprint that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** Lower-case hex. */
  @Override
  public String toString() {
    return Hex.of(bytes);
  }
}
