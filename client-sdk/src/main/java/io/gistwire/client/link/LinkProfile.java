package io.gistwire.client.link;

/**
 * How a stream behaves on a kind of link. Immutable. What can be measured (goodput, round trip) is
 * measured; this states where to begin and how far to go.
 *
 * @param name for logs
 * @param lingerMillis how long a gist may wait for others to share its batch
 * @param firstBatchBytes largest batch before anything was measured
 * @param maxBatchBytes largest batch ever; the server may allow less
 * @param batchMillis a batch takes no longer than this to send at the measured goodput
 * @param keepAliveMillis idle time after which the transport probes the connection; 0: never
 * @param patienceMillis how long a connect may take until the session is open
 * @param maxBackoffMillis longest mean wait between attempts to connect
 */
public record LinkProfile(
    String name,
    int lingerMillis,
    int firstBatchBytes,
    int maxBatchBytes,
    int batchMillis,
    int keepAliveMillis,
    int patienceMillis,
    int maxBackoffMillis) {
  /** Any link: begins carefully and grows with what it measures. */
  public static final LinkProfile AUTO =
      new LinkProfile("auto", 2, 4_096, 65_536, 6_000, 30_000, 30_000, 30_000);

  /**
   * Links below some 20 kbit/s (satellite messengers, HF, narrow-band cellular): full batches, no
   * probes of the transport's own, patience for a handshake that takes many seconds.
   */
  public static final LinkProfile THIN =
      new LinkProfile("thin", 3_000, 1_104, 4_096, 4_500, 0, 180_000, 30_000);

  /** Checks the ranges. */
  public LinkProfile {
    if (lingerMillis < 0
        || firstBatchBytes < 256
        || maxBatchBytes < firstBatchBytes
        || batchMillis < 1
        || patienceMillis < 1_000
        || maxBackoffMillis < 100) {
      throw new IllegalArgumentException(
          "link profile "
              + name
              + " is out of range: linger >= 0 ms, first batch >= 256 bytes, largest batch not"
              + " below it, batch time >= 1 ms, patience >= 1000 ms, backoff >= 100 ms");
    }
    if (keepAliveMillis != 0 && keepAliveMillis < 20_000) {
      throw new IllegalArgumentException(
          "keepalive of "
              + keepAliveMillis
              + " ms is below 20000 ms, which servers answer by closing the connection; 0 turns it"
              + " off");
    }
  }
}
