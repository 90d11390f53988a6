package io.gistwire.models.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * GPT-2's printable letter for each byte: printable Latin-1 represents itself, the other bytes take
 * U+0100 and on.
 */
final class ByteAlphabet {
  private static final String[] LETTERS = letters();

  private ByteAlphabet() {}

  /** One letter for each UTF-8 byte of the word. */
  static List<String> spell(String word) {
    List<String> letters = new ArrayList<>();
    for (byte b : word.getBytes(StandardCharsets.UTF_8)) {
      letters.add(LETTERS[b & 0xFF]);
    }
    return letters;
  }

  private static String[] letters() {
    String[] letters = new String[256];
    int next = 256;
    for (int b = 0; b < 256; b++) {
      boolean printable = b >= '!' && b <= '~' || b >= 0xA1 && b <= 0xAC || b >= 0xAE;
      letters[b] = Character.toString(printable ? b : next++);
    }
    return letters;
  }
}
