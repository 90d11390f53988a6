package io.gistwire.client.photos;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gistwire.codec.CodeFingerprint;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class PhotoNameTest {
  @Property
  void every_name_is_read_back(
      @ForAll long epoch,
      @ForAll @LongRange(min = 1) long sequence,
      @ForAll @Size(8) byte[] fingerprint,
      @ForAll @IntRange(max = 256) int embeddingBytes,
      @ForAll int embeddingSum,
      @ForAll boolean captioned,
      @ForAll int sum) {
    PhotoCode code =
        new PhotoCode(CodeFingerprint.of(fingerprint), embeddingBytes, embeddingSum, captioned);
    PhotoName name = new PhotoName(epoch, sequence, code, sum);
    assertEquals(Optional.of(name), PhotoName.parse(name.toString()));
  }

  @Property
  void no_text_breaks_it(@ForAll String text) {
    assertEquals(Optional.empty(), PhotoName.parse(text));
  }

  @Test
  void a_sequence_beyond_its_range_is_no_name() {
    assertEquals(
        Optional.empty(),
        PhotoName.parse(
            "0000000000000001-9999999999999999999.0011223344556677.16.00000000.c.00000000.photo"));
  }
}
