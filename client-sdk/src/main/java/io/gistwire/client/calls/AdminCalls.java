package io.gistwire.client.calls;

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
import io.gistwire.proto.v1.ReindexRequest;
import io.gistwire.proto.v1.ReindexResponse;
import io.gistwire.proto.v1.RevokeTokenRequest;
import io.gistwire.proto.v1.RevokeTokenResponse;
import io.gistwire.proto.v1.UpdateRetentionRequest;
import io.gistwire.proto.v1.UpdateRetentionResponse;
import io.grpc.Channel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Figures, retention and tokens of a tenant for its administrator, of every tenant for the
 * operator, who alone may check, back up, compact and index anew. Thread-safe.
 */
public final class AdminCalls {
  private final Unary calls;

  /** Calls on a channel; futures complete on the executor. */
  public AdminCalls(Channel channel, Executor executor) {
    this.calls = new Unary(channel, executor);
  }

  /** Figures of the caller's tenant, or of the whole server for an operator. */
  public CompletableFuture<GetStatsResponse> stats(GetStatsRequest request) {
    return calls.call(AdminServiceGrpc.getGetStatsMethod(), request);
  }

  /** What is kept of a tenant, and for how long. */
  public CompletableFuture<GetRetentionResponse> retention(GetRetentionRequest request) {
    return calls.call(AdminServiceGrpc.getGetRetentionMethod(), request);
  }

  /** Changes that; with {@code validate_only} counts what would be deleted. */
  public CompletableFuture<UpdateRetentionResponse> updateRetention(
      UpdateRetentionRequest request) {
    return calls.call(AdminServiceGrpc.getUpdateRetentionMethod(), request);
  }

  /** Makes a token; the answer has its secret, which is shown this once. */
  public CompletableFuture<CreateTokenResponse> createToken(CreateTokenRequest request) {
    return calls.call(AdminServiceGrpc.getCreateTokenMethod(), request);
  }

  /** One page of tokens, without secrets. */
  public CompletableFuture<ListTokensResponse> tokens(ListTokensRequest request) {
    return calls.call(AdminServiceGrpc.getListTokensMethod(), request);
  }

  /** Makes a token void at once, and ends its streams. */
  public CompletableFuture<RevokeTokenResponse> revokeToken(RevokeTokenRequest request) {
    return calls.call(AdminServiceGrpc.getRevokeTokenMethod(), request);
  }

  /** Backs up everything that the server keeps, while it serves; progress, then the file. */
  public ResultStream<BackupLedgerResponse> backup(BackupLedgerRequest request) {
    return calls.stream(AdminServiceGrpc.getBackupLedgerMethod(), request);
  }

  /** Checks the ledger; progress, then what was found. */
  public ResultStream<CheckLedgerResponse> check(CheckLedgerRequest request) {
    return calls.stream(AdminServiceGrpc.getCheckLedgerMethod(), request);
  }

  /** Gives the space of deleted gists back to the disk. */
  public CompletableFuture<CompactLedgerResponse> compact(CompactLedgerRequest request) {
    return calls.call(AdminServiceGrpc.getCompactLedgerMethod(), request);
  }

  /** Builds the index anew from the log while the old one serves; progress. */
  public ResultStream<ReindexResponse> reindex(ReindexRequest request) {
    return calls.stream(AdminServiceGrpc.getReindexMethod(), request);
  }
}
