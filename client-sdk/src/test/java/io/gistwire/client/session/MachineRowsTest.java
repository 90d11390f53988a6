package io.gistwire.client.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.client.outbox.SkipReason;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Rows of PROTOCOL.md's client state table that the session machine alone decides. */
class MachineRowsTest {
  private static final long MUCH = 100_000;

  @Test
  @DisplayName("C01: as soon as it knows what it sends, it opens and states what it knows")
  void c01() {
    MachineDriver driver = new MachineDriver(5, 9).on(new Event.Start(MachineDriver.CODE));
    assertTrue(driver.said().contains("connect knowing 5"));
    assertEquals(SessionState.CONNECTING, driver.machine.state());
  }

  @Test
  @DisplayName("C02: Opened trims, gives credit and states where to go on")
  void c02() {
    MachineDriver driver = new MachineDriver(5, 9).on(new Event.Start(MachineDriver.CODE));
    driver.said();
    assertEquals(List.of("delivered 7"), driver.opened(7, MUCH).said());
    assertEquals(SessionState.STREAMING, driver.machine.state());
    Item sixth =
        MachineFixture.gist(
            6, MachineDriver.GIST_BYTES, MachineDriver.GIST_BYTES, MachineDriver.CODE);
    Event askedBefore = new Event.Loaded(6, List.of(sixth), true);
    assertEquals(List.of("load 8"), driver.on(askedBefore).said());
  }

  @Test
  @DisplayName("C03: what a restored server no longer holds is skipped as lost, and told")
  void c03() {
    MachineDriver driver = new MachineDriver(5, 9).on(new Event.Start(MachineDriver.CODE));
    driver.said();
    List<String> said = driver.opened(2, MUCH).said();
    assertTrue(said.containsAll(List.of("skip 3-5 LOST", "lost 3-5")), said.toString());
  }

  @Test
  @DisplayName("C04: a server that holds what was never made stops the stream")
  void c04() {
    MachineDriver driver = new MachineDriver(5, 9).on(new Event.Start(MachineDriver.CODE));
    driver.said();
    assertEquals(List.of("cancel", "stopped by OUTBOX_BEHIND"), driver.opened(10, MUCH).said());
    assertEquals(SessionState.STOPPED, driver.machine.state());
  }

  @Test
  @DisplayName("C05: without Opened in time it cancels and waits")
  void c05() {
    MachineDriver driver = new MachineDriver(0, 1).on(new Event.Start(MachineDriver.CODE));
    driver.said();
    assertEquals(List.of(), driver.pass(29_999).said());
    assertEquals(List.of("cancel"), driver.pass(1).said());
    assertEquals(SessionState.WAITING, driver.machine.state());
  }

  @Test
  @DisplayName("C06: gists go in batches within the limits")
  void c06() {
    MachineDriver driver = MachineDriver.streaming(0, MUCH);
    assertEquals(List.of("batch 1-3"), driver.gists(1, 3).said());
    driver.written().on(new Event.Acked(3, 0)).gists(4, 200);
    List<String> said = driver.said();
    assertEquals("delivered 3", said.get(0));
    long last = Long.parseLong(said.get(1).substring("batch 4-".length()));
    assertTrue(last > 4 && last <= 67, said.toString());
  }

  @Test
  @DisplayName("C07: a skip goes in its place")
  void c07() {
    MachineDriver driver = MachineDriver.streaming(0, MUCH).gists(1, 2).written();
    driver.skip(3, 6, SkipReason.THINNED).gists(7, 7);
    assertEquals(List.of("batch 1-2", "skip 3-6 THINNED", "batch 7-7"), flushed(driver));
  }

  private static List<String> flushed(MachineDriver driver) {
    return driver.on(new Event.Flush()).said();
  }

  @Test
  @DisplayName("C08: without credit, or while the transport is busy, it waits")
  void c08() {
    MachineDriver driver = MachineDriver.streaming(0, 0).gists(1, 3);
    assertEquals(List.of(), driver.said());
    driver.on(new Event.Ready(false)).on(new Event.Credited(MUCH));
    assertEquals(List.of(), driver.said());
    assertEquals(List.of("batch 1-3"), driver.on(new Event.Ready(true)).said());
  }

