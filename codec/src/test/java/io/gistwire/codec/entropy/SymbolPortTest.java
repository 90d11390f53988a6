package io.gistwire.codec.entropy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class SymbolPortTest {
  @Property
  void one_walk_writes_and_reads_the_same_symbols(
      @ForAll @Size(max = 100) List<@IntRange(max = 999) Integer> symbols) {
    byte[] memory = new byte[500];
    RangeEncoder encoder = new RangeEncoder(memory, 0, memory.length);
    int[] written = walk(SymbolPort.writing(encoder), symbols.stream().mapToInt(i -> i).toArray());
    int size = encoder.finish();
    int[] read =
        walk(SymbolPort.reading(new RangeDecoder(memory, 0, size)), new int[symbols.size()]);
    assertArrayEquals(symbols.stream().mapToInt(i -> i).toArray(), written);
    assertArrayEquals(written, read);
  }

  /** A symbol is its odd bit, in a context that learns, a fixed-probability bit, and the rest. */
  private static int[] walk(SymbolPort port, int[] symbols) {
    AdaptiveBits model = new AdaptiveBits(1);
    int[] coded = new int[symbols.length];
    for (int i = 0; i < symbols.length; i++) {
      int odd = port.bit(symbols[i] & 1, model, 0);
      int two = port.bit(symbols[i] >> 1 & 1, 20_000);
      coded[i] = port.uniform(symbols[i] >> 2, 250) << 2 | two << 1 | odd;
    }
    return coded;
  }

  @Property
  void uniform_numbers_come_back(
      @ForAll @Size(max = 60) List<@IntRange(max = 16_777_215) Integer> numbers) {
    byte[] memory = new byte[400];
    RangeEncoder encoder = new RangeEncoder(memory, 0, memory.length);
    numbers.forEach(n -> encoder.encodeUniform(n, RangeEncoder.MAX_TOTAL));
    RangeDecoder decoder = new RangeDecoder(memory, 0, encoder.finish());
    numbers.forEach(n -> assertEquals(n, decoder.decodeUniform(RangeEncoder.MAX_TOTAL)));
  }

  @Example
  void of_two_equally_likely_bits_the_one_is_free() {
    byte[] memory = new byte[9];
    RangeEncoder ones = new RangeEncoder(memory, 0, memory.length);
    RangeEncoder zeros = new RangeEncoder(new byte[9], 0, 9);
    for (int i = 0; i < 8; i++) {
      ones.encodeLikelyFirst(1, 32768);
      zeros.encodeLikelyFirst(0, 32768);
    }
    assertEquals(0, ones.finish());
    assertEquals(1, zeros.finish());
    assertEquals(1, new RangeDecoder(new byte[0], 0, 0).decodeLikelyFirst(32768));
    assertEquals(0, new RangeDecoder(new byte[0], 0, 0).decodeLikelyFirst(32767));
  }

  @Example
  void bytes_that_end_a_power_of_two_are_the_shortest() {
    byte[] memory = new byte[20];
    for (int first = 0; first < 256; first++) {
      RangeEncoder encoder = new RangeEncoder(memory, 0, memory.length);
      ExactCoder exact = new ExactCoder();
      int[] symbols = {first, 255, 0, 128};
      for (int symbol : symbols) {
        encoder.encodeUniform(symbol, 256);
        exact.encode(symbol, 1, 256);
      }
      assertArrayEquals(exact.shortest(), Arrays.copyOf(memory, encoder.finish()));
    }
  }

  @Example
  void a_whole_part_of_the_largest_total_is_allowed_and_free() {
    RangeEncoder encoder = new RangeEncoder(new byte[0], 0, 0);
    encoder.encode(0, RangeEncoder.MAX_TOTAL, RangeEncoder.MAX_TOTAL);
    assertEquals(0, encoder.finish());
  }

  @Property
  void prefix_bits_come_back_at_every_probability(
      @ForAll @IntRange(min = 1, max = 65535) int probability,
      @ForAll @Size(min = 1, max = 30) List<@IntRange(max = 1) Integer> bits) {
    byte[] memory = new byte[100];
    RangeEncoder encoder = new RangeEncoder(memory, 0, memory.length);
    bits.forEach(bit -> encoder.encodeBit(bit, probability));
    PrefixDecoder decoder = new PrefixDecoder(memory, 0, encoder.finishDetermined());
    bits.forEach(bit -> assertEquals(bit, decoder.decodeBit(probability)));
    assertTrue(!decoder.ended());
  }

  @Example
  void a_zero_bit_begins_exactly_where_its_part_begins() {
    byte[] bytes = {(byte) 0x40, 0x01};
    assertEquals(0, new PrefixDecoder(bytes, 0, 2).decodeBit(0x4001));
    assertEquals(0, new RangeDecoder(bytes, 0, 2).decodeBit(0x4001));
    assertEquals(1, new RangeDecoder(bytes, 0, 2).decodeBit(0x4002));
  }
}
