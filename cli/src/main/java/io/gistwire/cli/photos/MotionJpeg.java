package io.gistwire.cli.photos;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Optional;

/**
 * Cuts a Motion-JPEG stream into its pictures: JPEG files one after the other, with anything
 * between them (multipart headers, say) passed over. Walks the markers of ITU-T T.81, annex B, so
 * that a thumbnail inside a picture ends nothing. After a damaged picture it continues with the
 * next start of a picture. Not thread-safe.
 */
public final class MotionJpeg {
  /** A longer picture is not one of a camera. */
  static final int MAX_PICTURE_BYTES = 16 << 20;

  private static final int SOI = 0xD8;
  private static final int EOI = 0xD9;
  private static final int SOS = 0xDA;
  private static final int FIRST_RESTART = 0xD0;
  private static final int LAST_RESTART = 0xD7;
  private static final int TEM = 0x01;

  /** A segment with its length, and the marker behind it with some fill bytes. */
  private static final int PUSHBACK_BYTES = 1 << 17;

  private final PushbackInputStream in;
  private final int maxBytes;
  private Picture picture = new Picture();

  /** Where the last segment or scan begins that a wrong length may have made too long. */
  private int trustedBytes;

  /** Reads pictures of at most {@value #MAX_PICTURE_BYTES} bytes. */
  public MotionJpeg(InputStream in) {
    this(in, MAX_PICTURE_BYTES);
  }

  MotionJpeg(InputStream in, int maxBytes) {
    this.in = new PushbackInputStream(new BufferedInputStream(in, 1 << 16), PUSHBACK_BYTES);
    this.maxBytes = maxBytes;
  }

  /**
   * The next picture; empty at the end of the stream. A picture that the end cuts off is left out.
   *
   * @throws DamagedPictureException when a picture is damaged or longer than {@value
   *     #MAX_PICTURE_BYTES} bytes; the next call returns the picture after it
   */
  public Optional<byte[]> next() throws IOException {
    if (!findStart()) {
      return Optional.empty();
    }
    picture = new Picture();
    picture.write(0xFF);
    picture.write(SOI);
    trustedBytes = picture.size();
    try {
      int marker = marker(read());
      while (marker != EOI) {
        if (marker == SOI) {
          trustedBytes = picture.size() - 2;
          throw new DamagedPictureException("a picture begins before the one before it has ended");
        }
        marker = marker == SOS ? scan() : skipSegment(marker);
      }
    } catch (EOFException cutOff) {
      return Optional.empty();
    } catch (DamagedPictureException damaged) {
      // The start of the next picture may be among what was taken for a part of this one.
      int length = Math.min(picture.size() - trustedBytes, PUSHBACK_BYTES);
      in.unread(picture.bytes(), picture.size() - length, length);
      throw damaged;
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

  /** Reads a marker whose first byte was just read; fill bytes may precede its code. */
  private int marker(int first) throws IOException {
    if (first != 0xFF) {
      throw new DamagedPictureException(
          String.format("byte 0x%02x where a JPEG marker is expected", first));
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
    trustedBytes = picture.size();
    int length = read() << 8 | read();
    if (length < 2) {
      throw new DamagedPictureException(
          "a JPEG segment has the length " + length + "; at least 2 is needed");
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
    if (picture.size() >= maxBytes) {
      // None of it can be another picture's start: that would have ended this one.
      trustedBytes = picture.size();
      throw new DamagedPictureException(
          "a picture of the stream has more than " + maxBytes + " bytes; is it Motion-JPEG?");
    }
    picture.write(b);
    return b;
  }

  /** Gives its array without a copy. */
  private static final class Picture extends ByteArrayOutputStream {
    Picture() {
      super(1 << 14);
    }

    byte[] bytes() {
      return buf;
    }
  }
}
