package io.gistwire.server.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.proto.v1.Close;
import io.gistwire.proto.v1.Decline;
import io.gistwire.proto.v1.DeclineReason;
import io.gistwire.proto.v1.Drain;
import io.gistwire.proto.v1.DrainReason;
import io.gistwire.proto.v1.ExchangeRequest;
import io.gistwire.proto.v1.Heartbeat;
import io.gistwire.proto.v1.LayerKind;
import io.gistwire.server.packs.ServedPacks;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Rows S32 to S48 of PROTOCOL.md's state table. */
class LivingRowsTest extends SessionOnLedger {
  private static final LayersWanted WANTED =
      new LayersWanted(List.of(1L), List.of(LayerKind.LAYER_KIND_LAYOUT), 400);

  private static ExchangeRequest.Builder heartbeat(long number, long replyTo) {
    return ExchangeRequest.newBuilder()
        .setHeartbeat(Heartbeat.newBuilder().setNumber(number).setReplyTo(replyTo));
  }

  private static ExchangeRequest.Builder close() {
    return ExchangeRequest.newBuilder().setClose(Close.getDefaultInstance());
  }

  @Test
  @DisplayName("S32: a numbered heartbeat is answered with its number")
  void s32() {
    assertEquals(List.of("heartbeat 42"), opened().send(heartbeat(42, 0)).said());
  }

  @Test
  @DisplayName("S33: other heartbeats are not answered")
  void s33() {
    SessionDriver session = opened().send(heartbeat(0, 0)).send(heartbeat(0, 7));
    assertEquals(List.of(), session.said());
  }

  @Test
  @DisplayName("S34: a server with nothing else to send sends heartbeats")
  void s34() {
    SessionDriver session = opened();
    assertEquals(List.of(), session.pass(999).said());
    assertEquals(List.of("heartbeat 0"), session.pass(1).said());
    assertEquals(List.of(), session.pass(999).said());
  }

  @Test
  @DisplayName("S35: a client that sends nothing for three intervals is given up")
  void s35() {
    SessionDriver session = opened().pass(3000);
    assertEquals("still open", session.end());
    assertEquals("DEADLINE_EXCEEDED HEARTBEAT_MISSED", session.pass(1).end());
    assertTrue(session.hasReleased());
  }

  @Test
  @DisplayName("S36: a message of a kind from the future is a sign of life and nothing else")
  void s36() {
    SessionDriver session = opened().pass(2999).send(ExchangeRequest.newBuilder());
    session.said();
    assertEquals("still open", session.pass(2).end());
    assertEquals(List.of(), session.said());
  }

  @Test
  @DisplayName("S37: a second Open ends the stream")
  void s37() {
    assertEquals(
        "FAILED_PRECONDITION OPEN_EXPECTED", opened().send(SessionDriver.openMessage()).end());
  }

  @Test
  @DisplayName("S38: Close waits for what is under way, then ends with OK")
  void s38() {
    SessionDriver session = opened();
    session.stalled = true;
    session.gists(1, 4).send(close());
    session.machine.halfClosed();
    assertEquals("still open", session.end());
    session.stalled = false;
    assertEquals(List.of("ack 4"), session.settle().said());
    assertEquals("OK", session.end());
    assertTrue(session.hasReleased());
  }

  @Test
  @DisplayName("S38: a half-close alone does the same")
  void s38HalfClose() {
    SessionDriver session = opened().gists(1, 4);
    session.machine.halfClosed();
    assertEquals("OK", session.end());
    assertEquals(List.of("ack 4"), session.said());
  }

  @Test
  @DisplayName("S39: a newer Open fences the older session, which writes nothing more")
  void s39() {
    SessionDriver older = opened().gists(1, 2);
    older.said();
    SessionDriver newer = opened();
    assertEquals("ABORTED SESSION_FENCED", older.gists(3, 4).end());
    assertEquals(List.of(), older.said());
    assertFalse(isHeld(3));
    assertEquals(List.of("ack 3"), newer.gists(3, 3).said());
  }

  @Test
  @DisplayName("S39: the older session is told before it writes")
  void s39Told() {
    SessionDriver older = opened();
    older.machine.fenced();
    assertEquals("ABORTED SESSION_FENCED", older.end());
    assertEquals(List.of(), older.gists(1, 1).said());
  }

  @Test
  @DisplayName("S40: while the ledger cannot write there are heartbeats, but no acks and no credit")
  void s40() {
    SessionDriver session = opened();
    session.stalled = true;
    session.gists(1, 2).pass(1000);
    session.send(heartbeat(0, 0)).pass(1000);
    assertEquals(List.of("heartbeat 0", "heartbeat 0"), session.said());
    session.stalled = false;
    assertEquals(List.of("ack 2"), session.settle().said());
    assertEquals(List.of("ack 3"), session.gists(3, 3).said());
  }

  @Test
  @DisplayName(
      "S41: what was taken from a client that has disconnected becomes durable; no one is told")
  void s41() {
    SessionDriver session = opened();
    session.stalled = true;
    session.gists(1, 5);
    session.machine.cancelled();
    assertFalse(session.hasReleased());
    session.stalled = false;
    assertEquals(List.of(), session.settle().said());
    assertTrue(isHeld(5));
    assertTrue(session.hasReleased());
  }

