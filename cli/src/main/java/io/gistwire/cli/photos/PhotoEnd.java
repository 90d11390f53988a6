package io.gistwire.cli.photos;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;

/** Whether a photo's file has its end, so that it is not one that is still being written. Pure. */
public final class PhotoEnd {
  private static final byte[] PNG_END = {0, 0, 0, 0, 'I', 'E', 'N', 'D'};
  private static final int CHECKSUM_BYTES = 4;
  private static final int RIFF_HEADER_BYTES = 8;

  private PhotoEnd() {}

  /** What is known of a file's end. */
  public enum State {
    /** The end is missing. */
    INCOMPLETE,
    /** The file ends where its picture ends. */
    COMPLETE,
    /** The picture is complete and more follows, such as a second picture or a film. */
    COMPLETE_WITH_MORE
  }

  /** Looks for the end; a file of another format is complete. */
  public static State of(byte[] file) {
    if (file.length < RIFF_HEADER_BYTES) {
      return State.INCOMPLETE;
    } else if ((file[0] & 0xFF) == 0xFF && (file[1] & 0xFF) == 0xD8) {
      return jpeg(file);
    } else if ((file[0] & 0xFF) == 0x89 && file[1] == 'P') {
      return png(file);
    }
    boolean riff = file[0] == 'R' && file[1] == 'I' && file[2] == 'F' && file[3] == 'F';
    return riff ? riff(file) : State.COMPLETE;
  }

  private static State jpeg(byte[] file) {
    try {
      Optional<byte[]> picture =
          new MotionJpeg(new ByteArrayInputStream(file), PhotoFile.MAX_BYTES).next();
      return picture.map(bytes -> state(bytes.length, file.length)).orElse(State.INCOMPLETE);
    } catch (DamagedPictureException damaged) {
      // Not for want of an end: whoever decodes it states what is wrong.
      return State.COMPLETE;
    } catch (IOException impossible) {
      throw new IllegalStateException("an array cannot be read", impossible);
    }
  }

  /** Walks the chunks: length, type, data, checksum. */
  private static State png(byte[] file) {
    long at = RIFF_HEADER_BYTES;
    while (at + PNG_END.length + CHECKSUM_BYTES <= file.length) {
      int offset = (int) at;
      if (matches(file, offset)) {
        return state(at + PNG_END.length + CHECKSUM_BYTES, file.length);
      }
      at += 12 + Integer.toUnsignedLong(bigEndian(file, offset));
    }
    return State.INCOMPLETE;
  }

  private static boolean matches(byte[] file, int offset) {
    for (int i = 4; i < PNG_END.length; i++) {
      if (file[offset + i] != PNG_END[i]) {
        return false;
      }
    }
    return true;
  }

  private static State riff(byte[] file) {
    long size = Integer.toUnsignedLong(Integer.reverseBytes(bigEndian(file, 4)));
    long end = size + (size & 1) + RIFF_HEADER_BYTES;
    // The last byte of padding is often left out.
    return file.length < size + RIFF_HEADER_BYTES
        ? State.INCOMPLETE
        : state(Math.min(end, file.length), file.length);
  }

  private static int bigEndian(byte[] file, int at) {
    return (file[at] & 0xFF) << 24
        | (file[at + 1] & 0xFF) << 16
        | (file[at + 2] & 0xFF) << 8
        | file[at + 3] & 0xFF;
  }

  private static State state(long end, int length) {
    return end == length ? State.COMPLETE : State.COMPLETE_WITH_MORE;
  }
}
