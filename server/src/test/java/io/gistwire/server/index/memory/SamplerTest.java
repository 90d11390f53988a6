package io.gistwire.server.index.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.codec.quantizer.Quantizer;
import io.gistwire.server.index.CodeSample;
import io.gistwire.server.index.PlainDecoding;
import io.gistwire.server.ledger.EpochKey;
import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.ledger.SourceKey;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SamplerTest {
  private final Quantizer quantizer = new PlainDecoding().quantizer();
  private final Random random = new Random(3);

  /** Gists of one scene: the first two bytes of all codes are the same. */
  private GistTable scene(int count) {
    GistTable table = new GistTable(quantizer);
    EpochKey epoch = new EpochKey(new SourceKey("acme", "cam"), 1);
    for (int i = 1; i <= count; i++) {
      byte[] code = new byte[16];
      random.nextBytes(code);
      code[0] = 7;
      code[1] = 9;
      table.put(new GistRow(new GistKey(epoch, i), i, 0, 0, code, (byte) 1, null));
    }
    return table;
  }

  private long ofTheScene(CodeSample sample) {
    return sample.codes().stream().filter(code -> code[0] == 7 && code[1] == 9).count();
  }

  @Test
  void gists_that_are_enough_to_tell_what_is_rare_stand_alone() {
    CodeSample sample = new Sampler(quantizer).draw(scene(300));
    assertEquals(300, sample.codes().size());
    assertEquals(300, ofTheScene(sample));
  }

  @Test
  void each_gist_takes_the_place_of_several_random_codes() {
    int last = Sampler.FEWEST;
    for (int count : new int[] {0, 10, 100, 255, 256}) {
      CodeSample sample = new Sampler(quantizer).draw(scene(count));
      int random = sample.codes().size() - count;
      assertEquals(Math.max(0, Sampler.FEWEST - Sampler.OUTWEIGHS * count), random);
      assertTrue(random <= last, "more random codes with " + count + " gists");
      last = random;
    }
  }

  @Test
  void norms_belong_to_the_codes() {
    CodeSample sample = new Sampler(quantizer).draw(scene(20));
    for (int i = 0; i < sample.codes().size(); i++) {
      assertEquals(quantizer.inverseNorm(sample.codes().get(i), 0, 16), sample.inverseNorms()[i]);
    }
  }
}
