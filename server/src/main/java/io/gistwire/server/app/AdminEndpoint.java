package io.gistwire.server.app;

import io.gistwire.server.admin.BackupLimits;
import io.gistwire.server.admin.IndexUpkeep;
import io.gistwire.server.admin.OperatorService;
import io.gistwire.server.admin.RetentionSchedule;
import io.gistwire.server.admin.ServerFigures;
import io.gistwire.server.auth.LiveCalls;
import io.gistwire.server.auth.TokenStore;
import io.gistwire.server.ledger.Ledger;
import io.gistwire.server.paging.PageTokens;
import io.gistwire.server.storage.DataFolder;
import io.quarkus.grpc.GrpcService;
import jakarta.inject.Inject;

/** {@code gistwire.v1.AdminService} on Quarkus' gRPC server. */
@GrpcService
class AdminEndpoint extends CheckedEndpoint {
  @Inject
  AdminEndpoint(
      Ledger ledger,
      DataFolder folder,
      TokenStore tokens,
      PageTokens pages,
      LiveCalls live,
      IndexUpkeep index,
      ServerFigures figures,
      RetentionSchedule retention,
      GistwireConfig settings,
      ServerThreads threads) {
    super(
        new OperatorService(
            ledger,
            folder,
            new BackupLimits(settings.backup().maxBytes(), settings.backup().minFreeBytes()),
            tokens,
            pages,
            live,
            index,
            figures,
            retention,
            threads.calls(),
            threads.streams()));
  }
}
