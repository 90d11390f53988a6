package io.gistwire.client.photos;

import io.gistwire.codec.CodeFingerprint;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a kept photo's file states all about it but its bytes, so that a photo and what is
 * known of it are renamed into place in one step: {@code
 * EPOCH-SEQUENCE.FINGERPRINT.EMBEDDINGBYTES.EMBEDDINGSUM.CAPTIONED.SUM.photo}.
 *
 * @param epoch of the outbox
 * @param sequence of the gist
 * @param code what its layers depend on
 * @param sum CRC-32 of the file
 */
record PhotoName(long epoch, long sequence, PhotoCode code, int sum) {
  private static final Pattern FORM =
      Pattern.compile(
          "([0-9a-f]{16})-([1-9][0-9]{0,18})\\.([0-9a-f]{16})\\.([0-9]{1,3})\\.([0-9a-f]{8})\\.([cn])\\.([0-9a-f]{8})\\.photo");

  static Optional<PhotoName> parse(String text) {
    Matcher m = FORM.matcher(text);
    if (!m.matches()) {
      return Optional.empty();
    }
    try {
      PhotoCode code =
          new PhotoCode(
              CodeFingerprint.parse(m.group(3)),
              Integer.parseInt(m.group(4)),
              Integer.parseUnsignedInt(m.group(5), 16),
              m.group(6).equals("c"));
      return Optional.of(
          new PhotoName(
              Long.parseUnsignedLong(m.group(1), 16),
              Long.parseLong(m.group(2)),
              code,
              Integer.parseUnsignedInt(m.group(7), 16)));
    } catch (NumberFormatException beyondItsRange) {
      return Optional.empty();
    }
  }

  @Override
  public String toString() {
    return String.format(
        java.util.Locale.ROOT,
        "%016x-%d.%s.%d.%08x.%s.%08x.photo",
        epoch,
        sequence,
        code.fingerprint(),
        code.embeddingBytes(),
        code.embeddingSum(),
        code.captioned() ? "c" : "n",
        sum);
  }
}
