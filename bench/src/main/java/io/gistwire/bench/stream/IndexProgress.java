package io.gistwire.bench.stream;

import io.gistwire.bench.figures.Figures;
import io.gistwire.proto.v1.AdminServiceGrpc;
import io.gistwire.proto.v1.GetStatsRequest;
import io.gistwire.proto.v1.GetStatsResponse;
import io.grpc.Channel;
import java.util.concurrent.TimeUnit;

/** How far a server's index is behind its ledger, and how long it takes to catch up. */
final class IndexProgress {
  private static final int PATIENCE_SECONDS = 300;
  private static final int LOOK_MILLIS = 250;

  private final AdminServiceGrpc.AdminServiceBlockingStub admin;

  IndexProgress(Channel channel) {
    admin = AdminServiceGrpc.newBlockingStub(channel);
  }

  /** Right after a load: positions and seconds behind, then the seconds until it is there. */
  void measure(String name, Figures figures) throws InterruptedException {
    GetStatsResponse stats = admin.getStats(GetStatsRequest.getDefaultInstance());
    long goal = stats.getLedgerPosition();
    figures
        .add(
            name + "_index_behind",
            goal - stats.getIndexPosition(),
            "gists",
            null,
            Figures.Better.LOWER)
        .add(
            name + "_index_lag_seconds",
            stats.getIndexLag().getSeconds() + stats.getIndexLag().getNanos() / 1e9,
            "s",
            null,
            Figures.Better.LOWER);
    long startNanos = System.nanoTime();
    long endNanos = startNanos + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (stats.getIndexPosition() < goal && System.nanoTime() < endNanos) {
      Thread.sleep(LOOK_MILLIS);
      stats = admin.getStats(GetStatsRequest.getDefaultInstance());
    }
    if (stats.getIndexPosition() < goal) {
      figures.note(
          "After "
              + PATIENCE_SECONDS
              + " s the index was still "
              + (goal - stats.getIndexPosition())
              + " gists behind ("
              + name
              + ").");
    }
    figures.add(
        name + "_index_catch_up_seconds",
        (System.nanoTime() - startNanos) / 1e9,
        "s",
        null,
        Figures.Better.LOWER);
  }
}
