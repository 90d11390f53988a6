package io.gistwire.codec.photo;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Simple properties of an XMP packet, by their usual prefixes, as attributes or as elements. The
 * XML is not parsed: a property is found by its name, as Pillow finds the orientation.
 */
final class Xmp {
  private static final int MAX_BYTES = 1 << 20;
  private static final int MAX_VALUE_BYTES = 64;

  private final byte[] all;
  private final int start;
  private final int end;

  Xmp(FileBytes file, Span span) {
    this.all = file.all();
    this.start = span.start();
    this.end = span.start() + Math.min(MAX_BYTES, span.length());
  }

  /** 1 to 8; 0 when there is none that makes sense. */
  int orientation() {
    String value = property("tiff:Orientation");
    return value != null && value.length() == 1 && value.charAt(0) >= '1' && value.charAt(0) <= '8'
        ? value.charAt(0) - '0'
        : 0;
  }

  /** The value of a property such as {@code exif:DateTimeOriginal}, or null. */
  @Nullable String property(String name) {
    byte[] wanted = name.getBytes(StandardCharsets.US_ASCII);
    for (int at = start + 1; at + wanted.length < end; at++) {
      if (all[at] == wanted[0] && startsHere(at, wanted)) {
        String value = value(at + wanted.length);
        if (value != null) {
          return value;
        }
      }
    }
    return null;
  }

  /** Whether the name begins here, and not within another one or in an end tag. */
  private boolean startsHere(int at, byte[] wanted) {
    if (all[at - 1] != '<' && !isSpace(all[at - 1])) {
      return false;
    }
    for (int i = 1; i < wanted.length; i++) {
      if (all[at + i] != wanted[i]) {
        return false;
      }
    }
    return true;
  }

  private @Nullable String value(int afterName) {
    int at = skipSpace(afterName);
    if (at < end && all[at] == '>') {
      return upTo(at + 1, '<');
    }
    if (at >= end || all[at] != '=') {
      return null;
    }
    at = skipSpace(at + 1);
    return at < end && (all[at] == '"' || all[at] == '\'') ? upTo(at + 1, all[at]) : null;
  }

  private @Nullable String upTo(int from, int mark) {
    for (int at = from; at < end && at - from <= MAX_VALUE_BYTES; at++) {
      if (all[at] == mark) {
        return new String(all, from, at - from, StandardCharsets.ISO_8859_1).trim();
      }
    }
    return null;
  }

  private int skipSpace(int at) {
    int next = at;
    while (next < end && isSpace(all[next])) {
      next++;
    }
    return next;
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }
}
