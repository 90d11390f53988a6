package io.gistwire.client;

import io.gistwire.proto.batch.BatchColumns;
import java.nio.Buffer;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * When a JPEG says that it was taken: EXIF's DateTimeOriginal with its fraction and its offset.
 * Pure; never fails, whatever the bytes are, and allocates nothing by what they say.
 */
final class ExifTime {
  private static final int EXIF_DIRECTORY = 0x8769;
  private static final int DATE_TIME_ORIGINAL = 0x9003;
  private static final int OFFSET_TIME_ORIGINAL = 0x9011;
  private static final int SUB_SECONDS_ORIGINAL = 0x9291;
  private static final int ASCII = 2;
  private static final int MAX_ENTRIES = 512;
  private static final int MAX_TEXT_BYTES = 32;

  /** What a server takes; EXIF may say a year that no long holds in milliseconds. */
  private static final Instant FIRST = Instant.ofEpochMilli(BatchColumns.MIN_CAPTURE_TIME_MILLIS);

  private static final Instant LAST = Instant.ofEpochMilli(BatchColumns.MAX_CAPTURE_TIME_MILLIS);

  private static final DateTimeFormatter FORM =
      DateTimeFormatter.ofPattern("uuuu:MM:dd HH:mm:ss", Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);

  /** The TIFF structure of one photo. */
  private final ByteBuffer tiff;

  private ExifTime(ByteBuffer tiff) {
    this.tiff = tiff;
  }

  /**
   * Milliseconds since 1970-01-01 UTC; empty when the photo does not say.
   *
   * @param photo any bytes
   * @param zone of a time without an offset, which most cameras write
   */
  static OptionalLong millis(byte[] photo, ZoneId zone) {
    try {
      ByteBuffer tiff = tiff(ByteBuffer.wrap(photo));
      return tiff == null ? OptionalLong.empty() : new ExifTime(tiff).taken(zone);
    } catch (BufferUnderflowException
        | IndexOutOfBoundsException
        | IllegalArgumentException
        | DateTimeException e) {
      return OptionalLong.empty(); // cut off, or no time that there is
    }
  }

  /** Finds the first EXIF segment before the picture's data. */
  private static @Nullable ByteBuffer tiff(ByteBuffer jpeg) {
    if (jpeg.getShort() != (short) 0xffd8) {
      return null;
    }
    while (true) {
      int marker = jpeg.getShort() & 0xffff;
      int length = jpeg.getShort() & 0xffff;
      int end = jpeg.position() + length - 2;
      if ((marker & 0xff00) != 0xff00 || marker == 0xffda || length < 2) {
        return null;
      }
      if (marker == 0xffe1 && length >= 8 && jpeg.getInt(jpeg.position()) == 0x45786966) { // Exif
        ByteBuffer tiff = jpeg.duplicate();
        ((Buffer) tiff).limit(Math.min(end, jpeg.limit()));
        ((Buffer) tiff).position(jpeg.position() + 6);
        return ordered(tiff.slice());
      }
      ((Buffer) jpeg)
          .position(Math.min(end, jpeg.limit())); // Android's ByteBuffer returns a Buffer
    }
  }

  private static @Nullable ByteBuffer ordered(ByteBuffer tiff) {
    int order = tiff.getInt(0);
    if (order == 0x49492a00) {
      return tiff.order(ByteOrder.LITTLE_ENDIAN);
    }
    return order == 0x4d4d002a ? tiff.order(ByteOrder.BIG_ENDIAN) : null;
  }

  private OptionalLong taken(ZoneId zone) {
    int pointer = entry(tiff.getInt(4), EXIF_DIRECTORY);
    if (pointer < 0) {
      return OptionalLong.empty();
    }
    int directory = tiff.getInt(pointer + 8);
    String time = text(directory, DATE_TIME_ORIGINAL);
    if (time == null) {
      return OptionalLong.empty();
    }
    LocalDateTime local = LocalDateTime.parse(time, FORM);
    String offset = text(directory, OFFSET_TIME_ORIGINAL);
    ZoneId where = offset == null || offset.isEmpty() ? zone : ZoneOffset.of(offset);
    Instant taken =
        local.atZone(where).toInstant().plusMillis(fraction(text(directory, SUB_SECONDS_ORIGINAL)));
    return taken.isBefore(FIRST) || taken.isAfter(LAST)
        ? OptionalLong.empty()
        : OptionalLong.of(taken.toEpochMilli());
  }

  /** Where the entry of a tag stands in a directory; -1 when it is not there. */
  private int entry(int directory, int tag) {
    int entries = Math.min(MAX_ENTRIES, tiff.getShort(directory) & 0xffff);
    for (int i = 0; i < entries; i++) {
      int at = directory + 2 + 12 * i;
      if ((tiff.getShort(at) & 0xffff) == tag) {
        return at;
      }
    }
    return -1;
  }

  private @Nullable String text(int directory, int tag) {
    int at = entry(directory, tag);
    if (at < 0 || (tiff.getShort(at + 2) & 0xffff) != ASCII) {
      return null;
    }
    int bytes = Math.max(0, Math.min(MAX_TEXT_BYTES, tiff.getInt(at + 4)));
    int start = bytes <= 4 ? at + 8 : tiff.getInt(at + 8);
    byte[] text = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      text[i] = tiff.get(start + i);
    }
    return new String(text, StandardCharsets.US_ASCII).replace("\0", "").trim();
  }

  /** Milliseconds of a decimal fraction's digits. */
  private static long fraction(@Nullable String digits) {
    if (digits == null || !digits.matches("[0-9]+")) {
      return 0;
    }
    return Long.parseLong((digits + "00").substring(0, 3));
  }
}
