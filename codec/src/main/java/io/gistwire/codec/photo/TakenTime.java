package io.gistwire.codec.photo;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * When a photo was taken, by the best of what its file tells: the time of the original, then of its
 * digitising, then of the last change; EXIF before XMP; a time before a date alone.
 */
final class TakenTime {
  private static final long FIRST_MILLIS = -62_135_596_800_000L;
  private static final long LAST_MILLIS = 253_402_300_799_999L;

  private static final int OFFSET_TIME = 0x9010;
  private static final int OFFSET_TIME_ORIGINAL = 0x9011;
  private static final int OFFSET_TIME_DIGITIZED = 0x9012;
  private static final int TIME_ZONE_HOURS = 0x882A;

  private final List<Exif> exif;
  private final List<Xmp> xmp;
  private final ZoneId zone;
  private long date = Long.MIN_VALUE;

  private TakenTime(List<Exif> exif, List<Xmp> xmp, ZoneId zone) {
    this.exif = exif;
    this.xmp = xmp;
    this.zone = zone;
  }

  /**
   * @param created texts of the time when the picture was made, from elsewhere in the file
   * @param changed the same of its last change
   * @param zone of times without an offset
   */
  static OptionalLong millis(
      List<Exif> exif, List<Xmp> xmp, List<String> created, List<String> changed, ZoneId zone) {
    TakenTime search = new TakenTime(exif, xmp, zone);
    long found = search.exif(0x9003, 0x9291, OFFSET_TIME_ORIGINAL);
    found = or(found, () -> search.xmp("exif:DateTimeOriginal", "photoshop:DateCreated"));
    found = or(found, () -> search.exif(0x9004, 0x9292, OFFSET_TIME_DIGITIZED));
    found =
        or(found, () -> search.xmp("xmp:CreateDate", "xap:CreateDate", "exif:DateTimeDigitized"));
    found = or(found, () -> search.texts(created));
    found = or(found, () -> search.exif(0x0132, 0x9290, OFFSET_TIME));
    found = or(found, () -> search.xmp("xmp:ModifyDate", "xap:ModifyDate", "tiff:DateTime"));
    found = or(found, () -> search.texts(changed));
    found = or(found, () -> search.date);
    return found == Long.MIN_VALUE ? OptionalLong.empty() : OptionalLong.of(found);
  }

  private interface Next {
    long millis();
  }

  private static long or(long found, Next next) {
    return found != Long.MIN_VALUE ? found : next.millis();
  }

  private long exif(int timeTag, int fractionTag, int offsetTag) {
    for (Exif block : exif) {
      TimeText time = TimeText.parse(block.text(timeTag));
      if (time != null) {
        long found =
            millis(time, offset(block, offsetTag), TimeText.fraction(block.text(fractionTag)));
        if (found != Long.MIN_VALUE) {
          return found;
        }
      }
    }
    return Long.MIN_VALUE;
  }

  /** Its own offset; many cameras write only one of the three, and it is the same clock. */
  private static @Nullable ZoneOffset offset(Exif block, int ownTag) {
    int[] tags = {ownTag, OFFSET_TIME_ORIGINAL, OFFSET_TIME_DIGITIZED, OFFSET_TIME};
    for (int tag : tags) {
      ZoneOffset offset = TimeText.offset(block.text(tag));
      if (offset != null) {
        return offset;
      }
    }
    long hours = block.number(TIME_ZONE_HOURS);
    return hours >= -14 && hours <= 14 ? ZoneOffset.ofHours((int) hours) : null;
  }

  private long xmp(String... properties) {
    for (String property : properties) {
      for (Xmp packet : xmp) {
        long found = text(packet.property(property));
        if (found != Long.MIN_VALUE) {
          return found;
        }
      }
    }
    return Long.MIN_VALUE;
  }

  private long texts(List<String> texts) {
    for (String text : texts) {
      long found = text(text);
      if (found != Long.MIN_VALUE) {
        return found;
      }
    }
    return Long.MIN_VALUE;
  }

  private long text(@Nullable String text) {
    TimeText time = TimeText.parse(text);
    return time == null ? Long.MIN_VALUE : millis(time, null, -1);
  }

  /** What the text itself has comes before what is beside it. A date alone is kept for the end. */
  private long millis(TimeText time, @Nullable ZoneOffset offset, int fraction) {
    ZoneId where = time.offset() != null ? time.offset() : offset != null ? offset : zone;
    Instant instant = time.local().atZone(where).toInstant();
    int millis = time.millis() >= 0 ? time.millis() : Math.max(0, fraction);
    long taken = instant.toEpochMilli() + millis;
    if (taken < FIRST_MILLIS || taken > LAST_MILLIS) {
      return Long.MIN_VALUE;
    }
    if (time.dateOnly()) {
      date = date == Long.MIN_VALUE ? taken : date;
      return Long.MIN_VALUE;
    }
    return taken;
  }
}
