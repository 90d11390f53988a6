package io.gistwire.server.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.proto.batch.BatchColumns;
import io.gistwire.proto.v1.Batch;
import io.gistwire.proto.v1.ExchangeResponse;
import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.IntegerColumn;
import io.gistwire.proto.v1.Layer;
import io.gistwire.proto.v1.LayerKind;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Rows S10 to S25 of PROTOCOL.md's state table. */
class GistRowsTest extends SessionOnLedger {
  private static Gist withThumbnail(int bytes) {
    Layer thumbnail = SessionDriver.layer(LayerKind.LAYER_KIND_THUMBNAIL, new byte[bytes]);
    return SessionDriver.gist(2).toBuilder().addLayers(thumbnail).build();
  }

  private static long creditIn(List<ExchangeResponse> messages) {
    return messages.stream()
        .mapToLong(
            message -> message.getAck().getCreditBytes() + message.getCredit().getCreditBytes())
        .sum();
  }

  @Test
  @DisplayName("S10: a batch at the expected sequence is stored, acked and its credit given back")
  void s10() {
    SessionDriver session = opened();
    Batch batch = BatchColumns.pack(1, List.of(SessionDriver.gist(1), SessionDriver.gist(2)));
    List<ExchangeResponse> messages = session.batch(batch).messages();
    assertEquals(2, messages.get(0).getAck().getThroughSequence());
    assertEquals(batch.getSerializedSize(), creditIn(messages));
    assertEquals(SessionDriver.gist(2), ledger.find(key(2)).orElseThrow().gist());
  }

  @Test
  @DisplayName("S10: nothing is acked before the ledger states that it is on disk")
  void s10BeforeTheDisk() {
    SessionDriver session = opened();
    session.stalled = true;
    assertEquals(List.of(), session.gists(1, 3).said());
    session.stalled = false;
    assertEquals(List.of("ack 3"), session.settle().said());
  }

  @Test
  @DisplayName("S11: an equal duplicate is acked again and stored once")
  void s11() {
    SessionDriver session = opened().gists(1, 4);
    session.said();
    long position = ledger.log().lastPosition();
    List<ExchangeResponse> messages = session.gists(2, 3).messages();
    assertEquals(4, messages.get(0).getAck().getThroughSequence());
    assertTrue(creditIn(messages) > 0);
    assertEquals(position, ledger.log().lastPosition());
  }

  @Test
  @DisplayName("S11: what was deleted does not come back")
  void s11Deleted() {
    SessionDriver session = opened().gists(1, 3);
    assertTrue(ledger.delete(key(2)).join().isPresent());
    session.said();
    assertEquals(List.of("ack 3"), session.gists(1, 3).said());
    assertFalse(isHeld(2));
  }

  @Test
  @DisplayName("S12: of a batch that overlaps, what is new is stored")
  void s12() {
    SessionDriver session = opened().gists(1, 3);
    session.said();
    assertEquals(List.of("ack 5"), session.gists(2, 5).said());
    assertTrue(isHeld(5));
  }

  @Test
  @DisplayName("S13: of an unequal duplicate the first is kept")
  void s13() {
    SessionDriver session = opened().gists(1, 3);
    session.said();
    session.batch(2, SessionDriver.gist(99));
    assertEquals(List.of("reject 2 SEQUENCE_CONFLICT", "ack 3"), session.said());
    assertEquals(SessionDriver.gist(2), ledger.find(key(2)).orElseThrow().gist());
  }

  @Test
  @DisplayName("S14: a batch above the expected sequence is thrown away and told")
  void s14() {
    SessionDriver session = opened().gists(1, 2);
    session.said();
    Batch ahead = BatchColumns.pack(5, List.of(SessionDriver.gist(5)));
    List<ExchangeResponse> messages = session.batch(ahead).messages();
    assertEquals(3, messages.get(0).getRewind().getExpectedSequence());
    assertEquals(ahead.getSerializedSize(), creditIn(messages));
    assertFalse(isHeld(5));
  }

  @Test
  @DisplayName("S15: one gap is told once")
  void s15() {
    SessionDriver session = opened().gists(5, 5).gists(6, 6);
    assertEquals(List.of("rewind 1", "credit", "credit"), session.said());
    assertEquals(List.of("ack 2", "rewind 3", "credit"), session.gists(1, 2).gists(9, 9).said());
  }

  @Test
  @DisplayName("S16: a batch with too many gists, or too many bytes, ends the session")
  void s16() {
    assertEquals("INVALID_ARGUMENT BATCH_TOO_LARGE", opened().gists(1, 9).end());
    SessionDriver session =
        opened().batch(1, withThumbnail(900), withThumbnail(900), withThumbnail(900));
    assertEquals("INVALID_ARGUMENT BATCH_TOO_LARGE", session.end());
    assertFalse(isHeld(1));
  }

