package io.gistwire.client.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.client.link.LinkProfile;
import io.gistwire.client.outbox.SkipReason;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The client's rows of PROTOCOL.md's state table, by their ids: connecting and sending. */
class SessionMachineTest extends MachineFixture {
  @Test
  @DisplayName("C01 IDLE: something to send connects and sends Open")
  void connectsForTheFirstGist() {
    assertEquals(List.of(), kinds(on(new Event.Start(null))));
    List<Effect> effects = append(1, 1);
    assertTrue(effects.contains(new Effect.Connect(PACK, 0)), effects.toString());
    assertEquals(SessionState.CONNECTING, machine.state());
  }

  @Test
  @DisplayName("C01 IDLE: an encoder's fingerprint is enough to connect")
  void connectsForAnEncoder() {
    assertTrue(on(new Event.Start(PACK)).contains(new Effect.Connect(PACK, 0)));
  }

  @Test
  @DisplayName("C02 OPENING: Opened trims through held_through and goes on with the next")
  void goesOnAfterWhatIsHeld() {
    append(1, 5);
    ready();
    List<Effect> effects = open(3);
    assertTrue(effects.contains(new Effect.Delivered(3)), effects.toString());
    assertBatch(4, 5, batch(later(5)));
  }

  @Test
  @DisplayName("C03 OPENING: what the server lost is skipped as LOST and told")
  void skipsWhatTheServerLost() {
    machine = machine(10, 10);
    append(11, 12);
    ready();
    List<Effect> effects = open(6);
    assertTrue(effects.contains(new Effect.SendSkip(7, 10, SkipReason.LOST)), effects.toString());
    assertTrue(effects.contains(new Effect.Lost(7, 10)));
    assertBatch(11, 12, batch(later(5)));
  }

  @Test
  @DisplayName("C04 OPENING: a server that holds more than was ever made is told apart")
  void stopsWhenTheOutboxIsBehind() {
    append(1, 2);
    List<Effect> effects = open(9);
    assertEquals(SessionState.STOPPED, machine.state());
    assertTrue(only(effects, Effect.Stopped.class).message().contains("older copy"));
  }

  @Test
  @DisplayName("C05 OPENING: silence is given up after the profile's patience")
  void givesUpASilentOpening() {
    append(1, 1);
    List<Effect> effects = later(LinkProfile.AUTO.patienceMillis());
    only(effects, Effect.Cancel.class);
    assertEquals(SessionState.WAITING, machine.state());
  }

  @Test
  @DisplayName("C06 STREAMING: a batch holds no more gists than the server takes")
  void cutsBatches() {
    append(1, 150);
    ready();
    // It is full, it does not linger.
    assertBatch(1, 100, batch(open(0, 262_144, 65_536, 100)));
  }

  @Test
  @DisplayName("C06 STREAMING: a lone gist lingers for others, then goes alone")
  void lingers() {
    streaming();
    assertEquals(0, batches(append(1, 1)).size());
    assertBatch(1, 1, batch(later(LinkProfile.AUTO.lingerMillis())));
  }

  @Test
  @DisplayName("C06 STREAMING: flush waits for no one")
  void flushes() {
    streaming();
    append(1, 1);
    assertBatch(1, 1, batch(on(new Event.Flush())));
  }

  @Test
  @DisplayName("C06 STREAMING: a gist of another pack waits for a session of its own")
  void changesPacks() {
    streaming();
    Item other = MachineFixture.gist(2, GIST_BYTES, 23, NEXT_PACK);
    assertBatch(1, 1, batch(appendItems(1, List.of(gist(1), other))));
    written(100);
    assertEquals(SessionState.STREAMING, machine.state());
    only(on(new Event.Acked(1, 100)), Effect.SendClose.class);
    List<Effect> effects = on(new Event.Ended("OK", "", "", 0));
    assertEquals(NEXT_PACK, only(effects, Effect.Connect.class).fingerprint());
  }

  @Test
  @DisplayName("C06 STREAMING: a gist beyond the server's limit is refused here and skipped")
  void refusesLargeGists() {
    streaming();
    List<Effect> effects =
        appendItems(1, List.of(MachineFixture.gist(1, 5_000, 5_000, PACK), gist(2)));
    assertTrue(effects.contains(new Effect.Refuse(1, 5_000, 4_096)), effects.toString());
    assertTrue(effects.contains(new Effect.SendSkip(1, 1, SkipReason.DROPPED)));
    assertBatch(2, 2, batch(later(5)));
  }

