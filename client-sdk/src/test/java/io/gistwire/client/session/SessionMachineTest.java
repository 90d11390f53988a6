package io.gistwire.client.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.client.link.LinkEstimator;
import io.gistwire.client.link.LinkProfile;
import io.gistwire.client.outbox.SkipReason;
import io.gistwire.codec.CodeFingerprint;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The client's rows of PROTOCOL.md's state table, by their ids. */
class SessionMachineTest {
  private static final CodeFingerprint PACK = CodeFingerprint.parse("00112233445566aa");
  private static final CodeFingerprint NEXT_PACK = CodeFingerprint.parse("ffeeddccbbaa0099");
  private static final int GIST_BYTES = 30;
  private static final int HEARTBEAT_MILLIS = 10_000;

  private final LinkEstimator link = new LinkEstimator();
  private SessionMachine machine = machine(0, 0);
  private long nowMillis;

  private SessionMachine machine(long trimmedThrough, long lastSequence) {
    return new SessionMachine(LinkProfile.AUTO, link, trimmedThrough, lastSequence, () -> 0.5);
  }

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
    assertEquals(new Effect.SendBatch(4, 5), batch(later(5)));
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
    assertEquals(new Effect.SendBatch(11, 12), batch(later(5)));
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
    assertEquals(new Effect.SendBatch(1, 100), batch(open(0, 262_144, 65_536, 100)));
  }

  @Test
  @DisplayName("C06 STREAMING: a lone gist lingers for others, then goes alone")
  void lingers() {
    streaming();
    assertEquals(0, batches(append(1, 1)).size());
    assertEquals(new Effect.SendBatch(1, 1), batch(later(LinkProfile.AUTO.lingerMillis())));
  }

  @Test
  @DisplayName("C06 STREAMING: flush waits for nobody")
  void flushes() {
    streaming();
    append(1, 1);
    assertEquals(new Effect.SendBatch(1, 1), batch(on(new Event.Flush())));
  }

  @Test
  @DisplayName("C06 STREAMING: a gist of another pack waits for a session of its own")
  void changesPacks() {
    streaming();
    Item other = new Item.OfGist(2, GIST_BYTES, 23, NEXT_PACK);
    assertEquals(new Effect.SendBatch(1, 1), batch(appendItems(1, List.of(gist(1), other))));
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
    List<Effect> effects = appendItems(1, List.of(new Item.OfGist(1, 5_000, 5_000, PACK), gist(2)));
    assertTrue(effects.contains(new Effect.Refuse(1, 5_000, 4_096)), effects.toString());
    assertTrue(effects.contains(new Effect.SendSkip(1, 1, SkipReason.DROPPED)));
    assertEquals(new Effect.SendBatch(2, 2), batch(later(5)));
  }

  @Test
  @DisplayName("C07 STREAMING: a dropped gist travels as Skip in its place")
  void sendsSkipsInPlace() {
    streaming();
    List<Effect> effects =
        appendItems(1, List.of(new Item.OfSkip(1, 4, SkipReason.THINNED), gist(5)));
    assertTrue(effects.contains(new Effect.SendSkip(1, 4, SkipReason.THINNED)));
    assertEquals(new Effect.SendBatch(5, 5), batch(later(5)));
  }

  @Test
  @DisplayName("C08 STREAMING: without credit nothing is sent until credit comes")
  void waitsForCredit() {
    append(1, 1);
    ready();
    open(0, 100, 65_536, 1_000);
    assertEquals(0, batches(later(5)).size());
    assertEquals(new Effect.SendBatch(1, 1), batch(on(new Event.Credited(10_000))));
  }

  @Test
  @DisplayName("C08 STREAMING: a transport that is not ready gets nothing")
  void waitsForTheTransport() {
    append(1, 1);
    open(0);
    assertEquals(0, batches(later(5)).size());
    assertEquals(new Effect.SendBatch(1, 1), batch(on(new Event.Ready(true))));
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
    assertEquals(new Effect.SendBatch(2, 3), batch(later(5)));
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
  void answersWhenThereIsRoom() {
    streaming();
    append(1, 1);
    assertEquals(0, ofKind(on(new Event.AnswerReady(1, 400)), Effect.SendAnswer.class).size());
    later(5);
    assertEquals(new Effect.SendAnswer(1, 1), only(written(60), Effect.SendAnswer.class));
  }

  @Test
  @DisplayName("C15 STREAMING: AnswerAck makes room for the next answer")
  void goesOnAfterAnswerAck() {
    streaming();
    on(new Event.AnswerReady(1, 4_000));
    on(new Event.AnswerReady(2, 4_000));
    assertEquals(0, ofKind(written(4_000), Effect.SendAnswer.class).size());
    assertEquals(
        new Effect.SendAnswer(2, 2), only(on(new Event.AnswerAcked(1)), Effect.SendAnswer.class));
  }

  @Test
  @DisplayName("C16 STREAMING: a numbered heartbeat is answered, an answer is not")
  void answersHeartbeats() {
    streaming();
    assertTrue(on(new Event.HeartbeatCame(7, 0)).contains(new Effect.SendHeartbeat(0, 7)));
    assertEquals(0, ofKind(on(new Event.HeartbeatCame(0, 9)), Effect.SendHeartbeat.class).size());
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
    assertEquals(List.of(), kinds(on(new Event.OtherCame())));
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
  @DisplayName("C23 any: a fenced session stops and says so")
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
  @DisplayName("C25 any: attempts are counted from 0 again once an ack came")
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
    assertEquals(new Effect.SendBatch(1, 1), batch(later(5)));
  }

  // What the tests are written in.

  private void streaming() {
    on(new Event.Start(PACK));
    ready();
    open(0);
  }

  private void ready() {
    on(new Event.Ready(true));
  }

  private List<Effect> open(long heldThrough) {
    return open(heldThrough, 262_144, 65_536, 1_000);
  }

  private List<Effect> open(long held, long credit, int maxBatchBytes, int maxBatchGists) {
    return on(
        new Event.Opened(held, credit, maxBatchBytes, 4_096, maxBatchGists, HEARTBEAT_MILLIS));
  }

  private List<Effect> append(long first, long last) {
    List<Item> items = new ArrayList<>();
    for (long s = first; s <= last; s++) {
      items.add(gist(s));
    }
    return appendItems(first, items);
  }

  private List<Effect> appendItems(long first, List<Item> items) {
    List<Effect> effects = new ArrayList<>(on(new Event.Loaded(first, items, false)));
    effects.addAll(on(new Event.Appended(items.get(items.size() - 1).last())));
    return effects;
  }

  private static Item gist(long sequence) {
    return new Item.OfGist(sequence, GIST_BYTES, 23, PACK);
  }

  private List<Effect> written(int bytes) {
    return on(new Event.Written(bytes));
  }

  private List<Effect> later(long millis) {
    nowMillis += millis;
    return on(new Event.Tick());
  }

  private List<Effect> on(Event event) {
    return machine.on(nowMillis * 1_000_000, event);
  }

  private static Effect.SendBatch batch(List<Effect> effects) {
    return only(effects, Effect.SendBatch.class);
  }

  private static List<Effect.SendBatch> batches(List<Effect> effects) {
    return ofKind(effects, Effect.SendBatch.class);
  }

  private static <T extends Effect> T only(List<Effect> effects, Class<T> kind) {
    List<T> found = ofKind(effects, kind);
    assertEquals(1, found.size(), kind.getSimpleName() + " in " + effects);
    return found.get(0);
  }

  private static <T extends Effect> List<T> ofKind(List<Effect> effects, Class<T> kind) {
    List<T> found = new ArrayList<>();
    for (Effect effect : effects) {
      if (kind.isInstance(effect)) {
        found.add(kind.cast(effect));
      }
    }
    return found;
  }

  /** Effects but for timers. */
  private static List<Effect> kinds(List<Effect> effects) {
    List<Effect> found = new ArrayList<>(effects);
    found.removeIf(effect -> effect instanceof Effect.WakeAt);
    return found;
  }
}
