package io.gistwire.client.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.codec.LayerKind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LayerPolicyTest {
  private static final List<LayerSize> RICH =
      List.of(
          new LayerSize(LayerKind.EMBEDDING, 16),
          new LayerSize(LayerKind.CAPTION, 7),
          new LayerSize(LayerKind.ATTRIBUTES, 4),
          new LayerSize(LayerKind.LAYOUT, 24),
          new LayerSize(LayerKind.STRUCTURE, 200),
          new LayerSize(LayerKind.THUMBNAIL, 3_000));

  @Test
  void an_empty_budget_still_sends_the_code() {
    assertEquals(List.of(LayerKind.EMBEDDING), kinds(LayerPolicy.choose(RICH, 0)));
  }

  @Test
  void words_come_before_what_only_paints() {
    assertEquals(
        List.of(LayerKind.EMBEDDING, LayerKind.CAPTION, LayerKind.ATTRIBUTES),
        kinds(LayerPolicy.choose(RICH, 30)));
    assertEquals(
        List.of(LayerKind.EMBEDDING, LayerKind.CAPTION, LayerKind.ATTRIBUTES, LayerKind.LAYOUT),
        kinds(LayerPolicy.choose(RICH, 60)));
  }

  @Test
  void a_rich_link_sends_everything_and_what_is_left_out_is_kept() {
    assertEquals(6, kinds(LayerPolicy.choose(RICH, 4_000)).size());
    Set<LayerKind> left = EnumSet.allOf(LayerKind.class);
    left.removeAll(LayerPolicy.choose(RICH, 300));
    assertTrue(left.contains(LayerKind.THUMBNAIL));
    assertEquals(5, LayerPolicy.choose(RICH, 300).size());
  }

  @Test
  void a_gist_without_an_embedding_sends_its_coarsest_layer() {
    List<LayerSize> words =
        List.of(new LayerSize(LayerKind.CAPTION, 30), new LayerSize(LayerKind.THUMBNAIL, 900));
    assertEquals(List.of(LayerKind.CAPTION), kinds(LayerPolicy.choose(words, 0)));
  }

  @Test
  void the_budget_is_shared_with_the_gists_that_wait() {
    LinkEstimate thin = new LinkEstimate(300, 600);
    assertEquals(1_200, LayerPolicy.budgetBytes(thin, 0));
    assertEquals(12, LayerPolicy.budgetBytes(thin, 99));
  }

  /**
   * A link of 300 bytes a second, a gist every four seconds, then a burst of 200, then quiet again:
   * layers are shed while the queue is long and come back when it is short.
   */
  @Test
  void layers_are_shed_in_a_burst_and_come_back_after_it() {
    LinkEstimate thin = new LinkEstimate(300, 600);
    double queueBytes = 0;
    long waiting = 0;
    int calm = 0;
    int burst = 0;
    int after = 0;
    for (int second = 0; second < 600; second++) {
      int arrivals = second == 200 ? 200 : second % 4 == 0 ? 1 : 0;
      for (int i = 0; i < arrivals; i++) {
        int layers = LayerPolicy.choose(RICH, LayerPolicy.budgetBytes(thin, waiting)).size();
        queueBytes += bytes(layers);
        waiting++;
        if (second < 200) {
          calm = Math.max(calm, layers);
        } else if (second == 200) {
          burst = layers;
        } else {
          after = layers;
        }
      }
      double perGist = waiting == 0 ? 0 : queueBytes / waiting;
      queueBytes = Math.max(0, queueBytes - 300);
      waiting = perGist == 0 ? 0 : (long) Math.ceil(queueBytes / perGist);
    }
    assertEquals(5, calm);
    assertEquals(1, burst);
    assertEquals(5, after);
    assertTrue(queueBytes < 600, queueBytes + " bytes wait at the end");
  }

  private static int bytes(int layers) {
    int sum = 0;
    for (int i = 0; i < layers; i++) {
      sum += RICH.get(i).bytes();
    }
    return sum;
  }

  private static List<LayerKind> kinds(Set<LayerKind> chosen) {
    return new ArrayList<>(chosen);
  }
}