  @Test
  @DisplayName("C09: Ack trims, and its credit counts")
  void c09() {
    MachineDriver driver = MachineDriver.streaming(0, 350).gists(1, 3).written();
    driver.said();
    assertEquals(List.of(), driver.gists(4, 9).said());
    List<String> said = driver.on(new Event.Acked(3, MUCH)).said();
    assertEquals(List.of("delivered 3", "batch 4-9"), said);
  }

  @Test
  @DisplayName("C10: Credit counts")
  void c10() {
    MachineDriver driver = MachineDriver.streaming(0, 10).gists(1, 3);
    assertEquals(List.of(), driver.said());
    assertEquals(List.of("batch 1-3"), driver.on(new Event.Credited(MUCH)).said());
  }

  @Test
  @DisplayName("C13: Rewind sends again from there, and skips what was removed")
  void c13() {
    MachineDriver driver = MachineDriver.streaming(4, MUCH).gists(5, 9).written();
    driver.said();
    assertEquals(List.of("load 7"), driver.on(new Event.Rewound(7)).said());
    List<String> removed = driver.on(new Event.Rewound(3)).said();
    assertTrue(removed.containsAll(List.of("skip 3-4 LOST", "lost 3-4")), removed.toString());
  }

  @Test
  @DisplayName("C14: an answer goes when nothing else waits")
  void c14() {
    MachineDriver driver = MachineDriver.streaming(0, MUCH).gists(1, 2);
    driver.on(new Event.AnswerReady(1, 50));
    assertEquals(List.of("batch 1-2"), driver.said());
    List<String> said = driver.written().on(new Event.Acked(2, MUCH)).said();
    assertTrue(said.contains("answer 1 for 1"), said.toString());
  }

  @Test
  @DisplayName("C16: a numbered heartbeat is answered, an answer is not")
  void c16() {
    MachineDriver driver = MachineDriver.streaming(0, MUCH);
    assertEquals(List.of("heartbeat to 7"), driver.on(new Event.HeartbeatReceived(7, 0)).said());
    assertEquals(List.of(), driver.on(new Event.HeartbeatReceived(0, 7)).said());
    assertEquals(List.of(), driver.on(new Event.HeartbeatReceived(0, 0)).said());
  }

  @Test
  @DisplayName("C17: after an interval without a message of its own it sends a heartbeat")
  void c17() {
    MachineDriver driver = MachineDriver.streaming(0, MUCH);
    assertEquals(List.of(), driver.pass(MachineDriver.HEARTBEAT_MILLIS - 1).said());
    assertEquals(List.of("heartbeat"), driver.pass(1).said());
  }

  @Test
  @DisplayName("C18: after three silent intervals it gives the session up")
  void c18() {
    MachineDriver driver = MachineDriver.streaming(0, MUCH);
    driver.pass(MachineDriver.HEARTBEAT_MILLIS).pass(MachineDriver.HEARTBEAT_MILLIS);
    driver.said();
    assertEquals(List.of("cancel"), driver.pass(MachineDriver.HEARTBEAT_MILLIS).said());
    assertEquals(SessionState.WAITING, driver.machine.state());
  }

  @Test
  @DisplayName("C19: any message, also of a kind from the future, is a sign of life")
  void c19() {
    MachineDriver driver = MachineDriver.streaming(0, MUCH);
    for (int i = 0; i < 5; i++) {
      driver.pass(MachineDriver.HEARTBEAT_MILLIS).on(new Event.OtherReceived());
    }
    assertEquals(SessionState.STREAMING, driver.machine.state());
  }

  @Test
  @DisplayName("C20: Drain is answered by Close, and nothing new is sent")
  void c20() {
    MachineDriver driver = MachineDriver.streaming(0, MUCH).gists(1, 2).written();
    driver.said();
    assertEquals(List.of("sendclose"), driver.on(new Event.Drained(1_000, 4_000)).said());
    assertEquals(List.of(), driver.gists(3, 9).on(new Event.Flush()).said());
  }

