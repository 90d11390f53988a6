package io.gistwire.codec.bits;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.codec.CorruptGistException;
import io.gistwire.codec.TruncatedGistException;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class BitsTest {
  private record Number(int value, int bits) {}

  @Property
  void numbers_of_any_width_come_back_in_order(@ForAll("numbers") List<Number> numbers)
      throws Exception {
    byte[] memory = new byte[5 + 4 * numbers.size()];
    BitWriter writer = new BitWriter(memory, 3, memory.length - 3);
    long bits = 0;
    for (Number number : numbers) {
      writer.write(number.value(), number.bits());
      bits += number.bits();
    }
    int size = writer.finish();
    assertEquals((bits + 7) / 8, size);
    BitReader reader = new BitReader(memory, 3, size);
    for (Number number : numbers) {
      assertEquals(number.value(), reader.read(number.bits()));
    }
    assertTrue(reader.remainingBits() < 8);
    reader.expectZeros();
    assertEquals(0, reader.remainingBits());
  }

  @Provide
  Arbitrary<List<Number>> numbers() {
    Arbitrary<Integer> widths = Arbitraries.integers().between(0, 31);
    Arbitrary<Integer> values = Arbitraries.integers().between(0, Integer.MAX_VALUE);
    return Combinators.combine(widths, values)
        .as((bits, value) -> new Number((int) (value & ((1L << bits) - 1)), bits))
        .list()
        .ofMaxSize(50);
  }

  @Example
  void the_first_bit_is_the_highest_of_the_first_byte() {
    byte[] memory = new byte[2];
    BitWriter writer = new BitWriter(memory, 0, 2);
    writer.write(1, 1);
    writer.write(0b01, 2);
    writer.write(0x155, 9);
    assertEquals(2, writer.finish());
    assertArrayEquals(new byte[] {(byte) 0b1011_0101, (byte) 0b0101_0000}, memory);
  }

  @Example
  void a_value_wider_than_its_bits_is_refused() {
    BitWriter writer = new BitWriter(new byte[8], 0, 8);
    assertThrows(IllegalArgumentException.class, () -> writer.write(4, 2));
    assertThrows(IllegalArgumentException.class, () -> writer.write(-1, 31));
    assertThrows(IllegalArgumentException.class, () -> writer.write(1, 0));
    assertThrows(IllegalArgumentException.class, () -> writer.write(0, 32));
    assertThrows(IllegalArgumentException.class, () -> writer.write(0, -1));
  }

  @Example
  void memory_that_is_used_up_is_reported_with_its_size() {
    BitWriter writer = new BitWriter(new byte[8], 6, 1);
    writer.write(0xff, 8);
    writer.write(0x7f, 7);
    OutputFullException full = assertThrows(OutputFullException.class, () -> writer.write(1, 1));
    assertTrue(full.getMessage().contains("1 bytes"), full.getMessage());
  }

  @Example
  void reading_past_the_end_states_how_many_bits_are_missing() throws Exception {
    BitReader reader = new BitReader(new byte[] {1, 2, 3}, 1, 1);
    assertEquals(0, reader.read(5));
    TruncatedGistException truncated =
        assertThrows(TruncatedGistException.class, () -> reader.read(7));
    assertTrue(truncated.getMessage().contains("4 bits"), truncated.getMessage());
    assertEquals(2, reader.read(3));
    assertThrows(IllegalArgumentException.class, () -> reader.read(32));
    assertThrows(IllegalArgumentException.class, () -> reader.read(-1));
  }

  @Example
  void a_set_bit_where_only_zeros_may_be_is_corrupt() {
    BitReader reader = new BitReader(new byte[] {0, 1}, 0, 2);
    assertThrows(CorruptGistException.class, reader::expectZeros);
  }

  @Example
  void a_range_outside_the_array_is_refused() {
    assertThrows(IndexOutOfBoundsException.class, () -> new BitWriter(new byte[4], 3, 2));
    assertThrows(IndexOutOfBoundsException.class, () -> new BitReader(new byte[4], -1, 2));
    assertThrows(
        IndexOutOfBoundsException.class, () -> new BitReader(new byte[4], 2, Integer.MAX_VALUE));
  }
}
