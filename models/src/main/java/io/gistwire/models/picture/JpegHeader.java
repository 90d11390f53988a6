package io.gistwire.models.picture;

import io.gistwire.codec.UnreadablePhotoException;

/** What the markers of a JPEG file say (ITU-T T.81, annex B), read before anything is decoded. */
final class JpegHeader {
  // A progressive file of a few kilobytes can ask for any number of passes over the whole picture.
  private static final int MAX_SCANS = 200;

  int width;
  int height;
  int components;
  boolean progressive;
  int orientation = 1;
  private boolean jfif;
  private int adobeTransform = -1;
  private final int[] ids = new int[4];
  private int scans;
  private boolean ended;

  private JpegHeader() {}

  static JpegHeader read(Bytes file) throws UnreadablePhotoException {
    JpegHeader header = new JpegHeader();
    long at = 2;
    while (at >= 0) {
      at = header.segment(file, at);
    }
    if (header.width == 0 || header.height == 0 || header.scans == 0) {
      throw new UnreadablePhotoException(
          "photo is a JPEG file without a picture (truncated or damaged); send the whole file");
    }
    if (!header.ended) {
      throw new UnreadablePhotoException("photo is a truncated JPEG file; send the whole file");
    }
    return header;
  }

  /** Reads the segment at {@code at}; returns where the next one stands, or -1 at the end. */
  private long segment(Bytes file, long at) throws UnreadablePhotoException {
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
    long body = at + 4;
    if (marker == 0xDA && ++scans > MAX_SCANS) {
      throw new UnreadablePhotoException(
          "photo is a JPEG file of more than " + MAX_SCANS + " scans; save it again as baseline");
    }
    if (marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC) {
      frame(file, marker, body);
    } else if (marker == 0xE0 && file.startsWith(body, "JFIF\0")) {
      jfif = true;
    } else if (marker == 0xE1 && file.startsWith(body, "Exif\0\0") && orientation == 1) {
      orientation = ExifOrientation.read(file, body + 6, length - 8L);
    } else if (marker == 0xEE && file.startsWith(body, "Adobe") && length >= 14) {
      adobeTransform = file.u8(body + 11);
    }
    return at + 2 + Math.max(2, length);
  }

  private static boolean isMarker(int code) {
    return code != 0 && code != 0xFF && !(code >= 0xD0 && code <= 0xD7);
  }

  private void frame(Bytes file, int marker, long body) throws UnreadablePhotoException {
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

  /** Whether the first three channels are luma and chroma, by libjpeg's rule. */
  boolean lumaChroma() {
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

  /** Adobe's programs write the four inks inverted. */
  boolean inverted() {
    return adobeTransform >= 0;
  }
}
