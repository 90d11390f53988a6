package io.gistwire.codec.photo;

import io.gistwire.codec.UnreadablePhotoException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The chunks of a PNG file, read before anything is decoded. Immutable once read; thread-safe. */
public final class PngContainer {
  private static final String SIGNATURE = "\u0089PNG\r\n\u001a\n";
  private static final int CHUNK_BYTES = 12;

  private final FileBytes file;
  private final KeptRanges needed = new KeptRanges();
  private final PngTexts texts;
  private long width;
  private long height;
  private String changed = "";

  private PngContainer(FileBytes file) {
    this.file = file;
    this.texts = new PngTexts(file);
  }

  /** Whether the file begins as a PNG does. */
  public static boolean matches(byte[] file) {
    return new FileBytes(file).startsWith(0, SIGNATURE);
  }

  /**
   * Reads all chunks.
   *
   * @throws UnreadablePhotoException when the header is missing or the file is truncated
   */
  public static PngContainer read(byte[] file) throws UnreadablePhotoException {
    PngContainer png = new PngContainer(new FileBytes(file));
    png.walk();
    return png;
  }

  /** Reads the chunks as far as they can be read. */
  static PngContainer head(byte[] file) {
    PngContainer png = new PngContainer(new FileBytes(file));
    try {
      png.walk();
    } catch (UnreadablePhotoException | IndexOutOfBoundsException e) {
      // What was read up to here is what the file tells.
      return png;
    }
    return png;
  }

  private void walk() throws UnreadablePhotoException {
    if (!file.startsWith(12, "IHDR")) {
      throw new UnreadablePhotoException("photo is a PNG file without a header; it is damaged");
    }
    width = file.u32be(16);
    height = file.u32be(20);
    needed.add(0, 8);
    long at = 8;
    boolean ended = false;
    while (!ended) {
      long length = at + CHUNK_BYTES <= file.length() ? file.u32be(at) : Integer.MAX_VALUE;
      if (at + CHUNK_BYTES + length > file.length()) {
        throw new UnreadablePhotoException("photo is a truncated PNG file; send the whole file");
      }
      ended = chunk((int) at, (int) length);
      at += CHUNK_BYTES + length;
    }
  }

  /** Whether this was the last one. */
  private boolean chunk(int at, int length) throws UnreadablePhotoException {
    String kind = file.latin1(at + 4L, 4);
    Span body = new Span(at + 8, length);
    switch (kind) {
      case "IHDR":
      case "PLTE":
      case "tRNS":
      case "IDAT":
      case "IEND":
        needed.add(at, at + CHUNK_BYTES + length);
        break;
      case "eXIf":
        texts.exif(body);
        break;
      case "tIME":
        changed = length == 7 ? time(body.start()) : "";
        break;
      default:
        texts.read(kind, body);
        break;
    }
    return kind.equals("IEND");
  }

  private String time(int at) {
    return String.format(
        Locale.ROOT,
        "%04d-%02d-%02dT%02d:%02d:%02dZ",
        file.u16be(at),
        file.u8(at + 2L),
        file.u8(at + 3L),
        file.u8(at + 4L),
        file.u8(at + 5L),
        file.u8(at + 6L));
  }

  /** Pixels a row, as stored: 0 to 2^32 - 1. */
  public long width() {
    return width;
  }

  /** Rows, as stored: 0 to 2^32 - 1. */
  public long height() {
    return height;
  }

  /** How the picture is to be turned, 1 to 8. */
  public int orientation() {
    return metadata().orientation();
  }

  /**
   * The file's parts that hold the picture: without colour profiles, texts and animation, which may
   * be damaged and which no decoder here uses.
   */
  public List<Span> pictureParts() {
    return needed.toList();
  }

  PhotoMetadata metadata() {
    List<String> changes =
        Optional.of(changed).filter(t -> !t.isEmpty()).map(List::of).orElse(List.of());
    return new PhotoMetadata(width, height, texts.exif(), texts.xmp(), texts.created(), changes);
  }
}
