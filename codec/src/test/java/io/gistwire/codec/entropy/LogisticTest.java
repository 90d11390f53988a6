package io.gistwire.codec.entropy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class LogisticTest {
  @Example
  void the_squash_table_has_the_checksum_of_the_format() {
    ByteBuffer table = ByteBuffer.allocate(2 * 4095).order(ByteOrder.LITTLE_ENDIAN);
    for (int z = -2047; z <= 2047; z++) {
      table.putShort((short) Logistic.squash(z));
    }
    CRC32C crc = new CRC32C();
    crc.update(table.array());
    assertEquals("286471cb", Long.toHexString(crc.getValue()));
    assertEquals(32768, Logistic.squash(0));
    assertEquals(Logistic.squash(2047), Logistic.squash(Long.MAX_VALUE));
    assertEquals(22, Logistic.squash(Long.MIN_VALUE));
  }

  @Property
  void a_stretched_probability_is_the_smallest_logit_of_its_cell(
      @ForAll @IntRange(max = 65535) int probability) {
    int logit = Logistic.stretch(probability);
    int middle = probability / 16 * 16 + 8;
    assertTrue(Logistic.squash(logit) >= middle || logit == 2047);
    assertTrue(logit == -2047 || Logistic.squash(logit - 1) < middle);
  }
}
