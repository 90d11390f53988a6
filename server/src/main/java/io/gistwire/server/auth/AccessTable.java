package io.gistwire.server.auth;

import io.gistwire.proto.v1.ErrorReason;
import io.gistwire.proto.v1.Permission;
import io.gistwire.server.refusal.Refusal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What each RPC needs: a permission, and what of the server it may reach with it. An RPC of {@code
 * gistwire.v1} without a row is refused to everybody. Immutable.
 */
public final class AccessTable {
  private static final String PACKAGE = "gistwire.v1.";

  private static final Map<String, Row> ROWS = new LinkedHashMap<>();

  /** What of the server a call may reach. */
  public enum Scope {
    /** Gists, alerts and so on of the sources that the caller covers. */
    SOURCES,
    /** All of the caller's tenant. */
    TENANT,
    /** What tenants share and may all read, such as packs. */
    SHARED,
    /** The whole server: operators only. */
    SERVER
  }

  /**
   * One row.
   *
   * @param rpc {@code Service/Method}, without the package
   */
  public record Row(String rpc, Permission permission, Scope scope) {}

  static {
    Permission send = Permission.PERMISSION_SEND;
    Permission read = Permission.PERMISSION_READ;
    Permission write = Permission.PERMISSION_WRITE;
    Permission admin = Permission.PERMISSION_ADMIN;
    Permission operator = Permission.PERMISSION_OPERATOR;
    rows("SessionService", send, Scope.SOURCES, "Exchange");
    rows("GistService", send, Scope.SOURCES, "CreateGist");
    rows("GistService", read, Scope.SOURCES, "GetGist", "ListGists", "ListSources");
    rows("GistService", read, Scope.SOURCES, "DescribeGist", "RenderGist", "ExportGists");
    rows("GistService", read, Scope.SOURCES, "FollowGists");
    rows("GistService", write, Scope.SOURCES, "DeleteGist", "RequestLayers");
    rows("SearchService", read, Scope.SOURCES, "Search", "Classify", "Sample");
    rows("SearchService", read, Scope.SOURCES, "GroupNearDuplicates");
    rows("SearchService", read, Scope.SHARED, "EmbedText", "EmbedPhoto");
    rows("PackService", read, Scope.SHARED, "ListPacks", "GetPack", "DownloadPack");
    rows("WatchService", read, Scope.SOURCES, "GetWatch", "ListWatches", "TestWatch");
    rows("WatchService", read, Scope.SOURCES, "ListAlerts", "Watch");
    rows("WatchService", write, Scope.SOURCES, "CreateWatch", "UpdateWatch", "DeleteWatch");
    rows("WatchService", write, Scope.SOURCES, "AcknowledgeAlert");
    rows("AdminService", admin, Scope.SOURCES, "CreateToken", "ListTokens", "RevokeToken");
    rows("AdminService", admin, Scope.SOURCES, "GetStats");
    rows("AdminService", admin, Scope.TENANT, "GetRetention", "UpdateRetention");
    rows("AdminService", operator, Scope.SERVER, "CheckLedger", "BackupLedger");
    rows("AdminService", operator, Scope.SERVER, "CompactLedger", "Reindex");
  }

  private AccessTable() {}

  private static void rows(String service, Permission permission, Scope scope, String... methods) {
    for (String method : methods) {
      String rpc = service + "/" + method;
      if (ROWS.put(rpc, new Row(rpc, permission, scope)) != null) {
        throw new IllegalStateException(rpc + " has two rows");
      }
    }
  }

  /** All rows, in the order of the documentation. */
  public static List<Row> rows() {
    return new ArrayList<>(ROWS.values());
  }

  /** The row of an RPC by its full name, {@code gistwire.v1.Service/Method}. */
  public static Optional<Row> row(String fullName) {
    return fullName.startsWith(PACKAGE)
        ? Optional.ofNullable(ROWS.get(fullName.substring(PACKAGE.length())))
        : Optional.empty();
  }

  /**
   * Refuses a call whose caller lacks the permission of its row. Services outside {@code
   * gistwire.v1}, such as reflection, need a caller and no permission.
   *
   * @throws Refusal {@code PERMISSION_MISSING}
   */
  static void check(String fullName, Caller caller) {
    if (!fullName.startsWith(PACKAGE)) {
      return;
    }
    Row row =
        row(fullName)
            .orElseThrow(
                () ->
                    Refusal.of(
                        ErrorReason.ERROR_REASON_PERMISSION_MISSING,
                        fullName + " is not in the server's table of permissions; report this"));
    caller.require(row.permission());
  }
}
