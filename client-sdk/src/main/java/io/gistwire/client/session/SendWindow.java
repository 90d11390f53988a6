package io.gistwire.client.session;

import io.gistwire.client.link.LinkEstimate;
import io.gistwire.client.link.LinkEstimator;
import io.gistwire.client.link.LinkProfile;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/**
 * What is under way and how much more may be: the server's credit bounds what it owes to its disk;
 * 2 x goodput x round trip bounds the queue on the link, so that nothing waits in it longer than a
 * keepalive. The round trip of a batch is the least measured one plus the batch's own sending time.
 * Not thread-safe.
 */
final class SendWindow {
  /** One Batch or Skip under way. */
  private record Sent(long last, int bytes, long nanos, long deliveredAtSend, boolean starved) {}

  private final LinkProfile profile;
  private final LinkEstimator link;
  private final ArrayDeque<Sent> batches = new ArrayDeque<>();
  private final Map<Long, Integer> answers = new HashMap<>();
  private long bytesUnderWay;
  private long creditBytes;
  private int maxBatchBytes;

  SendWindow(LinkProfile profile, LinkEstimator link) {
    this.profile = profile;
    this.link = link;
    this.maxBatchBytes = profile.maxBatchBytes();
  }

  void open(long credit, int serverMaxBatchBytes) {
    batches.clear();
    answers.clear();
    bytesUnderWay = 0;
    creditBytes = credit;
    maxBatchBytes = Math.min(serverMaxBatchBytes, profile.maxBatchBytes());
  }

  /** How large a batch may be now, by what is known of the link. */
  int batchBytes() {
    LinkEstimate estimate = link.estimate();
    if (!estimate.isKnown()) {
      return Math.min(profile.firstBatchBytes(), maxBatchBytes);
    }
    double inTime = estimate.goodputBytesPerSecond() * profile.batchMillis() / 1e3;
    return (int) Math.max(Math.min(512, maxBatchBytes), Math.min(inTime, maxBatchBytes));
  }

  /** Whether so many more bytes may be sent. */
  boolean admits(int bytes) {
    return bytes <= creditBytes && (bytesUnderWay == 0 || bytesUnderWay + bytes <= limitBytes());
  }

  /** max(one batch, 2 x goodput x round trip), see the class comment. */
  private double limitBytes() {
    LinkEstimate estimate = link.estimate();
    double onTheWay = estimate.goodputBytesPerSecond() * estimate.roundTripMillis() / 1e3;
    return estimate.isKnown() ? 2 * (onTheWay + batchBytes()) : batchBytes();
  }

  void sentBatch(long last, int bytes, long nowNanos, boolean starved) {
    batches.add(new Sent(last, bytes, nowNanos, link.deliveredBytes(), starved));
    bytesUnderWay += bytes;
    creditBytes -= bytes;
  }

  void sentSkip(long last, long nowNanos) {
    batches.add(new Sent(last, 0, nowNanos, link.deliveredBytes(), true));
  }

  void sentAnswer(long number, int bytes) {
    answers.put(number, bytes);
    bytesUnderWay += bytes;
    creditBytes -= bytes;
  }

  void answerAcked(long number) {
    Integer bytes = answers.remove(number);
    bytesUnderWay -= bytes == null ? 0 : bytes;
  }

  void credit(long bytes) {
    creditBytes += bytes;
  }

  void acked(long throughSequence, long nowNanos) {
    Sent newest = null;
    long bytes = 0;
    while (!batches.isEmpty() && batches.peek().last() <= throughSequence) {
      newest = batches.poll();
      bytes += newest.bytes();
    }
    if (newest != null && bytes > 0) {
      bytesUnderWay -= bytes;
      link.acked(nowNanos, newest.nanos(), newest.deliveredAtSend(), bytes, newest.starved());
    }
  }

  /** The server threw away what is above: nothing of it is under way any more. */
  void rewind() {
    for (Sent sent : batches) {
      bytesUnderWay -= sent.bytes();
    }
    batches.clear();
  }

  boolean isEmpty() {
    return batches.isEmpty() && answers.isEmpty();
  }

  boolean hasGistsUnderWay() {
    return !batches.isEmpty();
  }

  long bytesUnderWay() {
    return bytesUnderWay;
  }
}
