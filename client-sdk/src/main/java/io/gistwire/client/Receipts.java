package io.gistwire.client;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * Receipts of this process' gists, completed in order on the callback executor. Used on the
 * stream's loop only.
 */
final class Receipts {
  private final String source;
  private final long epoch;
  private final Executor callbacks;
  private final Map<Long, PendingReceipt> open = new HashMap<>();
  private final Map<Long, GistRejectedException> rejected = new HashMap<>();

  Receipts(String source, long epoch, Executor callbacks) {
    this.source = source;
    this.epoch = epoch;
    this.callbacks = callbacks;
  }

  GistKey key(long sequence) {
    return new GistKey(source, epoch, sequence);
  }

  void stored(long first, List<OutboxSide.Submission> group) {
    for (int i = 0; i < group.size(); i++) {
      open.put(first + i, group.get(i).receipt());
    }
    callbacks.execute(
        () -> {
          for (int i = 0; i < group.size(); i++) {
            group.get(i).receipt().markStored(key(first + i));
          }
        });
  }

  void failed(List<OutboxSide.Submission> group, Exception why) {
    callbacks.execute(() -> group.forEach(submission -> submission.receipt().fail(why)));
  }

  /** The receipt fails when the server acknowledges the sequence. */
  void rejected(long sequence, String status, String serverReason, String message) {
    if (open.containsKey(sequence)) {
      rejected.put(
          sequence, new GistRejectedException(key(sequence), status, serverReason, message));
    }
  }

  void dropped(List<Long> sequences) {
    for (long sequence : sequences) {
      PendingReceipt receipt = open.remove(sequence);
      rejected.remove(sequence);
      if (receipt != null) {
        callbacks.execute(() -> receipt.fail(new GistDroppedException(key(sequence))));
      }
    }
  }

  void delivered(long after, long through) {
    List<Long> sequences = new ArrayList<>();
    List<PendingReceipt> receipts = new ArrayList<>();
    if (!open.isEmpty()) {
      for (long sequence = after + 1; sequence <= through; sequence++) {
        PendingReceipt receipt = open.remove(sequence);
        GistRejectedException refusal = rejected.remove(sequence);
        if (receipt != null && refusal != null) {
          callbacks.execute(() -> receipt.fail(refusal));
        } else if (receipt != null) {
          sequences.add(sequence);
          receipts.add(receipt);
        }
      }
    }
    if (!receipts.isEmpty()) {
      callbacks.execute(
          () -> {
            for (int i = 0; i < receipts.size(); i++) {
              receipts.get(i).markDelivered(key(sequences.get(i)));
            }
          });
    }
  }

  /** The stream ends: nothing of this process will be delivered by it any more. */
  void failAll(Exception why) {
    List<PendingReceipt> left = new ArrayList<>(open.values());
    open.clear();
    rejected.clear();
    callbacks.execute(() -> left.forEach(receipt -> receipt.fail(why)));
  }
}
