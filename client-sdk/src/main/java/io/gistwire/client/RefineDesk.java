package io.gistwire.client;

import io.gistwire.client.link.AnswerPolicy;
import io.gistwire.client.link.LayerPolicy;
import io.gistwire.client.link.LinkEstimate;
import io.gistwire.codec.Layer;
import io.gistwire.codec.LayerKind;
import io.gistwire.proto.v1.Answer;
import io.gistwire.proto.v1.AnswerAck;
import io.gistwire.proto.v1.AnswerOutcome;
import io.gistwire.proto.v1.DeclineReason;
import io.gistwire.proto.v1.Opened;
import io.gistwire.proto.v1.Refine;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Works the server's Refines off: has layers prepared away from the loop, offers them to the
 * session one by one when nothing else waits for the link, and says which ones are gone. Runs on
 * the stream's loop.
 */
final class RefineDesk {
  /** Gists that wait to be looked up; more are not answered, as the protocol allows. */
  private static final int MAX_WISHES = 1_024;

  /** Messages that lie ready; each has at most a batch's bytes. */
  private static final int MAX_READY = 64;

  private static final int MAX_DECLINED = 256;

  /** What a message may have beside its layers' bytes: number, sequence, kinds, lengths. */
  private static final int MESSAGE_BYTES = 128;

  /** What the server wants of one gist. */
  record Wish(long sequence, List<LayerKind> kinds, long maxBytes) {}

  /** What there is for a wish: layers, or the reason why there are none. */
  record Found(List<Layer> layers, @Nullable DeclineReason reason) {}

  /**
   * One message to be.
   *
   * @param stored what the server has of the parts that were cut from one gist's layers together
   */
  private record Part(
      long id, long sequence, List<Layer> layers, int bytes, double worth, Set<LayerKind> stored) {}

  /** Finds layers; answers on the loop. */
  interface Source {
    void find(Wish wish, java.util.function.Consumer<Found> answer);

    /** These layers are on the server. */
    void stored(long sequence, List<LayerKind> kinds);

    /** The server will not take layers of this gist. */
    void forget(long sequence);
  }

  /** The session. */
  interface Line {
    boolean isOpen();

    boolean hasRoomForAnswer();

    void offer(long id, int bytes);

    void decline(List<Long> sequences, DeclineReason reason);

    long deliveredThrough();

    LinkEstimate estimate();
  }

  private final Source source;
  private final Line line;
  private final Map<Long, Wish> wishes = new LinkedHashMap<>();
  private final PriorityQueue<Part> ready =
      new PriorityQueue<>(
          Comparator.comparingDouble(Part::worth).reversed().thenComparingLong(Part::id));
  private final Map<Long, Part> offered = new LinkedHashMap<>();
  private final EnumMap<DeclineReason, List<Long>> declined = new EnumMap<>(DeclineReason.class);
  private long lastId;
  private boolean inForce;
  private int maxMessageBytes;
  private boolean finding;
  private boolean feeding;

  RefineDesk(Source source, Line line) {
    this.source = source;
    this.line = line;
  }

  /** A session began: what had no AnswerAck in the one before goes again. */
  void opened(Opened session) {
    inForce =
        session.getFeaturesList().contains("answers")
            && session.getFeaturesList().contains("refine");
    maxMessageBytes = Math.max(0, session.getMaxBatchBytes() - MESSAGE_BYTES);
    ready.addAll(offered.values());
    offered.clear();
  }

  void asked(Refine refine) {
    long most = Integer.toUnsignedLong(refine.getMaxBytesEach());
    long maxBytes = most == 0 ? Long.MAX_VALUE : most;
    List<LayerKind> kinds = Messages.toKinds(refine.getKindsValueList());
    for (long sequence : refine.getSequencesList()) {
      if (wishes.size() < MAX_WISHES || wishes.containsKey(sequence)) {
        wishes.put(sequence, new Wish(sequence, kinds, maxBytes));
      }
    }
    feed();
  }

  /** Looks for the next wish, and gives the link what it has room for. */
  void feed() {
    if (feeding || !inForce || !line.isOpen()) {
      return;
    }
    feeding = true;
    try {
      findNext();
      while (line.hasRoomForAnswer() && !ready.isEmpty()) {
        Part part = ready.remove();
        offered.put(part.id(), part);
        line.offer(part.id(), part.bytes());
      }
      sayDeclined();
    } finally {
      feeding = false;
    }
  }

  private void findNext() {
    if (finding || ready.size() >= MAX_READY) {
      return;
    }
    Iterator<Wish> waiting = wishes.values().iterator();
    while (waiting.hasNext()) {
      Wish wish = waiting.next();
      if (wish.sequence() <= line.deliveredThrough()) { // an answer must not overtake its gist
        waiting.remove();
        finding = true;
        source.find(wish, found -> found(wish, found));
        return;
      }
    }
  }

  private void found(Wish wish, Found found) {
    finding = false;
    DeclineReason reason = found.reason();
    if (reason == null) {
      List<Layer> chosen = AnswerPolicy.wanted(found.layers(), wish.kinds(), wish.maxBytes());
      chosen.removeIf(layer -> layer.sizeBytes() > maxMessageBytes);
      reason = chosen.isEmpty() ? DeclineReason.DECLINE_REASON_TOO_LARGE : null;
      int partBytes = Math.min(LayerPolicy.budgetBytes(line.estimate(), 0), maxMessageBytes);
      Set<LayerKind> stored = EnumSet.noneOf(LayerKind.class);
      for (List<Layer> layers : AnswerPolicy.parts(chosen, partBytes)) {
        ready.add(part(wish.sequence(), layers, stored));
      }
    }
    if (reason != null) {
      declined.computeIfAbsent(reason, r -> new ArrayList<>()).add(wish.sequence());
    }
    feed();
  }

  private Part part(long sequence, List<Layer> layers, Set<LayerKind> stored) {
    int bytes = MESSAGE_BYTES;
    for (Layer layer : layers) {
      bytes += layer.sizeBytes();
    }
    return new Part(++lastId, sequence, layers, bytes, AnswerPolicy.worth(layers), stored);
  }

  /** Together, when all wishes were looked at: each message costs a thin link its framing. */
  private void sayDeclined() {
    boolean allLookedAt = wishes.isEmpty() && !finding;
    for (DeclineReason reason : List.copyOf(declined.keySet())) {
      List<Long> sequences = declined.getOrDefault(reason, List.of());
      if (allLookedAt || sequences.size() >= MAX_DECLINED) {
        declined.remove(reason);
        line.decline(sequences, reason);
      }
    }
  }

  /** The layers offered under this id, for the wire. */
  Answer.Builder message(long id) {
    Answer.Builder message = Answer.newBuilder();
    Part part = offered.get(id);
    if (part != null) {
      message.setSequence(part.sequence());
      part.layers().forEach(layer -> message.addLayers(GistMessages.toMessage(layer)));
    }
    return message;
  }

  void answered(long id, AnswerAck ack) {
    Part part = offered.remove(id);
    if (part == null) {
      return;
    }
    if (ack.getOutcome() == AnswerOutcome.ANSWER_OUTCOME_REFUSED) {
      ready.removeIf(other -> other.sequence() == part.sequence());
      source.forget(part.sequence());
    } else {
      part.layers().forEach(layer -> part.stored().add(layer.kind()));
      source.stored(part.sequence(), List.copyOf(part.stored()));
    }
  }
}
