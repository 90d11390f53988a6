package io.gistwire.codec.language;

import io.gistwire.codec.CorruptGistException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Texts to bytes and back, strictly: nothing is replaced in silence. */
final class Utf8 {
  private Utf8() {}

  /** The text's bytes; a lone surrogate is refused. */
  static byte[] encode(String text) {
    ByteBuffer bytes;
    try {
      bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          "caption has a lone surrogate, which is no character; send well-formed Unicode", e);
    }
    byte[] exact = new byte[bytes.remaining()];
    bytes.get(exact);
    return exact;
  }

  /** The text of a caption's bytes. */
  static String decode(byte[] bytes) throws CorruptGistException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new CorruptGistException("caption is not valid UTF-8: " + e.getMessage());
    }
  }

  /** The longest valid text that the bytes begin with. */
  static String validPrefix(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    StandardCharsets.UTF_8.newDecoder().decode(in, out, true);
    return new String(out.array(), 0, out.position());
  }
}
