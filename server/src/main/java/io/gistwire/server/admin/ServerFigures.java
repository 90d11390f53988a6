package io.gistwire.server.admin;

import com.google.protobuf.util.Durations;
import io.gistwire.proto.v1.GetStatsRequest;
import io.gistwire.proto.v1.GetStatsResponse;
import io.gistwire.server.auth.Caller;
import io.gistwire.server.ledger.Ledger;
import io.gistwire.server.ledger.LedgerEvent;
import io.gistwire.server.ledger.LedgerState;
import io.gistwire.server.ledger.LedgerStats;
import io.gistwire.server.packs.ServedPacks;
import io.gistwire.server.session.SessionRegistry;
import io.gistwire.server.storage.DataFolder;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Figures of the whole server and of single tenants. */
public final class ServerFigures {
  private final String version;
  private final Ledger ledger;
  private final DataFolder folder;
  private final SessionRegistry sessions;
  private final ServedPacks packs;
  private final IndexUpkeep index;
  private final WatchFigures watches;

  /** Figures of these parts of the server. */
  public ServerFigures(
      String version,
      Ledger ledger,
      DataFolder folder,
      SessionRegistry sessions,
      ServedPacks packs,
      IndexUpkeep index,
      WatchFigures watches) {
    this.version = version;
    this.ledger = ledger;
    this.folder = folder;
    this.sessions = sessions;
    this.packs = packs;
    this.index = index;
    this.watches = watches;
  }

  /**
   * Figures of a tenant for its administrator, of the sources that it covers; of the whole server,
   * or of the tenant that is asked for, for an operator.
   */
  GetStatsResponse read(Caller caller, GetStatsRequest request) throws IOException {
    if (caller.isOperator() && request.getTenant().isEmpty()) {
      return server();
    }
    String tenant = TokenScope.tenant(caller, "tenant", request.getTenant());
    return tenant(
        tenant.equals(caller.tenant()) ? caller : new Caller(tenant, "", Set.of(), List.of()));
  }

  /** Nothing here tells how much other tenants send: no positions, no sizes of shared files. */
  private GetStatsResponse tenant(Caller caller) {
    String tenant = caller.tenant();
    return sums(ledger.stats(Optional.of(tenant), caller.sources()))
        .setSessionCount(sessions.count(caller))
        .setWatchCount(watches.count(tenant))
        .build();
  }

  private GetStatsResponse server() throws IOException {
    LedgerStats stats = ledger.stats(Optional.empty());
    return sums(stats)
        .setLedgerPosition(ledger.log().lastPosition())
        .setLedgerSizeBytes(stats.fileBytes())
        .setDiskFreeBytes(Files.getFileStore(folder.path()).getUsableSpace())
        .setIndexPosition(index.position())
        .setIndexSizeBytes(index.sizeBytes())
        .setSessionCount(sessions.count())
        .setWatchCount(watches.count())
        .setWatchPosition(watches.position())
        .build();
  }

  private GetStatsResponse.Builder sums(LedgerStats stats) {
    return GetStatsResponse.newBuilder()
        .setServerVersion(version)
        .setUptime(Durations.fromMillis(ManagementFactory.getRuntimeMXBean().getUptime()))
        .setGistCount(stats.gistCount())
        .setLayerBytes(stats.layerBytes())
        .setSourceCount(stats.sourceCount())
        .setSkippedCount(stats.skippedCount())
        .setLostCount(stats.lostCount())
        .setRejectedCount(stats.rejectedCount())
        .setIndexLag(Durations.fromMillis(indexLagMillis()))
        .addAllPacks(packs.names())
        .setLedgerState(describe(ledger.state()));
  }

  /** Age of the oldest event that is durable and that searches do not see yet; 0 without one. */
  public long indexLagMillis() {
    long position = index.position();
    if (position >= ledger.log().lastPosition()) {
      return 0;
    }
    List<LedgerEvent> next = ledger.log().readAfter(position, 1).events();
    return next.isEmpty()
        ? 0
        : Math.max(0, System.currentTimeMillis() - next.get(0).receivedMillis());
  }

  private static String describe(LedgerState state) {
    return state.isRunning()
        ? "running"
        : state.kind().name().toLowerCase(java.util.Locale.ROOT) + ": " + state.reason();
  }
}
