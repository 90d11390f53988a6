package io.gistwire.client.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.client.link.LinkProfile;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The client's rows of PROTOCOL.md's state table, by their ids: heartbeats and ends. */
class SessionEndsTest extends MachineFixture {
  @Test
  @DisplayName("C16 STREAMING: a numbered heartbeat is answered, an answer is not")
  void answersHeartbeats() {
    streaming();
    assertTrue(on(new Event.HeartbeatReceived(7, 0)).contains(new Effect.SendHeartbeat(0, 7)));
    assertEquals(
        0, ofKind(on(new Event.HeartbeatReceived(0, 9)), Effect.SendHeartbeat.class).size());
  }

  @Test
  @DisplayName("C17 STREAMING: an interval of silence of ours is broken by a heartbeat")
  void sendsHeartbeats() {
    streaming();
    assertEquals(0, ofKind(later(HEARTBEAT_MILLIS - 1), Effect.SendHeartbeat.class).size());
    only(later(1), Effect.SendHeartbeat.class);
  }

  @Test
  @DisplayName("C18 STREAMING: three silent intervals of theirs end the session")
  void missesHeartbeats() {
    streaming();
    later(HEARTBEAT_MILLIS);
    later(HEARTBEAT_MILLIS);
    only(later(HEARTBEAT_MILLIS), Effect.Cancel.class);
    assertEquals(SessionState.WAITING, machine.state());
  }

  @Test
  @DisplayName("C19 STREAMING: an unknown kind is a sign of life and nothing else")
  void ignoresUnknownKinds() {
    streaming();
    later(2 * HEARTBEAT_MILLIS);
    assertEquals(List.of(), kinds(on(new Event.OtherReceived())));
    assertEquals(0, ofKind(later(2 * HEARTBEAT_MILLIS), Effect.Cancel.class).size());
  }

  @Test
  @DisplayName("C20, C21, C22: Drain closes, acks still count, the pause is the server's")
  void drains() {
    streaming();
    append(1, 3);
    later(5);
    written(100);
    only(on(new Event.Drained(2_000, 1_000)), Effect.SendClose.class);
    assertEquals(0, batches(append(4, 4)).size());
    assertTrue(on(new Event.Acked(3, 100)).contains(new Effect.Delivered(3)));
    on(new Event.Ended("OK", "", "", 0));
    assertEquals(SessionState.WAITING, machine.state());
    assertEquals(0, ofKind(later(2_499), Effect.Connect.class).size());
    only(later(1), Effect.Connect.class);
  }

  @Test
  @DisplayName("C23 any: a fenced session stops and states it")
  void stopsWhenFenced() {
    streaming();
    List<Effect> effects = on(new Event.Ended("ABORTED", "SESSION_FENCED", "a twin", 0));
    assertTrue(only(effects, Effect.Stopped.class).fenced());
    assertEquals(List.of(), append(1, 1));
  }

  @Test
  @DisplayName("C24 any: a refused token is tried once more, then the session stops")
  void stopsAtTheSecondRefusedToken() {
    append(1, 1);
    on(new Event.Ended("UNAUTHENTICATED", "TOKEN_INVALID", "no", 0));
    only(later(30_000), Effect.Connect.class);
    only(on(new Event.Ended("UNAUTHENTICATED", "TOKEN_INVALID", "no", 0)), Effect.Stopped.class);
  }

  @Test
  @DisplayName("C25 any: pauses grow with full jitter, never below RetryInfo")
  void backsOff() {
    append(1, 1);
    long[] expected = {250, 500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000};
    for (long pause : expected) {
      on(new Event.Ended("UNAVAILABLE", "", "gone", 0));
      assertEquals(0, ofKind(later(pause - 1), Effect.Connect.class).size());
      only(later(1), Effect.Connect.class);
    }
    on(new Event.Ended("UNAVAILABLE", "DRAINING", "later", 40_000));
    assertEquals(0, ofKind(later(39_999), Effect.Connect.class).size());
  }

  @Test
  @DisplayName("C25 any: attempts are counted from 0 again once an ack was received")
  void forgetsFailuresAfterAnAck() {
    append(1, 1);
    on(new Event.Ended("UNAVAILABLE", "", "gone", 0));
    later(30_000);
    ready();
    open(0);
    later(5);
    written(60);
    on(new Event.Acked(1, 60));
    on(new Event.Ended("UNAVAILABLE", "", "gone", 0));
    only(later(250), Effect.Connect.class);
  }

  @Test
  @DisplayName("C26 any: what no new session can mend stops")
  void stopsAtHopelessEnds() {
    for (String reason : List.of("BATCH_MALFORMED", "FINGERPRINT_UNKNOWN", "SOURCE_FORBIDDEN")) {
      machine = machine(0, 0);
      append(1, 1);
      only(on(new Event.Ended("INVALID_ARGUMENT", reason, "x", 0)), Effect.Stopped.class);
    }
    machine = machine(0, 0);
    append(1, 1);
    only(on(new Event.Ended("UNIMPLEMENTED", "", "no such service", 0)), Effect.Stopped.class);
  }

  @Test
  @DisplayName("C27 WAITING: another network ends the pause")
  void connectsWhenTheNetworkChanges() {
    append(1, 1);
    on(new Event.Ended("UNAVAILABLE", "", "gone", 0));
    only(on(new Event.NetworkChanged()), Effect.Connect.class);
  }

  @Test
  @DisplayName("C27 STREAMING: another network breaks off and connects at once")
  void leavesTheOldNetwork() {
    streaming();
    List<Effect> effects = on(new Event.NetworkChanged());
    only(effects, Effect.Cancel.class);
    only(effects, Effect.Connect.class);
  }

  @Test
  @DisplayName("C28 STREAMING: closing sends Close and ends with the stream")
  void closes() {
    streaming();
    only(on(new Event.Close()), Effect.SendClose.class);
    only(on(new Event.Ended("OK", "", "", 0)), Effect.Closed.class);
    assertEquals(List.of(), on(new Event.Tick()));
  }

  @Test
  @DisplayName("C28: closing without a connection is done at once, and silence ends it")
  void closesUnconnected() {
    only(on(new Event.Close()), Effect.Closed.class);
    machine = machine(0, 0);
    streaming();
    on(new Event.Close());
    only(later(LinkProfile.AUTO.patienceMillis()), Effect.Closed.class);
  }
}
