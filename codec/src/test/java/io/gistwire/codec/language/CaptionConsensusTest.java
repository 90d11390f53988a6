package io.gistwire.codec.language;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The consensus of a ranked list")
class CaptionConsensusTest {
  @Test
  @DisplayName("is the caption that shares most with the others, not the cheapest")
  void agrees_with_most() {
    List<RankedCaption> ranked =
        List.of(
            new RankedCaption("A man.", 9000),
            new RankedCaption("A brown dog runs on grass.", 9100),
            new RankedCaption("A dog runs on the grass.", 9200),
            new RankedCaption("A dog runs.", 9300));
    assertEquals(2, CaptionCodec.consensus(ranked));
  }

  @Test
  @DisplayName("is the cheapest when the others are far less likely")
  void trusts_what_is_likely() {
    List<RankedCaption> ranked =
        List.of(
            new RankedCaption("A man.", 9000),
            new RankedCaption("A brown dog runs on grass.", 90_000),
            new RankedCaption("A dog runs on the grass.", 90_000));
    assertEquals(0, CaptionCodec.consensus(ranked));
  }

  @Test
  @DisplayName("exists for lists of one, of equal and of empty captions")
  void small_lists() {
    assertEquals(0, CaptionCodec.consensus(List.of(new RankedCaption("", 5))));
    RankedCaption same = new RankedCaption("A dog.", 7);
    assertEquals(0, CaptionCodec.consensus(List.of(same, same)));
    assertEquals(
        0, CaptionCodec.consensus(List.of(new RankedCaption(" . ", 1), new RankedCaption("", 2))));
  }
}
