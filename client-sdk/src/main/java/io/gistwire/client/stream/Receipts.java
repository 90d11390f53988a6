package io.gistwire.client.stream;

import com.google.protobuf.ByteString;
import io.gistwire.client.GistDroppedException;
import io.gistwire.client.GistKey;
import io.gistwire.client.GistRejectedException;
import io.gistwire.proto.v1.GistTrace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Executor;

/**
 * Receipts of this process' gists, completed in order on the callback executor. Used on the
 * stream's loop only.
 */
final class Receipts {
  private final String source;
  private final long epoch;
  private final Executor callbacks;
  private final TreeMap<Long, PendingReceipt> open = new TreeMap<>();
  private final Map<Long, GistRejectedException> rejected = new HashMap<>();

  Receipts(String source, long epoch, Executor callbacks) {
    this.source = source;
    this.epoch = epoch;
    this.callbacks = callbacks;
  }

  GistKey key(long sequence) {
    return new GistKey(source, epoch, sequence);
  }

  void stored(long first, List<OutgoingGist> group) {
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

  /** Traces of a batch's gists; at most so many. */
  List<GistTrace> traces(long first, int gistCount, int most) {
    List<GistTrace> traces = new ArrayList<>();
    for (Map.Entry<Long, PendingReceipt> entry :
        open.subMap(first, true, first + gistCount - 1, true).entrySet()) {
      ByteString trace = entry.getValue().trace();
      if (trace != null && traces.size() < most) {
        int index = (int) (entry.getKey() - first);
        traces.add(GistTrace.newBuilder().setIndex(index).setContext(trace).build());
      }
    }
    return traces;
  }

  void failed(List<OutgoingGist> group, Exception why) {
    callbacks.execute(() -> group.forEach(submission -> submission.receipt().fail(why)));
  }

  /** The receipt fails when the server acknowledges the sequence. */
  void rejected(Rejection rejection) {
    long sequence = rejection.sequence();
    if (open.containsKey(sequence)) {
      rejected.put(
          sequence,
          new GistRejectedException(
              key(sequence), rejection.status(), rejection.reason(), rejection.message()));
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

  /** The server has everything through this sequence on disk. */
  void delivered(long through) {
    SortedMap<Long, PendingReceipt> head = open.headMap(through, true);
    if (head.isEmpty()) {
      return;
    }
    TreeMap<Long, PendingReceipt> done = new TreeMap<>(head);
    head.clear();
    for (long sequence : new ArrayList<>(rejected.keySet())) {
      PendingReceipt receipt = done.remove(sequence);
      if (receipt != null) {
        GistRejectedException refusal = rejected.remove(sequence);
        callbacks.execute(() -> receipt.fail(refusal));
      }
    }
    callbacks.execute(
        () -> done.forEach((sequence, receipt) -> receipt.markDelivered(key(sequence))));
  }

  /** The stream ends: nothing of this process will be delivered by it any more. */
  void failAll(Exception why) {
    List<PendingReceipt> left = new ArrayList<>(open.values());
    open.clear();
    rejected.clear();
    callbacks.execute(() -> left.forEach(receipt -> receipt.fail(why)));
  }
}
