package io.gistwire.server.session;

import io.gistwire.codec.CodeFingerprint;
import io.gistwire.proto.v1.DeclineReason;
import io.gistwire.proto.v1.DrainReason;
import io.gistwire.proto.v1.LayerRequestState;
import io.gistwire.proto.v1.Open;
import io.gistwire.server.auth.Caller;
import io.gistwire.server.ledger.EpochKey;
import io.gistwire.server.ledger.Ledger;
import io.gistwire.server.ledger.LedgerState;
import io.gistwire.server.ledger.SourceKey;
import io.gistwire.server.packs.GistRules;
import io.gistwire.server.packs.ServedPacks;
import io.gistwire.server.refusal.Refusal;
import io.gistwire.server.shares.TenantShares;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * All sessions of this server: one for each epoch, bounded in number, ended together. Thread-safe.
 */
public final class SessionRegistry implements SessionHost {
  private static final System.Logger LOG = System.getLogger(SessionRegistry.class.getName());
  private static final long SKEW_WORTH_TELLING_MILLIS = 60_000;
  private static final int BUSY_RETRY_MILLIS = 5000;
  private static final long POLL_MILLIS = 20;

  /** Gists that may wait for the disk: about 100 bytes of memory each, beside their layers. */
  private static final int MAX_GISTS = 1 << 18;

  private static final int MAX_GISTS_OF_SESSION = 1 << 14;

  private final SessionLimits limits;
  private final TenantQuota quota;
  private final LayerQuota layers;
  private final TenantShares shares;
  private final Ledger ledger;
  private final ServedPacks packs;
  private final SessionMetrics metrics;
  private final Map<EpochKey, SessionStream> byEpoch = new ConcurrentHashMap<>();
  private final Set<SessionStream> all = ConcurrentHashMap.newKeySet();
  private final WantedLayers wanted = new WantedLayers();
  private final LongAdder underWayBytes = new LongAdder();
  private volatile boolean draining;

  /** A registry without sessions, all of which one tenant may have. */
  public SessionRegistry(
      SessionLimits limits,
      TenantQuota quota,
      Ledger ledger,
      ServedPacks packs,
      SessionMetrics metrics) {
    this(
        limits,
        quota,
        new TenantShares("sessions", limits.maxSessions(), 1),
        ledger,
        packs,
        metrics);
  }

  /**
   * A registry without sessions.
   *
   * @param shares sessions, those whose stream has not said Open included
   */
  public SessionRegistry(
      SessionLimits limits,
      TenantQuota quota,
      TenantShares shares,
      Ledger ledger,
      ServedPacks packs,
      SessionMetrics metrics) {
    this.limits = limits;
    this.quota = quota;
    this.layers = new LayerQuota(quota, ledger);
    this.shares = shares;
    this.ledger = ledger;
    this.packs = packs;
    this.metrics = metrics;
  }

  /** The bounds of sessions, and of gists. */
  public SessionLimits limits() {
    return limits;
  }

  Ledger ledger() {
    return ledger;
  }

  SessionMetrics metrics() {
    return metrics;
  }

  long nowMillis() {
    return System.currentTimeMillis();
  }

  /** Streams that are open now. */
  public int count() {
    return all.size();
  }

  /** Streams of a caller's tenant that are open now, of the sources that it covers. */
  public int count(Caller caller) {
    return (int)
        byEpoch.keySet().stream()
            .map(EpochKey::source)
            .filter(source -> source.tenant().equals(caller.tenant()))
            .filter(source -> caller.covers(source.source()))
            .count();
  }

  /** Whether a session of this source is open. */
  public boolean isConnected(SourceKey source) {
    return byEpoch.keySet().stream().anyMatch(epoch -> epoch.source().equals(source));
  }

  /**
   * Lets a stream begin, and counts it from here on, whether it will say Open or not.
   *
   * @throws Refusal {@code DRAINING}, {@code SERVER_BUSY} or {@code QUOTA_EXCEEDED}
   */
  void begin(SessionStream stream) {
    if (draining) {
      throw SessionRefusals.drained(DrainReason.DRAIN_REASON_SHUTDOWN);
    }
    String tenant = stream.caller().tenant();
    quota.admitStream(tenant, shares.heldBy(tenant));
    shares.take(tenant, 1, BUSY_RETRY_MILLIS);
    all.add(stream);
  }

  @Override
  public GistRules requireRules(CodeFingerprint fingerprint) {
    return packs.requireRules(fingerprint);
  }

  @Override
  public void admit(Caller caller, OpenRequest request, Open open) {
    LedgerState state = ledger.state();
    if (!state.isRunning()) {
      throw SessionRefusals.ledgerUnavailable(state.reason());
    }
    // Neither this stream counts, nor the one whose epoch it takes over.
    long counted = byEpoch.containsKey(request.epoch()) ? 2 : 1;
    quota.admitSession(caller.tenant(), shares.heldBy(caller.tenant()) - counted);
    layers.check(caller.tenant());
    if (Math.abs(request.clockSkewMillis()) > SKEW_WORTH_TELLING_MILLIS) {
      LOG.log(
          System.Logger.Level.WARNING,
          "the clock of {0} differs by {1} ms; capture times are kept as they come",
          request.epoch().source().toName(),
          request.clockSkewMillis());
    }
  }

