package io.gistwire.codec.entropy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class AdaptiveBitsTest {
  @Property
  void learnt_bits_come_back(
      @ForAll @Size(max = 300) List<@IntRange(max = 3) Integer> symbols,
      @ForAll @IntRange(min = 1, max = 200) int limit) {
    byte[] memory = new byte[1000];
    RangeEncoder encoder = new RangeEncoder(memory, 0, memory.length);
    AdaptiveBits writing = new AdaptiveBits(2, limit);
    symbols.forEach(symbol -> writing.encode(encoder, symbol >> 1, symbol & 1));
    RangeDecoder decoder = new RangeDecoder(memory, 0, encoder.finish());
    AdaptiveBits reading = new AdaptiveBits(2, limit);
    symbols.forEach(symbol -> assertEquals(symbol & 1, reading.decode(decoder, symbol >> 1)));
  }

  @Property
  void the_estimate_is_krichevsky_and_trofimovs_while_it_counts(
      @ForAll @Size(max = 60) List<@IntRange(max = 1) Integer> bits) {
    AdaptiveBits model = new AdaptiveBits(1);
    double ones = 0.5;
    double all = 1;
    for (int bit : bits) {
      assertEquals(Math.max(64, Math.min(65472, 65536 * ones / all)), model.probability(0), 70);
      model.update(0, bit);
      ones += bit;
      all += 1;
    }
    assertEquals(bits.size(), model.count(0));
  }

  @Example
  void the_first_steps_are_those_of_the_format() {
    AdaptiveBits model = new AdaptiveBits(1);
    assertEquals(32768, model.probability(0));
    model.update(0, 1);
    assertEquals(49152, model.probability(0));
    model.update(0, 0);
    assertEquals(49152 + (-49152 * 21845 >> 16), model.probability(0));
  }

  @Example
  void probabilities_keep_their_margins_for_ever() {
    AdaptiveBits model = new AdaptiveBits(2);
    for (int i = 0; i < 5000; i++) {
      model.update(0, 1);
      model.update(1, 0);
      assertTrue(model.probability(0) <= 65472 && model.probability(1) >= 64);
    }
    assertEquals(65472, model.probability(0));
    assertEquals(64, model.probability(1));
    assertEquals(AdaptiveBits.DEFAULT_LIMIT, model.count(0));
  }

  @Example
  void an_heir_starts_where_its_source_is_but_trusts_it_less() {
    AdaptiveBits source = new AdaptiveBits(1);
    for (int i = 0; i < 10; i++) {
      source.update(0, 1);
    }
    AdaptiveBits heir = new AdaptiveBits(3);
    heir.inherit(1, source, 0, 2);
    assertEquals(source.probability(0), heir.probability(1));
    assertEquals(2, heir.count(1));
    assertEquals(32768, heir.probability(0));
    heir.inherit(2, new AdaptiveBits(1), 0, 2);
    assertEquals(0, heir.count(2));
  }
}
