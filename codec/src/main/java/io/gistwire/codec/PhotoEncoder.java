package io.gistwire.codec;

/**
 * Turns photos into gists. The client sends what an implementation returns; {@code models} has the
 * one that runs a pack.
 *
 * <p>Implementations are thread-safe.
 */
public interface PhotoEncoder {
  /** The fingerprint of every gist that this encoder makes. */
  CodeFingerprint fingerprint();

  /**
   * Encodes one photo.
   *
   * @param photo the bytes of a picture file (JPEG, PNG or WebP)
   * @throws UnreadablePhotoException when the bytes are no picture that can be read, or one beyond
   *     the encoder's limits
   */
  Gist encode(byte[] photo, EncodeOptions options) throws UnreadablePhotoException;
}
