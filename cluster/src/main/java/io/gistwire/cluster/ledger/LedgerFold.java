package io.gistwire.cluster.ledger;

import io.gistwire.proto.v1.SkipReason;
import io.gistwire.server.ledger.EpochKey;
import io.gistwire.server.ledger.LedgerStats;
import io.gistwire.server.ledger.Retention;
import io.gistwire.server.ledger.SourceKey;
import io.gistwire.server.ledger.SourceRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * State that follows from the chain of commits: leases, what each epoch holds, sums. Equal on every
 * server that has applied the same commits. Thread-safe.
 */
final class LedgerFold {
  private final Map<String, NavigableMap<String, SourceState>> sources = new HashMap<>();
  private final ConcurrentMap<String, Long> tenantBytes = new ConcurrentHashMap<>();
  private final Map<String, TenantState> tenants = new HashMap<>();
  private final Set<SourceKey> dirtySources = new HashSet<>();
  private final Set<String> dirtyTenants = new HashSet<>();
  private Commit last = Commit.ZERO;
  private volatile long lastPosition;
  private volatile long prunedThrough;

  /** An epoch of a source. */
  record EpochState(long term, long heldThrough) {
    static final EpochState NEW = new EpochState(0, 0);
  }

  /** A source, as it is also kept in checkpoints. */
  static final class SourceState {
    final SourceKey key;
    final Map<Long, EpochState> epochs = new HashMap<>();
    @Nullable Long unaryEpoch;
    long gistCount;
    long layerBytes;
    long skippedCount;
    long lostCount;
    long rejectedCount;
    long lastReceiveMillis;
    long clockSkewMillis;

    /** Commits through this one are in it. */
    long asOf;

    SourceState(SourceKey key) {
      this.key = key;
    }

    SourceRecord record() {
      return new SourceRecord(
          key,
          gistCount,
          layerBytes,
          skippedCount,
          lostCount,
          rejectedCount,
          lastReceiveMillis,
          clockSkewMillis);
    }
  }

  /** What a tenant keeps. */
  record TenantState(Retention retention, long asOf) {}

  /** Position of the last event. Never blocks. */
  long lastPosition() {
    return lastPosition;
  }

  /** See {@code LedgerLog}. Never blocks. */
  long prunedThrough() {
    return prunedThrough;
  }

  /** Layer bytes of a tenant. Never blocks. */
  long layerBytes(String tenant) {
    return tenantBytes.getOrDefault(tenant, 0L);
  }

  synchronized Commit last() {
    return last;
  }

  synchronized EpochState epoch(EpochKey epoch) {
    SourceState source = find(epoch.source());
    return source == null
        ? EpochState.NEW
        : source.epochs.getOrDefault(epoch.epoch(), EpochState.NEW);
  }

  synchronized OptionalLong unaryEpoch(SourceKey key) {
    SourceState source = find(key);
    return source == null || source.unaryEpoch == null
        ? OptionalLong.empty()
        : OptionalLong.of(source.unaryEpoch);
  }

  synchronized Retention retention(String tenant) {
    TenantState state = tenants.get(tenant);
    return state == null ? Retention.FOREVER : state.retention();
  }

  synchronized Map<String, Retention> retentions() {
    Map<String, Retention> all = new HashMap<>();
    tenants.forEach((tenant, state) -> all.put(tenant, state.retention()));
    return all;
  }

  synchronized List<SourceRecord> sources(String tenant, String afterName, int limit) {
    return of(tenant).tailMap(afterName, false).values().stream()
        .limit(limit)
        .map(SourceState::record)
        .toList();
  }

  synchronized LedgerStats stats(Optional<String> tenant, List<String> names, long fileBytes) {
    long[] sums = new long[6];
    Collection<String> wanted = tenant.isPresent() ? List.of(tenant.get()) : sources.keySet();
    Set<String> named = new HashSet<>(names);
    for (String one : wanted) {
      for (SourceState source : of(one).values()) {
        if (named.isEmpty() || named.contains(source.key.source())) {
          sums[0]++;
          sums[1] += source.gistCount;
          sums[2] += source.layerBytes;
          sums[3] += source.skippedCount;
          sums[4] += source.lostCount;
          sums[5] += source.rejectedCount;
        }
      }
    }
    return new LedgerStats(sums[0], sums[1], sums[2], sums[3], sums[4], sums[5], fileBytes);
  }

  private NavigableMap<String, SourceState> of(String tenant) {
    return sources.getOrDefault(tenant, new TreeMap<>());
  }

  private @Nullable SourceState find(SourceKey key) {
    return of(key.tenant()).get(key.source());
  }