  @Test
  @DisplayName("C07 STREAMING: a dropped gist travels as Skip in its place")
  void sendsSkipsInPlace() {
    streaming();
    List<Effect> effects =
        appendItems(1, List.of(new Item.OfSkip(1, 4, SkipReason.THINNED), gist(5)));
    assertTrue(effects.contains(new Effect.SendSkip(1, 4, SkipReason.THINNED)));
    assertBatch(5, 5, batch(later(5)));
  }

  @Test
  @DisplayName("C08 STREAMING: without credit nothing is sent until credit comes")
  void waitsForCredit() {
    append(1, 1);
    ready();
    open(0, 100, 65_536, 1_000);
    assertEquals(0, batches(later(5)).size());
    assertBatch(1, 1, batch(on(new Event.Credited(10_000))));
  }

  @Test
  @DisplayName("C08 STREAMING: a transport that is not ready gets nothing")
  void waitsForTheTransport() {
    append(1, 1);
    open(0);
    assertEquals(0, batches(later(5)).size());
    assertBatch(1, 1, batch(on(new Event.Ready(true))));
  }

  @Test
  @DisplayName("C08 STREAMING: unacked bytes stay below one batch while nothing was measured")
  void boundsWhatIsUnderWay() {
    append(1, 400);
    ready();
    assertEquals(1, batches(open(0)).size());
    assertEquals(0, batches(written(LinkProfile.AUTO.firstBatchBytes())).size());
    assertEquals(0, batches(later(1_000)).size());
  }

  @Test
  @DisplayName("C09 STREAMING: an ack delivers and its credit counts")
  void deliversAcks() {
    streaming();
    append(1, 3);
    later(5);
    written(100);
    assertTrue(on(new Event.Acked(3, 100)).contains(new Effect.Delivered(3)));
    assertTrue(machine.isDrained());
  }

  @Test
  @DisplayName("C09 STREAMING: an ack of what was never sent ends the session")
  void distrustsAcksOfTheFuture() {
    streaming();
    append(1, 3);
    only(on(new Event.Acked(9, 0)), Effect.Cancel.class);
  }

  @Test
  @DisplayName("C13 STREAMING: Rewind sends again from there")
  void rewinds() {
    streaming();
    append(1, 3);
    later(5);
    written(100);
    List<Effect> effects = on(new Event.Rewound(2));
    assertEquals(2, only(effects, Effect.Load.class).fromSequence());
    on(new Event.Loaded(2, List.of(gist(2), gist(3)), true));
    assertBatch(2, 3, batch(later(5)));
  }

  @Test
  @DisplayName("C13 STREAMING: Rewind to what is trimmed is answered by Skip(LOST)")
  void rewindsBelowTheTrim() {
    streaming();
    append(1, 3);
    later(5);
    written(100);
    on(new Event.Acked(3, 100));
    List<Effect> effects = on(new Event.Rewound(2));
    assertTrue(effects.contains(new Effect.SendSkip(2, 3, SkipReason.LOST)), effects.toString());
  }

  @Test
  @DisplayName("C14 STREAMING: later layers go when no gist waits")
  void answersWhenTheLinkIsFree() {
    streaming();
    append(1, 1);
    assertEquals(0, ofKind(on(new Event.AnswerReady(1, 400)), Effect.SendAnswer.class).size());
    later(5);
    assertEquals(new Effect.SendAnswer(1, 1), only(written(60), Effect.SendAnswer.class));
  }

  @Test
  @DisplayName("C15 STREAMING: AnswerAck frees space for the next answer")
  void goesOnAfterAnswerAck() {
    streaming();
    on(new Event.AnswerReady(1, 4_000));
    on(new Event.AnswerReady(2, 4_000));
    assertEquals(0, ofKind(written(4_000), Effect.SendAnswer.class).size());
    assertEquals(
        new Effect.SendAnswer(2, 2), only(on(new Event.AnswerAcked(1)), Effect.SendAnswer.class));
  }

  @Test
  @DisplayName("A batch that was on its way when the stream broke is loaded and sent again")
  void sendsAgainAfterABreak() {
    streaming();
    append(1, 3);
    later(5);
    written(100);
    on(new Event.Ended("UNAVAILABLE", "", "gone", 0));
    only(later(30_000), Effect.Connect.class);
    ready();
    assertEquals(2, only(open(1), Effect.Load.class).fromSequence());
  }

  @Test
  @DisplayName("Fresh records are passed over while older ones wait in the outbox")
  void takesNoFreshRecordsOutOfOrder() {
    machine = machine(0, 50);
    streaming();
    on(new Event.Loaded(51, List.of(gist(51)), false));
    on(new Event.Appended(51));
    assertEquals(0, batches(later(5)).size());
    on(new Event.Loaded(1, List.of(gist(1)), true));
    assertBatch(1, 1, batch(later(5)));
  }
}
