package io.gistwire.codec.photo;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * What a PNG's chunks have of EXIF, XMP and the time of creation: eXIf, and texts (tEXt, zTXt,
 * iTXt) with XMP or with ImageMagick's raw profiles in hexadecimal. At most {@value #MAX_CHUNKS}
 * are read, each with at most {@value #MAX_TEXT_BYTES} bytes.
 */
final class PngTexts {
  private static final int MAX_CHUNKS = 16;
  private static final int MAX_TEXT_BYTES = 1 << 20;
  private static final int MAX_KEYWORD_BYTES = 79;
  private static final String PROFILE = "Raw profile type ";
  private static final String XMP_KEYWORD = "XML:com.adobe.xmp";
  private static final String XMP_SEGMENT = "http://ns.adobe.com/xap/1.0/\0";

  private final FileBytes file;
  private final List<Exif> exif = new ArrayList<>();
  private final List<Xmp> xmp = new ArrayList<>();
  private final List<String> created = new ArrayList<>();
  private int chunks;

  PngTexts(FileBytes file) {
    this.file = file;
  }

  List<Exif> exif() {
    return exif;
  }

  List<Xmp> xmp() {
    return xmp;
  }

  List<String> created() {
    return created;
  }

  void exif(Span body) {
    if (++chunks <= MAX_CHUNKS) {
      exif.addAll(ExifBlocks.of(file, body));
    }
  }

  void read(String kind, Span body) {
    if (!kind.equals("tEXt") && !kind.equals("zTXt") && !kind.equals("iTXt")) {
      return;
    }
    int ended = zero(body.start(), Math.min(body.end(), body.start() + MAX_KEYWORD_BYTES + 1));
    if (ended < 0) {
      return;
    }
    String keyword = file.latin1(body.start(), ended - body.start());
    boolean wanted =
        keyword.startsWith(PROFILE)
            || keyword.equals(XMP_KEYWORD)
            || keyword.equalsIgnoreCase("Creation Time");
    if (wanted && ++chunks <= MAX_CHUNKS) {
      take(keyword, text(kind, ended + 1, body.end()));
    }
  }

  private void take(String keyword, byte[] text) {
    if (keyword.equals(XMP_KEYWORD)) {
      xmp.add(new Xmp(new FileBytes(text), new Span(0, text.length)));
    } else if (keyword.startsWith(PROFILE)) {
      profile(unhex(text));
    } else {
      created.add(new String(text, 0, Math.min(64, text.length), StandardCharsets.ISO_8859_1));
    }
  }

  private void profile(byte[] bytes) {
    FileBytes profile = new FileBytes(bytes);
    int skipped = profile.startsWith(0, XMP_SEGMENT) ? XMP_SEGMENT.length() : 0;
    if (skipped > 0 || profile.startsWith(0, "<")) {
      xmp.add(new Xmp(profile, new Span(skipped, bytes.length - skipped)));
    } else {
      exif.addAll(ExifBlocks.of(profile, new Span(0, bytes.length)));
    }
  }

  /** The text itself; empty when it is damaged. */
  private byte[] text(String kind, int from, int end) {
    switch (kind) {
      case "tEXt":
        return file.copy(file.within(from, Math.min(MAX_TEXT_BYTES, end - from)));
      case "zTXt":
        return inflate(from + 1, end);
      default:
        return international(from, end);
    }
  }

  /** After the keyword: compressed or not, method, language, keyword in it, text. */
  private byte[] international(int from, int end) {
    int language = from + 2 < end ? zero(from + 2, end) : -1;
    int translated = language < 0 ? -1 : zero(language + 1, end);
    if (translated < 0) {
      return new byte[0];
    }
    return file.u8(from) == 1
        ? inflate(translated + 1, end)
        : file.copy(file.within(translated + 1L, Math.min(MAX_TEXT_BYTES, end - translated - 1)));
  }

  private int zero(int from, int end) {
    for (int at = from; at < end; at++) {
      if (file.all()[at] == 0) {
        return at;
      }
    }
    return -1;
  }

  private byte[] inflate(int from, int end) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (from >= end) {
      return out.toByteArray();
    }
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(file.all(), from, end - from);
      byte[] part = new byte[8192];
      while (out.size() < MAX_TEXT_BYTES) {
        int count = inflater.inflate(part);
        if (count == 0) {
          break;
        }
        out.write(part, 0, count);
      }
    } catch (DataFormatException e) {
      return out.toByteArray(); // what was read up to the damage
    } finally {
      inflater.end();
    }
    return out.toByteArray();
  }

  /** The bytes of a raw profile: a line with its kind, one with its length, hexadecimal digits. */
  private static byte[] unhex(byte[] text) {
    int at = 0;
    while (at < text.length && text[at] == '\n') {
      at++;
    }
    for (int lines = 0; lines < 2; lines++) {
      while (at < text.length && text[at] != '\n') {
        at++;
      }
      at++;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int high = -1;
    for (; at < text.length; at++) {
      int digit = Character.digit(text[at], 16);
      if (digit >= 0 && high >= 0) {
        out.write(high << 4 | digit);
        high = -1;
      } else if (digit >= 0) {
        high = digit;
      }
    }
    return out.toByteArray();
  }
}
