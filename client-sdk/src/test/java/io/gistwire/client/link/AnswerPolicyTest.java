package io.gistwire.client.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.codec.LayerKind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class AnswerPolicyTest {
  private static final LayerSize LAYOUT = new LayerSize(LayerKind.LAYOUT, 24);
  private static final LayerSize STRUCTURE = new LayerSize(LayerKind.STRUCTURE, 200);
  private static final LayerSize THUMBNAIL = new LayerSize(LayerKind.THUMBNAIL, 3_000);
  private static final List<LayerSize> FINE = List.of(LAYOUT, STRUCTURE, THUMBNAIL);

  @Test
  void what_the_server_wants_most_gets_the_bytes_that_it_allows() {
    assertEquals(
        List.of(STRUCTURE),
        AnswerPolicy.wanted(FINE, List.of(LayerKind.STRUCTURE, LayerKind.LAYOUT), 210));
    assertEquals(
        List.of(LAYOUT),
        AnswerPolicy.wanted(FINE, List.of(LayerKind.THUMBNAIL, LayerKind.LAYOUT), 210));
    assertEquals(List.of(), AnswerPolicy.wanted(FINE, List.of(LayerKind.SKETCH), 210));
  }

  @Test
  void a_kind_asked_for_twice_is_sent_once() {
    assertEquals(
        List.of(LAYOUT),
        AnswerPolicy.wanted(FINE, List.of(LayerKind.LAYOUT, LayerKind.LAYOUT), 1_000));
  }

  @Test
  void a_thin_link_gets_a_layer_a_message_and_a_rich_one_all_together() {
    assertEquals(
        List.of(List.of(LAYOUT), List.of(STRUCTURE), List.of(THUMBNAIL)),
        AnswerPolicy.parts(FINE, 100));
    assertEquals(
        List.of(List.of(LAYOUT, STRUCTURE), List.of(THUMBNAIL)), AnswerPolicy.parts(FINE, 256));
    assertEquals(List.of(FINE), AnswerPolicy.parts(FINE, 10_000));
  }

  @Test
  void a_layout_of_the_last_gist_goes_before_the_thumbnail_of_the_first() {
    assertTrue(AnswerPolicy.worth(List.of(LAYOUT)) > AnswerPolicy.worth(List.of(STRUCTURE)));
    assertTrue(AnswerPolicy.worth(List.of(STRUCTURE)) > AnswerPolicy.worth(List.of(THUMBNAIL)));
    LayerSize embedding = new LayerSize(LayerKind.EMBEDDING, 16);
    assertEquals(embedding, AnswerPolicy.parts(List.of(THUMBNAIL, embedding), 1).get(0).get(0));
  }

  @Property
  void every_layer_travels_once_by_falling_worth_within_the_bound(
      @ForAll Set<LayerKind> kinds, @ForAll @IntRange(max = 500) int partBytes) {
    List<LayerSize> layers =
        kinds.stream()
            .map(kind -> new LayerSize(kind, kind.number() * 30 % kind.maxBytes()))
            .collect(Collectors.toList());
    List<LayerKind> sent = new ArrayList<>();
    double before = Double.MAX_VALUE;
    for (List<LayerSize> part : AnswerPolicy.parts(layers, partBytes)) {
      int bytes = part.stream().mapToInt(LayerSize::bytes).sum();
      assertTrue(part.size() == 1 || bytes <= partBytes, bytes + " bytes in " + part.size());
      assertTrue(AnswerPolicy.worth(part) <= before);
      before = AnswerPolicy.worth(part);
      part.forEach(layer -> sent.add(layer.kind()));
    }
    assertEquals(sent.size(), Set.copyOf(sent).size());
    assertEquals(kinds.isEmpty() ? Set.of() : EnumSet.copyOf(kinds), Set.copyOf(sent));
  }
}
