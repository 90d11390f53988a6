package io.gistwire.client.refine;

import io.gistwire.client.link.AnswerPolicy;
import io.gistwire.client.link.LayerPolicy;
import io.gistwire.client.link.LayerSize;
import io.gistwire.client.link.LinkEstimate;
import io.gistwire.codec.LayerKind;
import io.gistwire.proto.v1.Answer;
import io.gistwire.proto.v1.DeclineReason;
import io.gistwire.proto.v1.Layer;
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
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * The server's Refines from the request to the AnswerAck: which gist is to be looked up next, which
 * message is to be sent next, which gists are declined. The caller looks up, sends and requests
 * again. Not thread-safe; no thread or I/O.
 */
public final class RefineQueue {
  /** Gists that wait to be looked up; more are not answered, as the protocol allows. */
  private static final int MAX_WISHES = 1_024;

  /** Messages that are ready; each has at most a batch's bytes. */
  private static final int MAX_READY = 64;

  private static final int MAX_DECLINED = 256;

  /** What a message may have beside its layers' bytes: number, sequence, kinds, lengths. */
  private static final int MESSAGE_BYTES = 128;

  /**
   * A message that may be sent.
   *
   * @param id names it
   * @param bytes the most that it may have
   */
  public record Offer(long id, int bytes) {}

  /** Gists that will not be answered. */
  public record Declined(List<Long> sequences, DeclineReason reason) {}

  /**
   * What the server has of the layers that were sent of one gist.
   *
   * @param kinds those that it has on disk, of all messages that answer the same wish
   */
  public record Answered(long sequence, List<LayerKind> kinds) {}

  /**
   * One message to be.
   *
   * @param stored what the server has of the parts that were cut from one gist's layers together
   */
  private record Part(
      long id, long sequence, List<Layer> layers, int bytes, double worth, Set<LayerKind> stored) {}

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

  /** A session began: what had no AnswerAck in the one before is sent again. */
  public void opened(Opened session) {
    inForce =
        session.getFeaturesList().contains("answers")
            && session.getFeaturesList().contains("refine");
    maxMessageBytes = Math.max(0, session.getMaxBatchBytes() - MESSAGE_BYTES);
    ready.addAll(offered.values());
    offered.clear();
  }

  /** A Refine was received. */
  public void requested(Refine refine) {
    long most = Integer.toUnsignedLong(refine.getMaxBytesEach());
    long maxBytes = most == 0 ? Long.MAX_VALUE : most;
    List<LayerKind> kinds = kinds(refine.getKindsValueList());
    for (long sequence : refine.getSequencesList()) {
      if (wishes.size() < MAX_WISHES || wishes.containsKey(sequence)) {
        wishes.put(sequence, new Wish(sequence, kinds, maxBytes));
      }
    }
  }

  /** Kinds known to this release; others are passed over. */
  public static List<LayerKind> kinds(List<Integer> numbers) {
    List<LayerKind> kinds = new ArrayList<>();
    for (int number : numbers) {
      LayerSize.kindOf(number).ifPresent(kinds::add);
    }
    return kinds;
  }

  /**
   * The wish to look up next; one at a time, until {@link #found}.
   *
   * @param deliveredThrough gists above are not looked up: an answer must not overtake its gist
   */
  public Optional<Wish> nextWish(long deliveredThrough) {
    if (finding || !inForce || ready.size() >= MAX_READY) {
      return Optional.empty();
    }
    Iterator<Wish> waiting = wishes.values().iterator();
    while (waiting.hasNext()) {
      Wish wish = waiting.next();
      if (wish.sequence() <= deliveredThrough) {
        waiting.remove();
        finding = true;
        return Optional.of(wish);
      }
    }
    return Optional.empty();
  }

  /** What there is for the last {@link #nextWish}; cut into messages for the link as it is. */
  public void found(Wish wish, Found found, LinkEstimate link) {
    finding = false;
    DeclineReason reason = found.reason();
    if (reason == null) {
      Map<LayerSize, Layer> layers = bySize(found.layers());
      List<LayerSize> chosen =
          AnswerPolicy.wanted(new ArrayList<>(layers.keySet()), wish.kinds(), wish.maxBytes());
      chosen.removeIf(layer -> layer.bytes() > maxMessageBytes);
      reason = chosen.isEmpty() ? DeclineReason.DECLINE_REASON_TOO_LARGE : null;
      int partBytes = Math.min(LayerPolicy.budgetBytes(link, 0), maxMessageBytes);
      Set<LayerKind> stored = EnumSet.noneOf(LayerKind.class);
      for (List<LayerSize> part : AnswerPolicy.parts(chosen, partBytes)) {
        ready.add(part(wish.sequence(), part, layers, stored));
      }
    }
    if (reason != null) {
      declined.computeIfAbsent(reason, r -> new ArrayList<>()).add(wish.sequence());
    }
  }

  private static Map<LayerSize, Layer> bySize(List<Layer> layers) {
    Map<LayerSize, Layer> sizes = new LinkedHashMap<>();
    for (Layer layer : layers) {
      LayerSize.kindOf(layer.getKindValue())
          .ifPresent(kind -> sizes.put(new LayerSize(kind, layer.getData().size()), layer));
    }
    return sizes;
  }

  private Part part(
      long sequence, List<LayerSize> sizes, Map<LayerSize, Layer> layers, Set<LayerKind> stored) {
    int bytes = MESSAGE_BYTES;
    List<Layer> content = new ArrayList<>();
    for (LayerSize size : sizes) {
      bytes += size.bytes();
      content.add(layers.get(size));
    }
    return new Part(++lastId, sequence, content, bytes, AnswerPolicy.worth(sizes), stored);
  }

  /** The message to send next, when the link has capacity for one. */
  public Optional<Offer> nextOffer() {
    Part part = inForce ? ready.poll() : null;
    if (part == null) {
      return Optional.empty();
    }
    offered.put(part.id(), part);
    return Optional.of(new Offer(part.id(), part.bytes()));
  }

  /**
   * What to decline now: together, when all wishes were looked up, since each message costs a thin
   * link its framing.
   */
  public List<Declined> takeDeclined() {
    List<Declined> taken = new ArrayList<>();
    if (inForce && !declined.isEmpty()) {
      boolean allFound = wishes.isEmpty() && !finding;
      for (DeclineReason reason : List.copyOf(declined.keySet())) {
        List<Long> sequences = declined.getOrDefault(reason, List.of());
        if (allFound || sequences.size() >= MAX_DECLINED) {
          declined.remove(reason);
          taken.add(new Declined(sequences, reason));
        }
      }
    }
    return taken;
  }

  /** The message that was offered under this id, without its number. */
  public Answer.Builder message(long id) {
    Answer.Builder message = Answer.newBuilder();
    Part part = offered.get(id);
    if (part != null) {
      message.setSequence(part.sequence()).addAllLayers(part.layers());
    }
    return message;
  }

  /** The server has the message's layers on disk. */
  public Optional<Answered> stored(long id) {
    Part part = offered.remove(id);
    if (part == null) {
      return Optional.empty();
    }
    for (Layer layer : part.layers()) {
      LayerSize.kindOf(layer.getKindValue()).ifPresent(part.stored()::add);
    }
    return Optional.of(new Answered(part.sequence(), List.copyOf(part.stored())));
  }

  /** The server takes no layers of this gist: other messages of it are not sent. */
  public Optional<Long> refused(long id) {
    Part part = offered.remove(id);
    if (part == null) {
      return Optional.empty();
    }
    ready.removeIf(other -> other.sequence() == part.sequence());
    return Optional.of(part.sequence());
  }
}
