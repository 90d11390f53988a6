package io.gistwire.client.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.ByteRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ThinningTest {
  @Test
  void of_a_still_scene_one_gist_stays_and_every_change_stays() {
    List<Thinning.Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      candidates.add(candidate(i + 1, new byte[] {(byte) (i / 10), 5, (byte) i}));
    }
    List<Long> victims = Thinning.leastMissed(candidates, 27);
    assertEquals(27, victims.size());
    assertTrue(!victims.contains(1L) && !victims.contains(11L) && !victims.contains(21L));
  }

  @Test
  void equal_codes_are_nearest_and_the_first_stage_states_most() {
    assertEquals(0, Thinning.distance(new byte[] {1, 2}, new byte[] {1, 2}));
    assertEquals(1, Thinning.distance(new byte[] {1, 2}, new byte[] {2, 2}));
    assertEquals(0.5, Thinning.distance(new byte[] {1, 2}, new byte[] {1, 3}));
    assertEquals(0.25, Thinning.distance(new byte[] {1, 2}, new byte[] {1, 2, 3}));
  }

  /** Oracle: look through all neighbours again after each victim. */
  @Property(tries = 200)
  void chooses_what_a_plain_search_chooses(
      @ForAll @Size(min = 1, max = 20)
          List<@Size(value = 3) List<@ByteRange(min = 0, max = 1) Byte>> codes,
      @ForAll @IntRange(min = 0, max = 20) int count) {
    List<Thinning.Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < codes.size(); i++) {
      byte[] code = new byte[3];
      for (int k = 0; k < 3; k++) {
        code[k] = codes.get(i).get(k);
      }
      candidates.add(candidate(i + 1, code));
    }
    assertEquals(plain(candidates, count), Thinning.leastMissed(candidates, count));
  }

  private static List<Long> plain(List<Thinning.Candidate> candidates, int count) {
    List<Thinning.Candidate> left = new ArrayList<>(candidates);
    List<Long> victims = new ArrayList<>();
    while (victims.size() < count && left.size() > 1) {
      int best = 1;
      for (int i = 2; i < left.size(); i++) {
        if (distance(left, i) < distance(left, best)) {
          best = i;
        }
      }
      victims.add(left.remove(best).sequence());
    }
    victims.sort(null);
    return victims;
  }

  private static double distance(List<Thinning.Candidate> left, int i) {
    return Thinning.distance(left.get(i - 1).code(), left.get(i).code());
  }

  private static Thinning.Candidate candidate(long sequence, byte[] code) {
    return new Thinning.Candidate(sequence, code);
  }
}
