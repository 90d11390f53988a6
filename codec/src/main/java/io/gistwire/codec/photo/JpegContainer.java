package io.gistwire.codec.photo;

import io.gistwire.codec.UnreadablePhotoException;
import java.util.ArrayList;
import java.util.List;

/**
 * The markers of a JPEG file (ITU-T T.81, annex B), read before anything is decoded. Immutable once
 * read; thread-safe.
 */
public final class JpegContainer {
  // A progressive file of a few kilobytes can ask for any number of passes over the whole picture.
  private static final int MAX_SCANS = 200;
  private static final int MAX_METADATA_SEGMENTS = 64;
  private static final String XMP = "http://ns.adobe.com/xap/1.0/\0";

  private final FileBytes file;
  private final KeptRanges needed = new KeptRanges();
  private final List<Span> exif = new ArrayList<>();
  private final List<Span> xmp = new ArrayList<>();
  private final int[] ids = new int[4];
  private int width;
  private int height;
  private int components;
  private boolean progressive;
  private boolean jfif;
  private int adobeTransform = -1;
  private int scans;
  private boolean ended;

  private JpegContainer(FileBytes file) {
    this.file = file;
  }

  /** Whether the file begins as a JPEG does. */
  public static boolean matches(byte[] file) {
    return new FileBytes(file).startsWith(0, "\u00ff\u00d8\u00ff");
  }

  /**
   * Reads all markers.
   *
   * @throws UnreadablePhotoException when there is no picture, the file is truncated, or it is of a
   *     kind that no decoder here reads
   */
  public static JpegContainer read(byte[] file) throws UnreadablePhotoException {
    JpegContainer jpeg = new JpegContainer(new FileBytes(file));
    jpeg.walk(Integer.MAX_VALUE);
    if (jpeg.width == 0 || jpeg.height == 0 || jpeg.scans == 0) {
      throw new UnreadablePhotoException(
          "photo is a JPEG file without a picture (truncated or damaged); send the whole file");
    }
    if (!jpeg.ended) {
      throw new UnreadablePhotoException("photo is a truncated JPEG file; send the whole file");
    }
    return jpeg;
  }

  /** Reads up to the first scan, as far as the bytes can be read. */
  static JpegContainer head(byte[] file) {
    JpegContainer jpeg = new JpegContainer(new FileBytes(file));
    try {
      jpeg.walk(1);
    } catch (UnreadablePhotoException | IndexOutOfBoundsException e) {
      // What was read up to here is what the file tells.
      return jpeg;
    }
    return jpeg;
  }

  private void walk(int maxScans) throws UnreadablePhotoException {
    needed.add(0, 2);
    long at = 2;
    while (at >= 0 && scans < maxScans) {
      at = segment(at);
    }
  }

  /** Reads the segment at {@code at}; returns the offset of the next one, or -1 at the end. */
  private long segment(long at) throws UnreadablePhotoException {
    while (at + 1 < file.length() && !(file.u8(at) == 0xFF && isMarker(file.u8(at + 1)))) {
      at++;
    }
    if (at + 1 >= file.length()) {
      return -1;
    }
    int marker = file.u8(at + 1);
    if (marker == 0xD9) {
      ended = true;
      return -1;
    }
    if (marker >= 0xD0 && marker <= 0xD8 || marker == 0x01) {
      return at + 2;
    }
    int length = file.u16be(at + 2);
    if (marker == 0xDA) {
      scan((int) at);
    } else if (scans == 0) {
      header(marker, at, length);
    } else if (isFrame(marker)) {
      frame(marker, at + 4);
    }
    return at + 2 + Math.max(2, length);
  }

  private void scan(int at) throws UnreadablePhotoException {
    if (++scans > MAX_SCANS) {
      throw new UnreadablePhotoException(
          "photo is a JPEG file of more than " + MAX_SCANS + " scans; save it again as baseline");
    }
    if (scans == 1) {
      needed.add(at, file.length());
    }
  }

  private void header(int marker, long at, int length) throws UnreadablePhotoException {
    long body = at + 4;
    Span payload = file.within(body, length - 2L);
    if (isFrame(marker)) {
      frame(marker, body);
    } else if (marker == 0xE0 && file.startsWith(body, "JFIF\0")) {
      jfif = true;
    } else if (marker == 0xE1) {
      metadata(payload);
    } else if (marker == 0xEE && file.startsWith(body, "Adobe") && length >= 14) {
      adobeTransform = file.u8(body + 11);
    }
    boolean application = marker >= 0xE1 && marker <= 0xEF && marker != 0xEE;
    if (!application && marker != 0xFE) {
      needed.add((int) at, (int) Math.min(file.length(), at + 2 + Math.max(2, length)));
    }
  }

  private void metadata(Span payload) {
    if (file.startsWith(payload.start(), XMP) && xmp.size() < MAX_METADATA_SEGMENTS) {
      xmp.add(payload);
    } else if (ExifBlocks.isExif(file, payload) && exif.size() < MAX_METADATA_SEGMENTS) {
      exif.add(payload);
    }
  }

  private static boolean isMarker(int code) {
    return code != 0 && code != 0xFF && !(code >= 0xD0 && code <= 0xD7);
  }

  private static boolean isFrame(int marker) {
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
  }

  private void frame(int marker, long body) throws UnreadablePhotoException {
    if (width != 0) {
      throw new UnreadablePhotoException(
          "photo is a JPEG file of several frames; save it again as baseline");
    }
    progressive = marker == 0xC2;
    height = file.u16be(body + 1);
    width = file.u16be(body + 3);
    components = file.u8(body + 5);
    if (components != 1 && components != 3 && components != 4) {
      throw new UnreadablePhotoException(
          "photo is a JPEG file of " + components + " channels; 1, 3 and 4 are read");
    }
    for (int i = 0; i < components; i++) {
      ids[i] = file.u8(body + 6 + 3L * i);
    }
  }

  /** Pixels a row, as stored. */
  public int width() {
    return width;
  }

  /** Rows, as stored. */
  public int height() {
    return height;
  }

  /** Channels: 1 grey, 3 colour, 4 inks. */
  public int components() {
    return components;
  }

  /** Whether it is coded in passes over the whole picture. */
  public boolean progressive() {
    return progressive;
  }

  /** Whether the first three channels are luma and chroma, by libjpeg's rule. */
  public boolean lumaChroma() {
    if (components == 4) {
      return adobeTransform == 2;
    }
    if (jfif) {
      return true;
    }
    if (adobeTransform >= 0) {
      return adobeTransform != 0;
    }
    return !(ids[0] == 'R' && ids[1] == 'G' && ids[2] == 'B');
  }

  /** Whether four inks are stored inverted, as Adobe's programs write them. */
  public boolean inverted() {
    return adobeTransform >= 0;
  }

  /** EXIF's orientation, 1 to 8. */
  public int orientation() {
    return metadata().orientation();
  }

  /**
   * The file's parts that hold the picture: without colour profiles, comments and application data,
   * which may be damaged and which no decoder here uses.
   */
  public List<Span> pictureParts() {
    return needed.toList();
  }

  PhotoMetadata metadata() {
    return new PhotoMetadata(
        width, height, ExifBlocks.ofSegments(file, exif), xmps(), List.of(), List.of());
  }

  private List<Xmp> xmps() {
    List<Xmp> all = new ArrayList<>();
    for (Span span : xmp) {
      all.add(new Xmp(file, span));
    }
    return all;
  }
}