  private SourceState require(SourceKey key) {
    return sources
        .computeIfAbsent(key.tenant(), name -> new TreeMap<>())
        .computeIfAbsent(key.source(), name -> new SourceState(key));
  }

  /** Applies the commit after the last one. */
  synchronized void apply(Commit commit) {
    if (commit.number() != last.number() + 1 || !commit.previous().equals(last.id())) {
      throw new IllegalStateException(
          "commit " + commit.number() + " does not follow " + last.number() + " of this chain");
    }
    for (CommitEntry entry : commit.changes()) {
      apply(commit.number(), entry);
    }
    last = commit;
    lastPosition = commit.lastPosition();
  }

  private void apply(long number, CommitEntry entry) {
    if (entry.kind() == CommitEntry.Kind.PRUNE) {
      prunedThrough = Math.max(prunedThrough, entry.value());
    } else if (entry.kind() == CommitEntry.Kind.RETENTION) {
      String tenant = String.valueOf(entry.tenant());
      TenantState state = tenants.get(tenant);
      if (state == null || state.asOf() < number) {
        tenants.put(tenant, new TenantState(entry.keptBy(), number));
        dirtyTenants.add(tenant);
      }
    } else {
      SourceState source = require(entry.sourceKey());
      if (source.asOf < number) {
        apply(source, entry);
        dirtySources.add(source.key);
      }
    }
  }

  private void apply(SourceState source, CommitEntry entry) {
    long epochNumber = entry.epochKey().epoch();
    EpochState epoch = source.epochs.getOrDefault(epochNumber, EpochState.NEW);
    long count = entry.last() - entry.first() + 1;
    switch (entry.kind()) {
      case LEASE -> {
        source.epochs.put(epochNumber, new EpochState(epoch.term() + 1, epoch.heldThrough()));
        if (entry.value() != CommitEntry.SAME_SKEW) {
          source.clockSkewMillis = entry.value();
        }
      }
      case UNARY_EPOCH -> source.unaryEpoch = epochNumber;
      case PUT -> source.gistCount += count;
      case DELETE -> source.gistCount--;
      case REJECT -> source.rejectedCount++;
      case SKIP -> {
        source.skippedCount += count;
        if (entry.reason() == SkipReason.SKIP_REASON_LOST_VALUE) {
          source.lostCount += count;
        }
      }
      default -> {}
    }
    if (consumes(entry.kind())) {
      source.epochs.put(epochNumber, new EpochState(epoch.term(), entry.last()));
    }
    if (consumes(entry.kind()) || entry.kind() == CommitEntry.Kind.LAYERS) {
      source.lastReceiveMillis = entry.millis();
    }
    if (entry.bytes() != 0) {
      source.layerBytes += entry.bytes();
      tenantBytes.merge(source.key.tenant(), entry.bytes(), Long::sum);
    }
  }

  private static boolean consumes(CommitEntry.Kind kind) {
    return kind == CommitEntry.Kind.PUT
        || kind == CommitEntry.Kind.SKIP
        || kind == CommitEntry.Kind.REJECT;
  }

  /** What changed since the last call, as of the last commit. */
  synchronized Changes takeChanges() {
    List<SourceSnapshot> changedSources = new ArrayList<>();
    for (SourceKey key : dirtySources) {
      SourceState source = require(key);
      changedSources.add(SourceSnapshot.of(source, last.number()));
    }
    Map<String, Retention> changedTenants = new HashMap<>();
    dirtyTenants.forEach(tenant -> changedTenants.put(tenant, retention(tenant)));
    dirtySources.clear();
    dirtyTenants.clear();
    return new Changes(last, prunedThrough, changedSources, changedTenants);
  }

  /** Puts changes back that could not be written. */
  synchronized void restoreChanges(Changes changes) {
    changes.sources().forEach(snapshot -> dirtySources.add(snapshot.key()));
    dirtyTenants.addAll(changes.tenants().keySet());
  }

  /** Starts from a checkpoint. */
  synchronized void load(
      Commit at, long pruned, List<SourceSnapshot> snapshots, Map<String, TenantState> retentions) {
    last = at;
    lastPosition = at.lastPosition();
    prunedThrough = pruned;
    for (SourceSnapshot snapshot : snapshots) {
      SourceState source = snapshot.state();
      sources
          .computeIfAbsent(source.key.tenant(), name -> new TreeMap<>())
          .put(source.key.source(), source);
      tenantBytes.merge(source.key.tenant(), source.layerBytes, Long::sum);
    }
    tenants.putAll(retentions);
  }

  /** Sources and tenants to write to a checkpoint. */
  record Changes(
      Commit at,
      long prunedThrough,
      List<SourceSnapshot> sources,
      Map<String, Retention> tenants) {}
}
