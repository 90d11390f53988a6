package io.gistwire.cluster.ledger;

import io.gistwire.server.ledger.EpochKey;
import io.gistwire.server.ledger.Retention;
import io.gistwire.server.ledger.SourceKey;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One change that a commit makes. Kinds of which a row of the log is made take positions in the
 * order of the entries: one for each sequence of a {@code PUT}, one for any other.
 *
 * @param epoch 16 hexadecimal digits
 * @param first first sequence
 * @param last last sequence
 * @param term the lease that writes; 0 where none is needed
 * @param millis the server's clock
 * @param bytes change of the layer bytes
 * @param reason number of the reason of a SKIP
 * @param id of a deletion, or of a part with later layers
 * @param value clock skew of a LEASE, position of a PRUNE
 * @param keeps what a tenant keeps: age, bytes, age of alerts; -1 without limit
 */
record CommitEntry(
    Kind kind,
    @Nullable String tenant,
    @Nullable String source,
    @Nullable String epoch,
    long first,
    long last,
    long term,
    long millis,
    long bytes,
    int reason,
    @Nullable String id,
    long value,
    long @Nullable [] keeps) {
  enum Kind {
    LEASE(false),
    UNARY_EPOCH(false),
    PUT(true),
    LAYERS(true),
    DELETE(true),
    SKIP(true),
    REJECT(true),
    RETENTION(false),
    PRUNE(false);

    private final boolean logged;

    Kind(boolean logged) {
      this.logged = logged;
    }
  }

  /** Value of a LEASE that leaves the clock skew as it is. */
  static final long SAME_SKEW = Long.MIN_VALUE;

  static CommitEntry lease(EpochKey epoch, long clockSkewMillis) {
    return of(Kind.LEASE, epoch, 0, 0, 0, 0, 0, 0, null, clockSkewMillis);
  }

  static CommitEntry unaryEpoch(EpochKey epoch) {
    return of(Kind.UNARY_EPOCH, epoch, 0, 0, 0, 0, 0, 0, null, 0);
  }

  static CommitEntry put(EpochKey epoch, long sequence, long term, long millis, long bytes) {
    return of(Kind.PUT, epoch, sequence, sequence, term, millis, bytes, 0, null, 0);
  }

  static CommitEntry skip(
      EpochKey epoch, long first, long last, long term, long millis, int reason) {
    return of(Kind.SKIP, epoch, first, last, term, millis, 0, reason, null, 0);
  }

  static CommitEntry reject(EpochKey epoch, long sequence, long term, long millis) {
    return of(Kind.REJECT, epoch, sequence, sequence, term, millis, 0, 0, null, 0);
  }

  static CommitEntry layers(
      EpochKey epoch, long sequence, long term, long millis, long bytes, String part) {
    return of(Kind.LAYERS, epoch, sequence, sequence, term, millis, bytes, 0, part, 0);
  }

  static CommitEntry delete(EpochKey epoch, long sequence, long millis, long bytes, String id) {
    return of(Kind.DELETE, epoch, sequence, sequence, 0, millis, -bytes, 0, id, 0);
  }

  static CommitEntry retention(String tenant, Retention retention) {
    long[] keeps = {
      retention.maxAgeMillis().orElse(-1),
      retention.maxLayerBytes().orElse(-1),
      retention.maxAlertAgeMillis().orElse(-1)
    };
    return new CommitEntry(Kind.RETENTION, tenant, null, null, 0, 0, 0, 0, 0, 0, null, 0, keeps);
  }

  static CommitEntry prune(long throughPosition) {
    return new CommitEntry(
        Kind.PRUNE, null, null, null, 0, 0, 0, 0, 0, 0, null, throughPosition, null);
  }

  private static CommitEntry of(
      Kind kind,
      EpochKey epoch,
      long first,
      long last,
      long term,
      long millis,
      long bytes,
      int reason,
      @Nullable String id,
      long value) {
    return new CommitEntry(
        kind,
        epoch.source().tenant(),
        epoch.source().source(),
        epoch.toHex(),
        first,
        last,
        term,
        millis,
        bytes,
        reason,
        id,
        value,
        null);
  }

  /** The same run, longer by the next one; null where the next one does not continue it. */
  @Nullable CommitEntry joined(CommitEntry next) {
    boolean continues =
        kind == Kind.PUT
            && next.kind == Kind.PUT
            && last + 1 == next.first
            && term == next.term
            && millis == next.millis
            && epochKey().equals(next.epochKey());
    return continues
        ? of(kind, epochKey(), first, next.last, term, millis, bytes + next.bytes, 0, null, 0)
        : null;
  }

  EpochKey epochKey() {
    return new EpochKey(sourceKey(), Long.parseUnsignedLong(String.valueOf(epoch), 16));
  }

  SourceKey sourceKey() {
    return new SourceKey(String.valueOf(tenant), String.valueOf(source));
  }

  Retention keptBy() {
    return keeps == null
        ? Retention.FOREVER
        : new Retention(limit(keeps[0]), limit(keeps[1]), limit(keeps[2]));
  }

  private static OptionalLong limit(long value) {
    return value < 0 ? OptionalLong.empty() : OptionalLong.of(value);
  }

  /** Positions that it takes. */
  long positions() {
    if (!kind.logged) {
      return 0;
    }
    return kind == Kind.PUT ? last - first + 1 : 1;
  }
}
