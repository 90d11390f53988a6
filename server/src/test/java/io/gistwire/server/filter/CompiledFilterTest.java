package io.gistwire.server.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import io.gistwire.codec.CodeFingerprint;
import io.gistwire.proto.v1.ErrorReason;
import io.gistwire.proto.v1.Filter;
import io.gistwire.proto.v1.LayerKind;
import io.gistwire.proto.v1.Permission;
import io.gistwire.proto.v1.TimeRange;
import io.gistwire.server.auth.Caller;
import io.gistwire.server.contract.GistWriter;
import io.gistwire.server.ledger.EpochKey;
import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.ledger.HeldGist;
import io.gistwire.server.ledger.SourceKey;
import io.gistwire.server.packindex.PackIndexes;
import io.gistwire.server.refusal.Refusal;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CompiledFilterTest {
  private static final PackIndexes NO_PACKS = new PackIndexes(List.of());
  private static final Caller CALLER =
      new Caller("acme", "tokens/1", Set.of(Permission.PERMISSION_READ), List.of("cam-1", "cam-2"));

  private static HeldGist held(String source, long captured, long received) {
    GistKey key = new GistKey(new EpochKey(new SourceKey("acme", source), 1), 1);
    return new HeldGist(
        key,
        1,
        1,
        received,
        CodeFingerprint.parse("0123456789abcdef"),
        GistWriter.gist(new byte[16], "a dog", null, captured));
  }

  private static boolean takes(Filter.Builder filter, HeldGist held) {
    return CompiledFilter.of(filter.build(), CALLER).among(NO_PACKS).takes(held);
  }

  private static TimeRange range(long from, long to) {
    return TimeRange.newBuilder()
        .setStartTime(Timestamps.fromMillis(from))
        .setEndTime(Timestamps.fromMillis(to))
        .build();
  }

  private static void assertRefused(String part, Filter.Builder filter) {
    Refusal refusal = assertThrows(Refusal.class, () -> CompiledFilter.of(filter.build(), CALLER));
    assertTrue(refusal.getMessage().contains(part), refusal.getMessage());
  }

  @Test
  void conditions_hold_together_and_times_end_before_their_end() {
    Filter.Builder filter =
        Filter.newBuilder()
            .addSources("sources/cam-1")
            .setCaptureTime(range(10, 20))
            .setReceiveTime(range(100, 200))
            .addLayers(LayerKind.LAYER_KIND_CAPTION);
    assertTrue(takes(filter, held("cam-1", 10, 199)));
    assertFalse(takes(filter, held("cam-1", 20, 199)));
    assertFalse(takes(filter, held("cam-1", 10, 200)));
    assertFalse(takes(filter, held("cam-2", 10, 199)));
    assertFalse(takes(filter.addLayers(LayerKind.LAYER_KIND_LAYOUT), held("cam-1", 10, 199)));
  }

  @Test
  void a_filter_without_sources_takes_those_of_its_caller() {
    assertEquals(
        List.of("cam-1", "cam-2"),
        CompiledFilter.of(Filter.getDefaultInstance(), CALLER).sources().stream()
            .sorted()
            .toList());
    assertTrue(takes(Filter.newBuilder(), held("cam-2", 1, 1)));
    assertFalse(takes(Filter.newBuilder(), held("cam-3", 1, 1)));
  }

  @Test
  void what_is_wrong_is_refused_by_its_field() {
    assertRefused("filter.sources", Filter.newBuilder().addSources("cam-1"));
    assertRefused("filter.layers", Filter.newBuilder().addLayersValue(77));
    assertRefused("filter.capture_time", Filter.newBuilder().setCaptureTime(range(20, 10)));
    assertRefused(
        "filter.receive_time.start_time",
        Filter.newBuilder()
            .setReceiveTime(
                TimeRange.newBuilder()
                    .setStartTime(Timestamp.newBuilder().setSeconds(Long.MAX_VALUE))));
    assertRefused("at most 32", Filter.newBuilder().addAllNoLabels(Collections.nCopies(33, "dog")));
    assertRefused("cam-3", Filter.newBuilder().addSources("sources/cam-3"));
  }

  @Test
  void a_parent_and_the_sources_of_a_filter_must_agree() {
    Filter same = Filter.newBuilder().addSources("sources/cam-1").build();
    assertEquals(List.of("cam-1"), CompiledFilter.of("sources/cam-1", same, CALLER).sources());
    assertEquals(List.of("cam-1"), CompiledFilter.of("sources/-", same, CALLER).sources());
    assertThrows(Refusal.class, () -> CompiledFilter.of("sources/cam-2", same, CALLER));
    assertThrows(
        Refusal.class, () -> CompiledFilter.of("cam-2", Filter.getDefaultInstance(), CALLER));
  }

  @Test
  void a_label_that_no_pack_has_is_refused_for_stored_gists_too() {
    CompiledFilter filter =
        CompiledFilter.of(Filter.newBuilder().addAnyLabels("dog").build(), CALLER);
    Refusal refusal = assertThrows(Refusal.class, () -> filter.among(NO_PACKS));
    assertEquals(ErrorReason.ERROR_REASON_LABEL_UNKNOWN, refusal.reason());
  }
}