  @Test
  @DisplayName("S17: a batch that contradicts itself ends the session, and nothing of it is taken")
  void s17() {
    Batch.Builder batch =
        BatchColumns.pack(1, List.of(SessionDriver.gist(1), SessionDriver.gist(2))).toBuilder();
    batch.getColumnsBuilder(0).setLengths(IntegerColumn.newBuilder().setBase(17));
    assertEquals("INVALID_ARGUMENT BATCH_MALFORMED", opened().batch(batch.build()).end());
    batch = BatchColumns.pack(1, List.of(SessionDriver.gist(1))).toBuilder().setFirstSequence(0);
    assertEquals("INVALID_ARGUMENT BATCH_MALFORMED", opened().batch(batch.build()).end());
    assertFalse(isHeld(1));
  }

  @Test
  @DisplayName("S18: a malformed layer costs its gist and nothing else")
  void s18() {
    Layer future = Layer.newBuilder().setKindValue(77).build();
    Gist unknown = SessionDriver.gist(2).toBuilder().addLayers(future).build();
    Gist bare = SessionDriver.gist(3).toBuilder().clearLayers().build();
    SessionDriver session =
        opened().batch(1, SessionDriver.gist(1), unknown, bare, SessionDriver.gist(4));
    assertEquals(
        List.of("reject 2 LAYER_MALFORMED", "reject 3 LAYER_MALFORMED", "ack 4"), session.said());
    assertTrue(isHeld(1) && isHeld(4));
    assertFalse(isHeld(2) || isHeld(3));
    assertTrue(ledger.isConsumed(key(2)));
  }

  @Test
  @DisplayName("S19: a gist that is too large costs itself and nothing else")
  void s19() {
    SessionDriver session =
        opened().batch(1, SessionDriver.gist(1), withThumbnail(1024), SessionDriver.gist(3));
    assertEquals(List.of("reject 2 GIST_TOO_LARGE", "ack 3"), session.said());
  }

  @Test
  @DisplayName("S20: a capture time outside the calendar costs its gist and nothing else")
  void s20() {
    long late = BatchColumns.MAX_CAPTURE_TIME_MILLIS + 1;
    Batch.Builder batch = BatchColumns.pack(1, List.of(SessionDriver.gist(1))).toBuilder();
    SessionDriver session = opened().batch(batch.setFirstCaptureTimeMillis(late).build());
    assertEquals(List.of("reject 1 CAPTURE_TIME_INVALID", "ack 1"), session.said());
    assertEquals("still open", session.end());
  }

  @Test
  @DisplayName("S21: more than the credit ends the session, and nothing of it is taken")
  void s21() {
    SessionDriver session = opened();
    session.stalled = true;
    for (long first = 1; !session.hasEnded() && first < 100; first++) {
      session.batch(first, withThumbnail(900));
    }
    assertEquals("RESOURCE_EXHAUSTED CREDIT_OVERRUN", session.end());
    session.stalled = false;
    session.settle();
    assertTrue(isHeld(4));
    assertFalse(isHeld(5));
  }

  @Test
  @DisplayName("S21: credit that returned may be spent again, for ever")
  void s21GivenBack() {
    SessionDriver session = opened();
    for (long first = 1; first <= 50; first++) {
      session.batch(first, withThumbnail(900));
    }
    assertEquals("still open", session.end());
    assertTrue(isHeld(50));
  }

  @Test
  @DisplayName("S22: a skip that covers the expected sequence is consumed")
  void s22() {
    SessionDriver session = opened().gists(1, 2).skip(2, 9).gists(10, 10);
    assertEquals(List.of("ack 2", "ack 9", "ack 10"), session.said());
    assertTrue(ledger.isConsumed(key(5)));
    assertEquals(7, ledger.sources("default", "", 10).get(0).skippedCount());
  }

  @Test
  @DisplayName("S23: a skip below the expected sequence changes nothing")
  void s23() {
    SessionDriver session = opened().gists(1, 4);
    session.said();
    assertEquals(List.of("ack 4"), session.skip(2, 3).said());
    assertTrue(isHeld(2));
  }

  @Test
  @DisplayName("S24: a skip above the expected sequence is a gap")
  void s24() {
    assertEquals(List.of("rewind 1"), opened().skip(3, 5).said());
  }

  @Test
  @DisplayName("S25: a skip that goes nowhere ends the session")
  void s25() {
    long[][] ranges = {{0, 0}, {0, 5}, {5, 4}, {1, Long.MIN_VALUE}};
    for (long[] range : ranges) {
      assertEquals("INVALID_ARGUMENT SKIP_MALFORMED", opened().skip(range[0], range[1]).end());
    }
  }
}
