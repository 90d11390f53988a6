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
 * keepalive. The round trip is the least measured one, own queue not counted, plus the batch's own
 * sending time. Not thread-safe.
 */
final class SendWindow {
  private static final int LEAST_BATCH_BYTES = 1_148;

  /** What a packet of 1,200 bytes, which every link carries, holds beside IP and TCP headers. */
  private static final int PACKET_BYTES = 1_148;

  /** TLS 22, HTTP/2 9, gRPC 5, the message around the batch 3, and some variance. */
  private static final int FRAMING_BYTES = 44;

  private static final int FEW_PACKETS = 8;

  /**
   * One Batch or Skip under way.
   *
   * @param aheadBytes what was under way when it was sent, itself included
   */
  private record Sent(
      long last, int bytes, long aheadBytes, long nanos, long deliveredAtSend, boolean starved) {}

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

  void open(long credit, int serverMax) {
    batches.clear();
    answers.clear();
    bytesUnderWay = 0;
    creditBytes = credit;
    maxBatchBytes = Math.min(serverMax, profile.maxBatchBytes());
  }

  /**
   * How large a batch may be now, by what is known of the link. On a thin link it fills whole
   * packets: a batch that spills a few bytes into one more packet pays that packet's headers.
   */
  int batchBytes() {
    LinkEstimate estimate = link.estimate();
    if (!estimate.isKnown()) {
      return Math.min(profile.firstBatchBytes(), maxBatchBytes);
    }
    double inTime = estimate.goodputBytesPerSecond() * profile.batchMillis() / 1e3;
    double least = Math.min(LEAST_BATCH_BYTES, maxBatchBytes);
    int bytes = (int) Math.max(least, Math.min(inTime, maxBatchBytes));
    int packets = bytes / PACKET_BYTES;
    return packets >= 1 && packets <= FEW_PACKETS ? packets * PACKET_BYTES - FRAMING_BYTES : bytes;
  }

  /** Whether a message that usually has so many bytes, and never more than {@code most}, may go. */
  boolean admits(int usual, int most) {
    return most <= creditBytes && (bytesUnderWay == 0 || bytesUnderWay + usual <= limitBytes());
  }

  /** max(one batch, 2 x goodput x round trip), see the class comment. */
  private double limitBytes() {
    LinkEstimate estimate = link.estimate();
    double onTheWay = estimate.goodputBytesPerSecond() * estimate.roundTripMillis() / 1e3;
    return estimate.isKnown() ? 2 * (onTheWay + batchBytes()) : batchBytes();
  }

  void sentBatch(long last, int bytes, long nowNanos, boolean starved) {
    bytesUnderWay += bytes;
    batches.add(new Sent(last, bytes, bytesUnderWay, nowNanos, link.deliveredBytes(), starved));
    creditBytes -= bytes;
  }

  void sentSkip(long last, long nowNanos) {
    batches.add(new Sent(last, 0, bytesUnderWay, nowNanos, link.deliveredBytes(), true));
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
      link.acked(
          new LinkEstimator.Ack(
              nowNanos,
              newest.nanos(),
              newest.deliveredAtSend(),
              bytes,
              newest.aheadBytes(),
              newest.starved()));
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
