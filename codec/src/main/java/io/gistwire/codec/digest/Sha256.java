package io.gistwire.codec.digest;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256, which every Java and Android platform has. */
public final class Sha256 {
  /** Length of a sum in bytes. */
  public static final int BYTES = 32;

  private Sha256() {}

  /** A new digest, for data that comes in parts. */
  public static MessageDigest begin() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java platform has no SHA-256", e);
    }
  }

  /** The sum over these parts, one after the other; {@value #BYTES} bytes. */
  public static byte[] of(byte[]... parts) {
    MessageDigest digest = begin();
    for (byte[] part : parts) {
      digest.update(part);
    }
    return digest.digest();
  }
}
