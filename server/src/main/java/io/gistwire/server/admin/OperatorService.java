package io.gistwire.server.admin;

import io.gistwire.proto.v1.AdminServiceGrpc;
import io.gistwire.proto.v1.BackupLedgerRequest;
import io.gistwire.proto.v1.BackupLedgerResponse;
import io.gistwire.proto.v1.CheckLedgerRequest;
import io.gistwire.proto.v1.CheckLedgerResponse;
import io.gistwire.proto.v1.CompactLedgerRequest;
import io.gistwire.proto.v1.CompactLedgerResponse;
import io.gistwire.proto.v1.CreateTokenRequest;
import io.gistwire.proto.v1.CreateTokenResponse;
import io.gistwire.proto.v1.GetRetentionRequest;
import io.gistwire.proto.v1.GetRetentionResponse;
import io.gistwire.proto.v1.GetStatsRequest;
import io.gistwire.proto.v1.GetStatsResponse;
import io.gistwire.proto.v1.ListTokensRequest;
import io.gistwire.proto.v1.ListTokensResponse;
import io.gistwire.proto.v1.Permission;
import io.gistwire.proto.v1.ReindexRequest;
import io.gistwire.proto.v1.ReindexResponse;
import io.gistwire.proto.v1.RevokeTokenRequest;
import io.gistwire.proto.v1.RevokeTokenResponse;
import io.gistwire.proto.v1.UpdateRetentionRequest;
import io.gistwire.proto.v1.UpdateRetentionResponse;
import io.gistwire.server.auth.Caller;
import io.gistwire.server.auth.LiveCalls;
import io.gistwire.server.auth.TokenStore;
import io.gistwire.server.calls.CallExecutor;
import io.gistwire.server.calls.PacedAnswers;
import io.gistwire.server.ledger.Ledger;
import io.gistwire.server.paging.PageTokens;
import io.gistwire.server.storage.DataFolder;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.ExecutorService;

/** {@code gistwire.v1.AdminService}. */
public class OperatorService extends AdminServiceGrpc.AdminServiceImplBase {
  private static final Permission ADMIN = Permission.PERMISSION_ADMIN;
  private static final Permission OPERATOR = Permission.PERMISSION_OPERATOR;

  private final CallExecutor calls;
  private final ExecutorService streams;
  private final LedgerTasks ledgerTasks;
  private final IndexTask indexTask;
  private final TokenCalls tokenCalls;
  private final RetentionCalls retentionCalls;
  private final ServerFigures figures;

  /**
   * The service over these.
   *
   * @param backups disk that they may take
   * @param live calls that end when their token is revoked
   * @param retention when gists are deleted that are not kept any more
   */
  public OperatorService(
      Ledger ledger,
      DataFolder folder,
      BackupLimits backups,
      TokenStore tokens,
      PageTokens pages,
      LiveCalls live,
      IndexUpkeep index,
      ServerFigures figures,
      RetentionSchedule retention,
      CallExecutor calls,
      ExecutorService streams) {
    TaskGate gate = new TaskGate();
    this.calls = calls;
    this.streams = streams;
    this.figures = figures;
    ledgerTasks = new LedgerTasks(ledger, folder, backups, gate);
    indexTask = new IndexTask(index, gate);
    tokenCalls = new TokenCalls(tokens, pages, live);
    retentionCalls = new RetentionCalls(ledger, retention);
  }

  private static Caller admit() {
    return Caller.current().require(OPERATOR);
  }

  @Override
  public void checkLedger(
      CheckLedgerRequest request, StreamObserver<CheckLedgerResponse> observer) {
    PacedAnswers.answer(
        observer,
        streams,
        OperatorService::admit,
        (caller, answers) -> ledgerTasks.check(request, answers));
  }

  @Override
  public void backupLedger(
      BackupLedgerRequest request, StreamObserver<BackupLedgerResponse> observer) {
    PacedAnswers.answer(
        observer,
        streams,
        OperatorService::admit,
        (caller, answers) -> ledgerTasks.backup(caller, request, answers));
  }

  @Override
  public void reindex(ReindexRequest request, StreamObserver<ReindexResponse> observer) {
    PacedAnswers.answer(
        observer,
        streams,
        OperatorService::admit,
        (caller, answers) -> indexTask.rebuild(request, answers));
  }

  @Override
  public void compactLedger(
      CompactLedgerRequest request, StreamObserver<CompactLedgerResponse> observer) {
    calls.answer(observer, OPERATOR, call -> ledgerTasks.compact(call, request));
  }

  @Override
  public void getStats(GetStatsRequest request, StreamObserver<GetStatsResponse> observer) {
    calls.answer(observer, ADMIN, call -> figures.read(call.caller(), request));
  }

  @Override
  public void getRetention(
      GetRetentionRequest request, StreamObserver<GetRetentionResponse> observer) {
    calls.answer(observer, ADMIN, call -> retentionCalls.get(call.caller(), request));
  }

  @Override
  public void updateRetention(
      UpdateRetentionRequest request, StreamObserver<UpdateRetentionResponse> observer) {
    calls.answer(observer, ADMIN, call -> retentionCalls.update(call, request));
  }

  @Override
  public void createToken(
      CreateTokenRequest request, StreamObserver<CreateTokenResponse> observer) {
    calls.answer(observer, ADMIN, call -> tokenCalls.create(call.caller(), request));
  }

  @Override
  public void listTokens(ListTokensRequest request, StreamObserver<ListTokensResponse> observer) {
    calls.answer(observer, ADMIN, call -> tokenCalls.list(call.caller(), request));
  }

  @Override
  public void revokeToken(
      RevokeTokenRequest request, StreamObserver<RevokeTokenResponse> observer) {
    calls.answer(observer, ADMIN, call -> tokenCalls.revoke(call.caller(), request));
  }
}
