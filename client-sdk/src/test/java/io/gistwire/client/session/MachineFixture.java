package io.gistwire.client.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gistwire.client.link.LinkEstimator;
import io.gistwire.client.link.LinkProfile;
import io.gistwire.codec.CodeFingerprint;
import io.gistwire.proto.v1.Gist;
import java.util.ArrayList;
import java.util.List;

/**
 * What tests of the session machine are written in: events in, effects out, a clock of their own.
 */
abstract class MachineFixture {
  static final CodeFingerprint PACK = CodeFingerprint.parse("00112233445566aa");
  static final CodeFingerprint NEXT_PACK = CodeFingerprint.parse("ffeeddccbbaa0099");
  static final int GIST_BYTES = 30;
  static final int HEARTBEAT_MILLIS = 10_000;

  final LinkEstimator link = new LinkEstimator();
  ClientSessionMachine machine = machine(0, 0);
  long nowMillis;

  ClientSessionMachine machine(long trimmedThrough, long lastSequence) {
    return new ClientSessionMachine(
        LinkProfile.AUTO, link, trimmedThrough, lastSequence, () -> 0.5);
  }

  void streaming() {
    on(new Event.Start(PACK));
    ready();
    open(0);
  }

  void ready() {
    on(new Event.Ready(true));
  }

  List<Effect> open(long heldThrough) {
    return open(heldThrough, 262_144, 65_536, 1_000);
  }

  List<Effect> open(long held, long credit, int maxBatchBytes, int maxBatchGists) {
    return on(
        new Event.Opened(held, credit, maxBatchBytes, 4_096, maxBatchGists, HEARTBEAT_MILLIS));
  }

  List<Effect> append(long first, long last) {
    List<Item> items = new ArrayList<>();
    for (long s = first; s <= last; s++) {
      items.add(gist(s));
    }
    return appendItems(first, items);
  }

  List<Effect> appendItems(long first, List<Item> items) {
    List<Effect> effects = new ArrayList<>(on(new Event.Loaded(first, items, false)));
    effects.addAll(on(new Event.Appended(items.get(items.size() - 1).last())));
    return effects;
  }

  static Item gist(long sequence) {
    return gist(sequence, GIST_BYTES, 23, PACK);
  }

  static Item gist(long sequence, int bytes, int layerBytes, CodeFingerprint fingerprint) {
    return new Item.OfGist(
        sequence,
        new EncodedGist(fingerprint, Gist.getDefaultInstance(), List.of(), bytes, layerBytes));
  }

  List<Effect> written(int bytes) {
    return on(new Event.Written(bytes));
  }

  List<Effect> later(long millis) {
    nowMillis += millis;
    return on(new Event.Tick());
  }

  List<Effect> on(Event event) {
    return machine.on(nowMillis * 1_000_000, event);
  }

  static Effect.SendBatch batch(List<Effect> effects) {
    return only(effects, Effect.SendBatch.class);
  }

  static void assertBatch(long first, long last, Effect.SendBatch batch) {
    assertEquals(first + "-" + last, batch.first() + "-" + batch.last());
  }

  static List<Effect.SendBatch> batches(List<Effect> effects) {
    return ofKind(effects, Effect.SendBatch.class);
  }

  static <T extends Effect> T only(List<Effect> effects, Class<T> kind) {
    List<T> found = ofKind(effects, kind);
    assertEquals(1, found.size(), kind.getSimpleName() + " in " + effects);
    return found.get(0);
  }

  static <T extends Effect> List<T> ofKind(List<Effect> effects, Class<T> kind) {
    List<T> found = new ArrayList<>();
    for (Effect effect : effects) {
      if (kind.isInstance(effect)) {
        found.add(kind.cast(effect));
      }
    }
    return found;
  }

  /** Effects but for timers. */
  static List<Effect> kinds(List<Effect> effects) {
    List<Effect> found = new ArrayList<>(effects);
    found.removeIf(effect -> effect instanceof Effect.WakeAt);
    return found;
  }
}
