package io.gistwire.codec.entropy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.codec.bits.OutputFullException;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class RangeCoderTest {
  /** A symbol as the coder sees it. */
  record Part(int cumulative, int frequency, int total) {}

  @Property
  void symbols_of_any_models_come_back(@ForAll("parts") List<Part> parts) {
    byte[] memory = new byte[16 + 4 * parts.size()];
    int size = encode(parts, memory, 5);
    RangeDecoder decoder = new RangeDecoder(memory, 5, size);
    for (Part part : parts) {
      int target = decoder.target(part.total());
      assertTrue(target >= part.cumulative() && target < part.cumulative() + part.frequency());
      decoder.consume(part.cumulative(), part.frequency(), part.total());
    }
  }

  @Property
  void bytes_equal_those_of_exact_fractions(@ForAll("parts") List<Part> parts) {
    byte[] memory = new byte[16 + 4 * parts.size()];
    ExactCoder exact = new ExactCoder();
    parts.forEach(p -> exact.encode(p.cumulative(), p.frequency(), p.total()));
    int size = encode(parts, memory, 0);
    assertArrayEquals(exact.shortest(), Arrays.copyOf(memory, size));
    assertTrue(8 * (size - 1) <= exact.information(), "the end costs at most one byte");
  }

  @Property
  void determined_bytes_equal_those_of_exact_fractions(@ForAll("parts") List<Part> parts) {
    byte[] memory = new byte[16 + 4 * parts.size()];
    ExactCoder exact = new ExactCoder();
    RangeEncoder encoder = new RangeEncoder(memory, 0, memory.length);
    for (Part p : parts) {
      exact.encode(p.cumulative(), p.frequency(), p.total());
      encoder.encode(p.cumulative(), p.frequency(), p.total());
    }
    assertArrayEquals(
        exact.shortestDetermined(), Arrays.copyOf(memory, encoder.finishDetermined()));
  }

  @Property
  void a_symbol_costs_at_most_a_millionth_of_a_bit_more_than_its_model_states(
      @ForAll("parts") @Size(min = 20, max = 60) List<Part> parts) {
    ExactCoder exact = new ExactCoder();
    double said = 0;
    for (Part p : parts) {
      exact.encode(p.cumulative(), p.frequency(), p.total());
      said -= Math.log((double) p.frequency() / p.total()) / Math.log(2);
    }
    assertTrue(exact.information() <= said + 1e-6 * parts.size());
  }

  @Property
  void a_cut_layer_gives_the_symbols_that_every_continuation_gives(
      @ForAll("parts") @Size(min = 1, max = 40) List<Part> parts,
      @ForAll @IntRange(min = 0, max = 80) int cut,
      @ForAll byte[] tail) {
    byte[] memory = new byte[16 + 4 * parts.size()];
    RangeEncoder encoder = new RangeEncoder(memory, 0, memory.length);
    parts.forEach(p -> encoder.encode(p.cumulative(), p.frequency(), p.total()));
    int size = encoder.finishDetermined();
    int kept = Math.min(cut, size);
    int determined = determinedSymbols(parts, memory, kept);
    assertEquals(parts.size(), determinedSymbols(parts, memory, size));
    byte[] other = Arrays.copyOf(memory, kept + tail.length);
    System.arraycopy(tail, 0, other, kept, tail.length);
    RangeDecoder decoder = new RangeDecoder(other, 0, other.length);
    for (Part part : parts.subList(0, determined)) {
      int target = decoder.target(part.total());
      assertTrue(target >= part.cumulative() && target < part.cumulative() + part.frequency());
      decoder.consume(part.cumulative(), part.frequency(), part.total());
    }
  }

  private static int determinedSymbols(List<Part> parts, byte[] memory, int size) {
    RangeDecoder decoder = new RangeDecoder(memory, 0, size);
    int count = 0;
    for (Part part : parts) {
      decoder.target(part.total());
      if (!decoder.determined(part.cumulative(), part.frequency(), part.total())) {
        return count;
      }
      decoder.consume(part.cumulative(), part.frequency(), part.total());
      count++;
    }
    return count;
  }

  private static int encode(List<Part> parts, byte[] memory, int offset) {
    RangeEncoder encoder = new RangeEncoder(memory, offset, memory.length - offset);
    parts.forEach(p -> encoder.encode(p.cumulative(), p.frequency(), p.total()));
    return encoder.finish();
  }

  @Provide
  Arbitrary<List<Part>> parts() {
    Arbitrary<Integer> totals =
        Arbitraries.oneOf(
            Arbitraries.integers().between(1, 40),
            Arbitraries.of(1 << 16, (1 << 16) - 1, RangeEncoder.MAX_TOTAL),
            Arbitraries.integers().between(1, RangeEncoder.MAX_TOTAL));
    Arbitrary<Part> part =
        totals.flatMap(
            total ->
                Combinators.combine(
                        Arbitraries.integers().between(0, total - 1),
                        Arbitraries.integers().between(0, total - 1),
                        Arbitraries.of(false, false, true))
                    .as((a, b, last) -> part(Math.min(a, b), Math.max(a, b), total, last)));
    return part.list().ofMaxSize(60);
  }

  private static Part part(int from, int to, int total, boolean last) {
    return new Part(from, (last ? total : to + 1) - from, total);
  }

  @Property
  void bits_of_any_probability_come_back(
      @ForAll("bits") List<Tuple.Tuple2<Integer, Integer>> bits) {
    byte[] memory = new byte[16 + 2 * bits.size() * 2];
    RangeEncoder encoder = new RangeEncoder(memory, 0, memory.length);
    for (Tuple.Tuple2<Integer, Integer> bit : bits) {
      encoder.encodeBit(bit.get1(), bit.get2());
      encoder.encodeLikelyFirst(bit.get1(), bit.get2());
    }
    RangeDecoder decoder = new RangeDecoder(memory, 0, encoder.finish());
    for (Tuple.Tuple2<Integer, Integer> bit : bits) {
      assertEquals(bit.get1(), decoder.decodeBit(bit.get2()));
      assertEquals(bit.get1(), decoder.decodeLikelyFirst(bit.get2()));
    }
  }

  @Provide
  Arbitrary<List<Tuple.Tuple2<Integer, Integer>>> bits() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 1), Arbitraries.integers().between(1, 65535))
        .as(Tuple::of)
        .list()
        .ofMaxSize(80);
  }

  @Property
  void likely_bits_cost_no_bytes(
      @ForAll @Size(max = 200) List<@IntRange(min = 1, max = 65535) Integer> probabilities) {
    byte[] memory = new byte[2000];
    RangeEncoder encoder = new RangeEncoder(memory, 0, memory.length);
    for (int p : probabilities) {
      encoder.encodeLikelyFirst(p >= 32768 ? 1 : 0, p);
    }
    assertEquals(0, encoder.finish());
  }

  @Property
  void any_bytes_decode_without_an_error(@ForAll byte[] bytes, @ForAll("parts") List<Part> parts) {
    RangeDecoder decoder = new RangeDecoder(bytes, 0, bytes.length);
    for (Part part : parts) {
      int number = decoder.decodeUniform(part.total());
      assertTrue(number >= 0 && number < part.total());
    }
  }

  @Property
  void a_prefix_of_table_symbols_returns_and_then_none(
      @ForAll @Size(min = 1, max = 60) List<@IntRange(max = 4) Integer> symbols,
      @ForAll @IntRange(max = 30) int cut) {
    CumulativeTable table = new CumulativeTable(5, 1, 60, 3, 400);
    byte[] memory = new byte[200];
    RangeEncoder encoder = new RangeEncoder(memory, 0, memory.length);
    for (int symbol : symbols) {
      encoder.encode(table, symbol);
      encoder.encodeUniform(symbol, 5);
      encoder.encodeBit(symbol & 1, 9000);
    }
    int size = encoder.finishDetermined();
    PrefixDecoder decoder = new PrefixDecoder(memory, 0, Math.min(cut, size));
    for (int symbol : symbols) {
      expect(symbol, decoder.decode(table), decoder);
      expect(symbol, decoder.decodeUniform(5), decoder);
      expect(symbol & 1, decoder.decodeBit(9000), decoder);
    }
    assertTrue(cut < size || !decoder.ended(), "all bytes determine all symbols");
  }

  private static void expect(int symbol, int read, PrefixDecoder decoder) {
    assertEquals(decoder.ended() ? PrefixDecoder.NONE : symbol, read);
  }

  @Example
  void a_carry_runs_through_bytes_that_are_out() {
    byte[] memory = new byte[64];
    ExactCoder exact = new ExactCoder();
    RangeEncoder encoder = new RangeEncoder(memory, 0, memory.length);
    // Keeps the interval around one half: bytes 7f ff ff .. are out when the last step carries.
    for (int i = 0; i < 9; i++) {
      encoder.encode(i == 0 ? 127 : 255, 1, i == 0 ? 255 : 256);
      exact.encode(i == 0 ? 127 : 255, 1, i == 0 ? 255 : 256);
    }
    assertArrayEquals(exact.shortest(), Arrays.copyOf(memory, encoder.finish()));
  }

  @Example
  void nothing_coded_is_no_bytes() {
    assertEquals(0, new RangeEncoder(new byte[0], 0, 0).finish());
    assertEquals(0, new RangeEncoder(new byte[0], 0, 0).finishDetermined());
  }

  @Example
  void memory_that_is_used_up_is_reported() {
    RangeEncoder encoder = new RangeEncoder(new byte[9], 4, 3);
    OutputFullException full =
        assertThrows(
            OutputFullException.class,
            () -> {
              for (int i = 0; i < 40; i++) {
                encoder.encodeUniform(77, 256);
              }
            });
    assertEquals(3, encoder.sizeBytes());
    assertEquals(new OutputFullException(3).getMessage(), full.getMessage());
  }

  @Property
  void sizes_count_from_the_offset(
      @ForAll("parts") List<Part> parts, @ForAll @IntRange(min = 1, max = 9) int offset) {
    byte[] memory = new byte[32 + 4 * parts.size()];
    for (boolean determined : new boolean[] {false, true}) {
      int[] sizes = new int[2];
      for (int i = 0; i < 2; i++) {
        RangeEncoder encoder = new RangeEncoder(memory, i * offset, memory.length - offset);
        parts.forEach(p -> encoder.encode(p.cumulative(), p.frequency(), p.total()));
        sizes[i] = determined ? encoder.finishDetermined() : encoder.finish();
      }
      assertEquals(sizes[0], sizes[1]);
    }
  }

  @Property
  void targets_lie_within_the_total_whatever_the_bytes(
      @ForAll("parts") List<Part> parts, @ForAll @Size(max = 40) byte[] bytes) {
    byte[] largest = new byte[40];
    Arrays.fill(largest, (byte) 255);
    for (byte[] layer : List.of(bytes, largest)) {
      RangeDecoder decoder = new RangeDecoder(layer, 0, layer.length);
      for (Part part : parts) {
        int target = decoder.target(part.total());
        assertTrue(target >= 0 && target < part.total());
        decoder.consume(target, 1, part.total());
      }
    }
  }

  @Example
  void however_far_behind_the_end_nothing_but_the_certain_is_determined() {
    RangeDecoder decoder = new RangeDecoder(new byte[] {1}, 0, 1);
    for (int i = 0; i < 200; i++) {
      int target = decoder.target(2);
      assertEquals(i < 8, decoder.determined(target, 1, 2));
      decoder.consume(target, 1, 2);
    }
  }

  @Example
  void parts_outside_their_total_are_refused() {
    RangeEncoder encoder = new RangeEncoder(new byte[9], 0, 9);
    assertThrows(IllegalArgumentException.class, () -> encoder.encode(-1, 2, 4));
    assertThrows(IllegalArgumentException.class, () -> encoder.encode(0, 0, 4));
    assertThrows(IllegalArgumentException.class, () -> encoder.encode(2, 3, 4));
    assertThrows(IllegalArgumentException.class, () -> encoder.encode(0, 1, (1 << 24) + 1));
    assertThrows(IllegalArgumentException.class, () -> encoder.encodeBit(1, 0));
    assertThrows(IllegalArgumentException.class, () -> encoder.encodeBit(0, 65536));
    RangeDecoder decoder = new RangeDecoder(new byte[9], 0, 9);
    assertThrows(IllegalArgumentException.class, () -> decoder.target(0));
    assertThrows(IllegalArgumentException.class, () -> decoder.target((1 << 24) + 1));
    decoder.target(4);
    assertThrows(IllegalArgumentException.class, () -> decoder.consume(2, 3, 4));
    assertThrows(IllegalArgumentException.class, () -> decoder.determined(2, 3, 4));
  }

  @Example
  void a_table_names_its_parts() {
    CumulativeTable table = new CumulativeTable(3, 1, 6);
    assertEquals(3, table.size());
    assertEquals(10, table.total());
    assertEquals(4, table.cumulative(2));
    assertEquals(1, table.frequency(1));
    int[] expected = {0, 0, 0, 1, 2, 2, 2, 2, 2, 2};
    for (int target = 0; target < 10; target++) {
      assertEquals(expected[target], table.symbolAt(target));
    }
    assertThrows(IllegalArgumentException.class, () -> new CumulativeTable(3, 0));
    assertThrows(IllegalArgumentException.class, () -> new CumulativeTable(1 << 24, 1));
  }

  @Property
  void model_symbols_come_back(@ForAll @Size(max = 100) List<@IntRange(max = 2) Integer> symbols) {
    CumulativeTable table = new CumulativeTable(3, 1, 6);
    byte[] memory = new byte[100];
    RangeEncoder encoder = new RangeEncoder(memory, 0, memory.length);
    symbols.forEach(symbol -> encoder.encode(table, symbol));
    RangeDecoder decoder = new RangeDecoder(memory, 0, encoder.finish());
    symbols.forEach(symbol -> assertEquals(symbol, decoder.decode(table)));
    assertFalse(symbols.size() > 1 && encoder.sizeBytes() > 50);
  }
}
