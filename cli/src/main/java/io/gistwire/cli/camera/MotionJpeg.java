package io.gistwire.cli.camera;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Cuts a Motion-JPEG stream into its pictures: JPEG files one after the other, with anything
 * between them (multipart headers, say) passed over. Walks the markers of ITU-T T.81, annex B, so
 * that a thumbnail inside a picture ends nothing. Not thread-safe.
 */
final class MotionJpeg {
  /** A picture that is longer is no camera's. */
  static final int MAX_PICTURE_BYTES = 16 << 20;

  private static final int SOI = 0xD8;
  private static final int EOI = 0xD9;
  private static final int SOS = 0xDA;
  private static final int FIRST_RESTART = 0xD0;
  private static final int LAST_RESTART = 0xD7;
  private static final int TEM = 0x01;

  private final InputStream in;
  private ByteArrayOutputStream picture;

  MotionJpeg(InputStream in) {
    this.in = new BufferedInputStream(in, 1 << 16);
  }

  /**
   * The next picture; empty at the end of the stream. A picture that the end cuts off is left out.
   *
   * @throws IOException when a picture is damaged or longer than {@value #MAX_PICTURE_BYTES} bytes
   */
  Optional<byte[]> next() throws IOException {
    if (!findStart()) {
      return Optional.empty();
    }
    picture = new ByteArrayOutputStream(1 << 16);
    picture.write(0xFF);
    picture.write(SOI);
    try {
      int marker = marker(read());
      while (marker != EOI) {
        marker = marker == SOS ? scan() : skipSegment(marker);
      }
    } catch (EOFException cutOff) {
      return Optional.empty();
    }
    return Optional.of(picture.toByteArray());
  }

  private boolean findStart() throws IOException {
    int before = 0;
    for (int b = in.read(); b >= 0; b = in.read()) {
      if (before == 0xFF && b == SOI) {
        return true;
      }
      before = b;
    }
    return false;
  }

  /** Reads a marker whose first byte was just read; fill bytes may stand before it. */
  private int marker(int first) throws IOException {
    if (first != 0xFF) {
      throw new IOException(
          String.format(
              "byte 0x%02x stands where a JPEG marker should; the stream is damaged", first));
    }
    int code = read();
    while (code == 0xFF) {
      code = read();
    }
    return code;
  }

  private int skipSegment(int marker) throws IOException {
    if (marker != TEM && (marker < FIRST_RESTART || marker > LAST_RESTART)) {
      segment();
    }
    return marker(read());
  }

  private void segment() throws IOException {
    int length = read() << 8 | read();
    if (length < 2) {
      throw new IOException(
          "a JPEG segment says it has " + length + " bytes; at least 2 are needed");
    }
    for (int i = 2; i < length; i++) {
      read();
    }
  }

  /** Passes over a scan's header and its coded data; returns the marker behind it. */
  private int scan() throws IOException {
    segment();
    while (true) {
      int b = read();
      if (b == 0xFF) {
        int code = read();
        while (code == 0xFF) {
          code = read();
        }
        if (code != 0 && (code < FIRST_RESTART || code > LAST_RESTART)) {
          return code;
        }
      }
    }
  }

  private int read() throws IOException {
    int b = in.read();
    if (b < 0) {
      throw new EOFException();
    }
    if (picture.size() >= MAX_PICTURE_BYTES) {
      throw new IOException(
          "a picture of the stream has more than "
              + MAX_PICTURE_BYTES
              + " bytes; is it Motion-JPEG?");
    }
    picture.write(b);
    return b;
  }
}
