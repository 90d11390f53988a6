package io.gistwire.codec.photo;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One TIFF structure of EXIF data: its first directory and the Exif directory. Pure; whatever the
 * bytes are, a tag is there or it is not. Directories are read by their offsets once, so that rings
 * of directories have no effect.
 */
final class Exif {
  private static final int ORIENTATION = 0x0112;
  private static final int EXIF_DIRECTORY = 0x8769;
  private static final int MAX_ENTRIES = 512;
  private static final int MAX_TEXT_BYTES = 64;
  private static final int ENTRY_BYTES = 12;

  private final FileBytes file;
  private final long start;
  private final long end;
  private final boolean little;

  Exif(FileBytes file, Span tiff) {
    this.file = file;
    this.start = tiff.start();
    this.end = tiff.end();
    this.little = file.startsWith(start, "II");
  }

  /** Whether a TIFF header is there; some writers have the number 42 in the other byte order. */
  static boolean isTiff(FileBytes file, Span span) {
    return span.length() >= 8
        && (file.startsWith(span.start(), "II*\0")
            || file.startsWith(span.start(), "MM\0*")
            || file.startsWith(span.start(), "II\0*")
            || file.startsWith(span.start(), "MM*\0"));
  }

  /** 1 to 8; 0 without the tag. A value that makes no sense is 1, as viewers take it. */
  int orientation() {
    long value = number(firstDirectory(), ORIENTATION);
    if (value == Long.MIN_VALUE) {
      return 0;
    }
    return value >= 1 && value <= 8 ? (int) value : 1;
  }

  /** A text of the Exif directory, or of the first one, where some programs write it; or null. */
  @Nullable String text(int tag) {
    long pointer = number(firstDirectory(), EXIF_DIRECTORY);
    @Nullable String text = pointer <= 0 ? null : textIn(start + pointer, tag);
    return text != null ? text : textIn(firstDirectory(), tag);
  }

  /** A whole number of the Exif directory or the first one; {@link Long#MIN_VALUE} without one. */
  long number(int tag) {
    long pointer = number(firstDirectory(), EXIF_DIRECTORY);
    long value = pointer <= 0 ? Long.MIN_VALUE : number(start + pointer, tag);
    return value != Long.MIN_VALUE ? value : number(firstDirectory(), tag);
  }

  private long firstDirectory() {
    return start + file.u32(start + 4, little);
  }

  /** The offset of a tag's entry in a directory; -1 without one, or when it is cut off. */
  private long entry(long directory, int tag) {
    if (directory + 2 > end) {
      return -1;
    }
    int entries = Math.min(MAX_ENTRIES, file.u16(directory, little));
    for (int i = 0; i < entries; i++) {
      long at = directory + 2 + (long) ENTRY_BYTES * i;
      if (at + ENTRY_BYTES > end) {
        return -1;
      }
      if (file.u16(at, little) == tag) {
        return at;
      }
    }
    return -1;
  }

  private long number(long directory, int tag) {
    long at = entry(directory, tag);
    if (at < 0) {
      return Long.MIN_VALUE;
    }
    switch (file.u16(at + 2, little)) {
      case 1: // BYTE
      case 7: // UNDEFINED
        return file.u8(at + 8);
      case 3: // SHORT
        return file.u16(at + 8, little);
      case 4: // LONG
      case 13: // IFD
        return file.u32(at + 8, little);
      case 6: // SBYTE
        return (byte) file.u8(at + 8);
      case 8: // SSHORT
        return (short) file.u16(at + 8, little);
      case 9: // SLONG
        return (int) file.u32(at + 8, little);
      default:
        return Long.MIN_VALUE;
    }
  }

  private @Nullable String textIn(long directory, int tag) {
    long at = entry(directory, tag);
    if (at < 0 || !isText(file.u16(at + 2, little))) {
      return null;
    }
    long bytes = Math.min(MAX_TEXT_BYTES, file.u32(at + 4, little));
    long from = bytes <= 4 ? at + 8 : start + file.u32(at + 8, little);
    bytes = Math.min(bytes, end - from);
    if (bytes <= 0) {
      return null;
    }
    String text = new String(file.all(), (int) from, (int) bytes, StandardCharsets.ISO_8859_1);
    int ended = text.indexOf('\0');
    return (ended < 0 ? text : text.substring(0, ended)).trim();
  }

  /** BYTE, ASCII, UNDEFINED and EXIF 3's UTF-8. */
  private static boolean isText(int type) {
    return type == 1 || type == 2 || type == 7 || type == 129;
  }
}