  @Test
  @DisplayName("C21: while draining, acks still count")
  void c21() {
    MachineDriver driver = MachineDriver.streaming(0, MUCH).gists(1, 2).written();
    driver.on(new Event.Drained(1_000, 4_000));
    driver.said();
    assertEquals(List.of("delivered 2"), driver.on(new Event.Acked(2, 0)).said());
  }

  @Test
  @DisplayName("C22: a drained stream returns after the wait that it was told")
  void c22() {
    MachineDriver driver = MachineDriver.streaming(0, MUCH).on(new Event.Drained(1_000, 4_000));
    driver.ended("OK", "", 0);
    driver.said();
    assertEquals(List.of(), driver.pass(2_999).said());
    assertEquals(List.of("connect knowing 0"), driver.pass(1).said());
  }

  @Test
  @DisplayName("C23: a fenced stream stops and does not fight")
  void c23() {
    MachineDriver driver = MachineDriver.streaming(0, MUCH).ended("ABORTED", "SESSION_FENCED", 0);
    assertEquals(List.of("stopped by SESSION_FENCED"), driver.said());
    assertEquals(List.of(), driver.pass(1_000_000).on(new Event.NetworkChanged()).said());
  }

  @Test
  @DisplayName("C24: a refused token is tried once more, then the stream stops")
  void c24() {
    MachineDriver driver =
        MachineDriver.streaming(0, MUCH).ended("UNAUTHENTICATED", "TOKEN_INVALID", 0);
    assertEquals(SessionState.WAITING, driver.machine.state());
    driver.pass(60_000).ended("UNAUTHENTICATED", "TOKEN_INVALID", 0);
    assertEquals(SessionState.STOPPED, driver.machine.state());
  }

  @Test
  @DisplayName(
      "C25: other ends are waited out, at least as long as the server reports, then longer")
  void c25() {
    MachineDriver driver = MachineDriver.streaming(0, MUCH).ended("UNAVAILABLE", "DRAINING", 5_000);
    driver.said();
    assertEquals(List.of(), driver.pass(5_249).said());
    assertEquals(List.of("connect knowing 0"), driver.pass(1).said());
    driver.ended("UNAVAILABLE", "", 0);
    assertEquals(List.of(), driver.pass(499).said());
    assertEquals(List.of("connect knowing 0"), driver.pass(1).said());
  }

  @Test
  @DisplayName("C26: ends that a person must look at stop the stream")
  void c26() {
    List<String> reasons =
        List.of(
            "OPEN_EXPECTED",
            "SOURCE_INVALID",
            "SOURCE_FORBIDDEN",
            "PERMISSION_MISSING",
            "FINGERPRINT_UNKNOWN",
            "BATCH_MALFORMED",
            "SKIP_MALFORMED",
            "FIELD_INVALID");
    for (String reason : reasons) {
      MachineDriver driver = MachineDriver.streaming(0, MUCH).ended("ANY", reason, 0);
      assertEquals(List.of("stopped by " + reason), driver.said());
    }
    assertEquals(
        SessionState.STOPPED,
        MachineDriver.streaming(0, MUCH).ended("UNIMPLEMENTED", "", 0).machine.state());
  }

  @Test
  @DisplayName("C27: a changed network ends the pause")
  void c27() {
    MachineDriver driver =
        MachineDriver.streaming(0, MUCH).ended("UNAVAILABLE", "DRAINING", 90_000);
    driver.said();
    assertEquals(List.of("connect knowing 0"), driver.on(new Event.NetworkChanged()).said());
  }

  @Test
  @DisplayName("C28: closing states Close, waits for the acks under way, and ends")
  void c28() {
    MachineDriver driver = MachineDriver.streaming(0, MUCH).gists(1, 2).written();
    driver.said();
    assertEquals(List.of("sendclose"), driver.on(new Event.Close()).said());
    assertEquals(List.of("delivered 2"), driver.on(new Event.Acked(2, 0)).said());
    assertEquals(List.of("closed"), driver.ended("OK", "", 0).said());
  }
}
