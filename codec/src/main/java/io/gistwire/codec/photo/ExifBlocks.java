package io.gistwire.codec.photo;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** Finds the TIFF structures of EXIF in the places where files have them. */
final class ExifBlocks {
  private static final String NAME = "Exif\0";
  private static final int NAME_BYTES = 6;

  /** Some cameras write up to four bytes before the name; exiftool reads these, too. */
  private static final int MAX_GARBAGE_BYTES = 4;

  private ExifBlocks() {}

  /** Whether a segment of application data is named as EXIF. */
  static boolean isExif(FileBytes file, Span payload) {
    return nameAt(file, payload) >= 0;
  }

  private static int nameAt(FileBytes file, Span payload) {
    for (int skip = 0; skip <= MAX_GARBAGE_BYTES; skip++) {
      if (skip + NAME_BYTES <= payload.length() && file.startsWith(payload.start() + skip, NAME)) {
        return skip;
      }
    }
    return -1;
  }

  /** EXIF data with or without its name before it, as PNG and WebP have it. */
  static List<Exif> of(FileBytes file, Span span) {
    List<Exif> found = new ArrayList<>();
    add(file, unnamed(file, span), found);
    return found;
  }

  private static Span unnamed(FileBytes file, Span span) {
    int name = nameAt(file, span);
    int skipped = name < 0 ? 0 : name + NAME_BYTES;
    return new Span(span.start() + skipped, span.length() - skipped);
  }

  private static void add(FileBytes file, Span tiff, List<Exif> found) {
    if (Exif.isTiff(file, tiff)) {
      found.add(new Exif(file, tiff));
    }
  }

  /**
   * The structures of a JPEG's segments. One that is larger than a segment goes on in the next
   * ones, which then do not begin as TIFF.
   */
  static List<Exif> ofSegments(FileBytes file, List<Span> segments) {
    List<Exif> found = new ArrayList<>();
    int i = 0;
    while (i < segments.size()) {
      int next = i + 1;
      while (next < segments.size() && !Exif.isTiff(file, unnamed(file, segments.get(next)))) {
        next++;
      }
      if (next == i + 1) {
        add(file, unnamed(file, segments.get(i)), found);
      } else {
        byte[] joined = join(file, segments.subList(i, next));
        add(new FileBytes(joined), new Span(0, joined.length), found);
      }
      i = next;
    }
    return found;
  }

  private static byte[] join(FileBytes file, List<Span> segments) {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (Span segment : segments) {
      Span part = unnamed(file, segment);
      joined.write(file.all(), part.start(), part.length());
    }
    return joined.toByteArray();
  }
}