  @Test
  @DisplayName("S42: a revoked token ends its session at once")
  void s42() {
    SessionDriver session = opened();
    session.machine.revoked();
    assertEquals("UNAUTHENTICATED TOKEN_INVALID", session.end());
  }

  @Test
  @DisplayName("S43: at shutdown the client is asked to leave, and to come back at a random time")
  void s43() {
    SessionDriver session = opened();
    session.machine.drain(DrainReason.DRAIN_REASON_SHUTDOWN, session.nowMillis);
    Drain drain = session.messages().get(0).getDrain();
    assertEquals(DrainReason.DRAIN_REASON_SHUTDOWN, drain.getReason());
    assertTrue(drain.getJitterMillis() > 0);
    assertEquals("still open", session.end());
  }

  @Test
  @DisplayName("S43: at the age limit too, once")
  void s43Age() {
    SessionDriver session = opened();
    int drains = 0;
    for (int second = 0; second < 65; second++) {
      session.pass(1000).send(heartbeat(0, 0));
      drains += (int) session.said().stream().filter("drain"::equals).count();
    }
    assertEquals(1, drains);
    assertEquals("still open", session.end());
  }

  @Test
  @DisplayName("S44: while draining, what was under way is taken as ever")
  void s44() {
    SessionDriver session = opened();
    session.machine.drain(DrainReason.DRAIN_REASON_SHUTDOWN, session.nowMillis);
    session.said();
    assertEquals(List.of("ack 2", "ack 4"), session.gists(1, 2).skip(3, 4).said());
    assertTrue(isHeld(2));
  }

  @Test
  @DisplayName("S45: a drained client that leaves is acked and let go with OK")
  void s45() {
    SessionDriver session = opened();
    session.stalled = true;
    session.gists(1, 2);
    session.machine.drain(DrainReason.DRAIN_REASON_SHUTDOWN, session.nowMillis);
    session.send(close());
    session.stalled = false;
    assertEquals(List.of("drain", "ack 2"), session.settle().said());
    assertEquals("OK", session.end());
  }

  @Test
  @DisplayName("S46: a drained client that stays is sent away")
  void s46() {
    SessionDriver session = opened();
    session.machine.drain(DrainReason.DRAIN_REASON_SHUTDOWN, session.nowMillis);
    for (int second = 1; second < 10; second++) {
      assertEquals("still open", session.send(heartbeat(0, 0)).pass(1000).end());
    }
    assertEquals("UNAVAILABLE DRAINING", session.send(heartbeat(0, 0)).pass(1000).end());
  }

  @Test
  @DisplayName("S46: for its age, with the reason that states it")
  void s46Age() {
    SessionDriver session = opened();
    session.machine.drain(DrainReason.DRAIN_REASON_SESSION_AGE, session.nowMillis);
    for (int second = 1; second <= 10; second++) {
      session.send(heartbeat(0, 0)).pass(1000);
    }
    assertEquals("UNAVAILABLE SESSION_EXPIRED", session.end());
  }

  @Test
  @DisplayName("S47: a client that knows refines is asked for layers")
  void s47() {
    SessionDriver session = opened();
    session.machine.refine(WANTED, session.nowMillis);
    assertEquals(1, session.messages().get(0).getRefine().getSequences(0));
  }

  @Test
  @DisplayName("S47: a client that knows no refines, or leaves, is not asked")
  void s47Unknown() {
    SessionDriver session = session().send(SessionDriver.openMessage().clearFeatures());
    session.said();
    session.machine.refine(WANTED, session.nowMillis);
    assertEquals(List.of(), session.said());
    SessionDriver leaving = opened();
    leaving.machine.drain(DrainReason.DRAIN_REASON_SHUTDOWN, leaving.nowMillis);
    leaving.machine.refine(WANTED, leaving.nowMillis);
    assertEquals(List.of("drain"), leaving.said());
  }

  @Test
  @DisplayName("S48: a client that declines is heard, and nothing else happens")
  void s48() {
    List<String> declined = new ArrayList<>();
    SessionRegistry counting =
        new SessionRegistry(
            SessionDriver.LIMITS,
            TenantQuota.NONE,
            ledger,
            ServedPacks.storedOnly(List.of(SessionDriver.CODE)),
            new SessionMetrics.None() {
              @Override
              public void declined(DeclineReason reason, int gistCount) {
                declined.add(reason + " " + gistCount);
              }
            });
    Decline decline =
        Decline.newBuilder()
            .addSequences(1)
            .addSequences(2)
            .setReason(DeclineReason.DECLINE_REASON_NOT_HELD)
            .build();
    SessionDriver session = new SessionDriver(counting).open();
    session.send(ExchangeRequest.newBuilder().setDecline(decline)).gists(1, 1);
    assertEquals(List.of("ack 1"), session.said());
    assertEquals(List.of("DECLINE_REASON_NOT_HELD 2"), declined);
  }
}
