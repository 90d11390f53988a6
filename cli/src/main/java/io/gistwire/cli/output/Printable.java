package io.gistwire.cli.output;

import java.io.PrintWriter;

/**
 * Text from outside (names of files, captions, messages of a server) as a terminal may get it:
 * characters that a terminal obeys, that begin a new line or that reorder the text around them are
 * written as escapes, such as {@code \n}, {@code \x1b} and {@code \u202e}. Whatever a command
 * prints of what it did not make itself goes through here. Stateless.
 */
public final class Printable {
  private static final int MOST_CAUSES = 20;
  private static final char FIRST_EMBEDDING = '\u202a';
  private static final char LAST_OVERRIDE = '\u202e';
  private static final char FIRST_ISOLATE = '\u2066';
  private static final char LAST_ISOLATE = '\u2069';

  private Printable() {}

  /** The text on one line. */
  public static String line(Object text) {
    String plain = String.valueOf(text);
    if (plain.codePoints().noneMatch(Printable::isActive)) {
      return plain;
    }
    StringBuilder line = new StringBuilder(plain.length() + 16);
    plain
        .codePoints()
        .forEach(
            character -> {
              if (isActive(character)) {
                line.append(escape(character));
              } else {
                line.appendCodePoint(character);
              }
            });
    return line.toString();
  }

  /**
   * A JSON text without control characters that JSON allows and terminals obey (DEL and C1); it
   * means the same.
   */
  public static String json(String json) {
    StringBuilder safe = new StringBuilder(json.length());
    json.codePoints()
        .forEach(
            character -> {
              if (isActive(character)) {
                safe.append(String.format("\\u%04x", character));
              } else {
                safe.appendCodePoint(character);
              }
            });
    return safe.toString();
  }

  /** A trace: each failure on one line, then where it was thrown. */
  public static void trace(Throwable failure, PrintWriter out) {
    Throwable at = failure;
    for (int depth = 0; at != null && depth < MOST_CAUSES; depth++) {
      out.println((depth == 0 ? "" : "Caused by: ") + line(at));
      for (StackTraceElement frame : at.getStackTrace()) {
        out.println("\tat " + line(frame));
      }
      at = at.getCause();
    }
  }

  private static boolean isActive(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      case Character.FORMAT ->
          character >= FIRST_EMBEDDING && character <= LAST_OVERRIDE
              || character >= FIRST_ISOLATE && character <= LAST_ISOLATE;
      default -> false;
    };
  }

  private static String escape(int character) {
    return switch (character) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default -> String.format(character < 0x100 ? "\\x%02x" : "\\u%04x", character);
    };
  }
}
