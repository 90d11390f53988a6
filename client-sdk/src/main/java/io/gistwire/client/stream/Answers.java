package io.gistwire.client.stream;

import io.gistwire.client.link.LinkEstimate;
import io.gistwire.client.refine.Found;
import io.gistwire.client.refine.LaterLayerAnswers;
import io.gistwire.client.refine.RefineQueue;
import io.gistwire.client.refine.Wish;
import io.gistwire.client.session.Effect;
import io.gistwire.client.session.Event;
import io.gistwire.proto.v1.Answer;
import io.gistwire.proto.v1.AnswerAck;
import io.gistwire.proto.v1.AnswerOutcome;
import io.gistwire.proto.v1.Opened;
import io.gistwire.proto.v1.Refine;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * What a stream answers to the server's Refines: joins the queue of requests with the place where
 * layers are found. Used on the driver's loop only.
 */
final class Answers {
  private final LaterLayerAnswers later;
  private final RefineQueue refines = new RefineQueue();

  /** Ids of the answers under way, by their numbers in the session. */
  private final Map<Long, Long> underWay = new HashMap<>();

  Answers(LaterLayerAnswers later) {
    this.later = later;
  }

  /** A new call: numbers begin anew. */
  void connecting() {
    underWay.clear();
  }

  void opened(Opened opened) {
    refines.opened(opened);
  }

  void requested(Refine refine) {
    refines.requested(refine);
  }

  /**
   * Looks the next gist up, if there is one to be.
   *
   * @param answer gets what there is for it, on another thread; to be given to {@link #found}
   */
  void findNext(long deliveredThrough, BiConsumer<Wish, Found> answer) {
    refines
        .nextWish(deliveredThrough)
        .ifPresent(wish -> later.find(wish).thenAccept(found -> answer.accept(wish, found)));
  }

  void found(Wish wish, Found found, LinkEstimate link) {
    refines.found(wish, found, link);
  }

  /** The next message, for the session to send when it has capacity. */
  Optional<Event.AnswerReady> nextOffer() {
    return refines.nextOffer().map(offer -> new Event.AnswerReady(offer.id(), offer.bytes()));
  }

  List<RefineQueue.Declined> takeDeclined() {
    return refines.takeDeclined();
  }

  /** The message of an offer, which is under way from here on. */
  Answer message(Effect.SendAnswer effect) {
    underWay.put(effect.number(), effect.id());
    return refines.message(effect.id()).setNumber(effect.number()).build();
  }

  void acknowledged(AnswerAck ack) {
    Long id = underWay.remove(ack.getNumber());
    if (id == null) {
      return;
    }
    if (ack.getOutcome() == AnswerOutcome.ANSWER_OUTCOME_REFUSED) {
      refines.refused(id).ifPresent(later::forget);
    } else {
      refines.stored(id).ifPresent(had -> later.stored(had.sequence(), had.kinds()));
    }
  }

  /** No one will ask for layers of this gist. */
  void forget(long sequence) {
    later.forget(sequence);
  }
}