  @Override
  public void admitLayers(Caller caller, long layerBytes) {
    layers.take(caller.tenant(), layerBytes);
  }

  @Override
  public void arrived(Caller caller, long layerBytes) {
    layers.arrived(caller.tenant(), layerBytes);
  }

  /**
   * Refuses a caller whose tenant can store nothing more.
   *
   * @throws Refusal {@code QUOTA_EXCEEDED}
   */
  public void checkQuota(Caller caller) {
    layers.check(caller.tenant());
  }

  @Override
  public void declined(DeclineReason reason, int gistCount) {
    metrics.declined(reason, gistCount);
  }

  /** Tells when a client knows more to be durable than is here: a backup was restored. */
  void compare(EpochKey epoch, long durableThrough, long heldThrough) {
    if (durableThrough > heldThrough) {
      metrics.restored(durableThrough - heldThrough);
      LOG.log(
          System.Logger.Level.WARNING,
          "{0} knows epoch {1} to be durable through {2}, but it is held through {3}: this ledger"
              + " was restored from an older backup",
          epoch.source().toName(),
          epoch.toHex(),
          durableThrough,
          heldThrough);
    }
  }

  /** Credit for one more session, so that all together stay within the budget. */
  long grantBytes() {
    long share = limits.creditBudgetBytes() / Math.max(1, all.size());
    return Math.min(limits.creditBytes(), share);
  }

  /**
   * How many batches a session may read on. Credit counts bytes on the wire; a small gist costs
   * many times its bytes in memory, so gists that wait for the disk are counted too.
   *
   * @param underWayCount gists of the session that wait for the disk
   */
  int batchesAllowed(int underWayCount) {
    if (underWayBytes.sum() > limits.creditBudgetBytes()) {
      return 0;
    }
    int share = Math.min(MAX_GISTS_OF_SESSION, MAX_GISTS / Math.max(1, all.size()));
    int left = Math.max(share, limits.maxBatchGists()) - underWayCount;
    return left <= 0 ? 0 : Math.max(1, left / limits.maxBatchGists());
  }

  /** Bytes of batches and answers that all sessions have on their way to the disk. */
  public long underWayBytes() {
    return underWayBytes.sum();
  }

  /** A session has so many bytes more (or fewer) on their way to the disk. */
  void underWay(long changeBytes) {
    underWayBytes.add(changeBytes);
  }

  /** Makes this the one session of its epoch; an older one is fenced. */
  void claim(EpochKey epoch, SessionStream stream) {
    SessionStream older = byEpoch.put(epoch, stream);
    if (older != null) {
      older.fenced();
    }
  }

  /** The stream counts no more, and its epoch has no session unless a newer one has claimed it. */
  void free(EpochKey epochOrNull, SessionStream stream) {
    if (stream.leave()) {
      shares.give(stream.caller().tenant(), 1);
    }
    if (epochOrNull != null) {
      byEpoch.remove(epochOrNull, stream);
    }
  }

  void ended(SessionStream stream, EpochKey epochOrNull) {
    all.remove(stream);
    free(epochOrNull, stream);
  }

  /** Lets time pass for every session; to be called about once a second. */
  public void tick() {
    wanted.forgetOld(nowMillis());
    all.forEach(SessionStream::tick);
  }

  /**
   * Requests more layers from the client of an epoch, or keeps the request until it comes.
   *
   * @return {@code ASKED} or {@code KEPT}
   * @throws Refusal {@code REFINE_UNSUPPORTED} when the client is here and does not know how,
   *     {@code SERVER_BUSY} when too much waits already
   */
  public LayerRequestState refine(EpochKey epoch, LayersWanted layers) {
    SessionStream present = byEpoch.get(epoch);
    if (present != null && present.declinesRefines()) {
      throw SessionRefusals.refineUnsupported(
          epoch.source().toName(), "its client does not know the feature refine");
    }
    wanted.add(epoch, layers, nowMillis());
    // Looked up after it was kept: a client that comes in between finds it there by itself.
    SessionStream asked = byEpoch.get(epoch);
    if (asked == null) {
      return LayerRequestState.LAYER_REQUEST_STATE_KEPT;
    }
    asked.wanted();
    return LayerRequestState.LAYER_REQUEST_STATE_ASKED;
  }

  Optional<LayersWanted> takeWanted(EpochKey epoch) {
    return wanted.take(epoch);
  }

  /**
   * Lets no one in any more, requests everybody to leave, and returns when they have, or when the
   * wait is over and they were made to.
   */
  public void drain() throws InterruptedException {
    draining = true;
    all.forEach(stream -> stream.drain(DrainReason.DRAIN_REASON_SHUTDOWN));
    long deadline =
        System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(limits.drainWaitMillis() + 1000L);
    while (!all.isEmpty() && System.nanoTime() < deadline) {
      Thread.sleep(POLL_MILLIS);
      tick();
    }
  }
}
