package io.gistwire.server.services;

import static io.gistwire.server.refusal.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import io.gistwire.proto.v1.CreateGistRequest;
import io.gistwire.proto.v1.CreateWatchRequest;
import io.gistwire.proto.v1.ListAlertsRequest;
import io.gistwire.proto.v1.Permission;
import io.gistwire.proto.v1.Query;
import io.gistwire.proto.v1.QueryTerm;
import io.gistwire.proto.v1.Watch;
import io.gistwire.proto.v1.WatchCondition;
import io.gistwire.proto.v1.WatchServiceGrpc;
import io.gistwire.server.auth.AccessTable;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every RPC with every kind of caller, by real calls: without a token, with each permission alone,
 * as the tenant that owns what is asked for, as another tenant, as another source of the same
 * tenant, as the operator. An RPC without a row fails.
 */
@Timeout(300)
class AccessTableTest {
  /** Occurs in every answer that shows something of acme. */
  private static final String MARK = "secretcam";

  private static final String SHOWS = "shows it";
  private static final String HIDES = "OK, without it";
  private static final String OK = "OK";
  private static final String MISSING = "NOT_FOUND NOT_FOUND";
  private static final String FORBIDDEN = "PERMISSION_DENIED SOURCE_FORBIDDEN";
  private static final String DENIED = "PERMISSION_DENIED PERMISSION_MISSING";

  @TempDir static Path path;
  private static WholeServer server;
  private static Map<String, String> names;

  /**
   * A request that names something of acme, as text, and what callers with every permission of a
   * tenant get for it.
   *
   * @param owner acme, all sources
   * @param stranger umbrella, all sources
   * @param neighbour acme, another source only
   */
  private record Row(String request, String owner, String stranger, String neighbour) {}

  private static final Map<String, Row> ROWS = new LinkedHashMap<>();

  private static void row(
      String rpc, String request, String owner, String stranger, String neighbour) {
    ROWS.put(rpc, new Row(request, owner, stranger, neighbour));
  }

  static {
    String one = "name: '$gist'";
    String code = "code_fingerprint: '$code_fingerprint'";
    row("GistService/GetGist", one, SHOWS, MISSING, FORBIDDEN);
    row("GistService/ListGists", "", SHOWS, HIDES, HIDES);
    row("GistService/ListSources", "", SHOWS, HIDES, HIDES);
    row("GistService/DescribeGist", one, OK, MISSING, FORBIDDEN);
    row("GistService/RenderGist", one, "UNIMPLEMENTED NOT_SERVED", null, null);
    row("GistService/ExportGists", "", SHOWS, HIDES, HIDES);
    row("GistService/FollowGists", "after_position: 0", SHOWS, HIDES, HIDES);
    row(
        "GistService/RequestLayers",
        "names: '$gist' layers: LAYER_KIND_THUMBNAIL",
        "FAILED_PRECONDITION REFINE_UNSUPPORTED",
        MISSING,
        FORBIDDEN);
    row("SearchService/Search", "query { terms { code: '$code' } }", SHOWS, HIDES, HIDES);
    row(
        "SearchService/Classify",
        "labels { label: 'a' } labels { label: 'b' } gist: '$gist'",
        OK,
        MISSING,
        MISSING);
    row("SearchService/Sample", "sample_count: 9", SHOWS, HIDES, HIDES);
    row("SearchService/GroupNearDuplicates", "min_similarity: 0.9", SHOWS, HIDES, HIDES);
    row("SearchService/EmbedText", "texts: 'a dog'", OK, OK, OK);
    row("SearchService/EmbedPhoto", "", "INVALID_ARGUMENT PHOTO_UNREADABLE", null, null);
    row("PackService/ListPacks", "", OK, OK, OK);
    row("PackService/GetPack", "name: 'packs/current'", OK, OK, OK);
    row("PackService/DownloadPack", "name: 'packs/current'", OK, OK, OK);
    row("WatchService/GetWatch", "name: '$watch'", SHOWS, MISSING, MISSING);
    row("WatchService/ListWatches", "", SHOWS, HIDES, HIDES);
    row(
        "WatchService/TestWatch",
        "watch { min_score: 0.1 condition { query { terms { code: '$code' } } } }",
        SHOWS,
        HIDES,
        HIDES);
    row("WatchService/ListAlerts", "", SHOWS, HIDES, HIDES);
    row("WatchService/Watch", "after_position: 0", SHOWS, HIDES, HIDES);
    row("WatchService/AcknowledgeAlert", "name: '$alert'", SHOWS, MISSING, MISSING);
    row(
        "WatchService/UpdateWatch",
        "watch { name: '$watch' display_name: 'secretcam 2' } update_mask { paths: 'display_name'"
            + " }",
        SHOWS,
        MISSING,
        MISSING);
    row(
        "AdminService/CreateToken",
        "token { tenant: 'acme' permissions: PERMISSION_READ }",
        OK,
        DENIED,
        OK);
    row("AdminService/ListTokens", "", SHOWS, HIDES, HIDES);
    row("AdminService/RevokeToken", "name: '$token'", SHOWS, MISSING, MISSING);
    row("AdminService/GetStats", "", OK, HIDES, HIDES);
    row("AdminService/GetRetention", "tenant: 'acme'", OK, DENIED, OK);
    row("AdminService/UpdateRetention", "tenant: 'acme' retention { }", OK, DENIED, FORBIDDEN);
    for (String task : List.of("CheckLedger", "BackupLedger", "CompactLedger", "Reindex")) {
      row("AdminService/" + task, "", DENIED, DENIED, DENIED);
    }
    row(
        "GistService/CreateGist",
        "parent: 'sources/secretcam' gist { layers { kind: LAYER_KIND_EMBEDDING data: '$code' } } "
            + code,
        SHOWS,
        null,
        FORBIDDEN);
    row("WatchService/CreateWatch", "watch { }", "INVALID_ARGUMENT FIELD_INVALID", null, null);
    row("WatchService/DeleteWatch", "name: '$watch'", OK, MISSING, MISSING);
    row("GistService/DeleteGist", one, OK, MISSING, FORBIDDEN);
    // Last: the stranger then has a source of this name, too.
    row(
        "SessionService/Exchange",
        "open { source: 'sources/secretcam' epoch: 7 " + code + " }",
        OK,
        HIDES,
        FORBIDDEN);
  }

  @BeforeAll
  static void start() throws Exception {
    server = WholeServer.open(path);
    var acme = server.as("acme");
    ByteString code = ByteString.copyFrom(new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
    String gist = acme.gists().createGist(create(acme, "secretcam", code)).getGist().getName();
    var watches = WatchServiceGrpc.newBlockingStub(acme.channel());
    QueryTerm term = QueryTerm.newBuilder().setCode(code).build();
    Watch wanted =
        Watch.newBuilder()
            .setDisplayName(MARK)
            .setMinScore(0.1f)
            .setCondition(WatchCondition.newBuilder().setQuery(Query.newBuilder().addTerms(term)))
            .build();
    String watch =
        watches
            .createWatch(CreateWatchRequest.newBuilder().setWatch(wanted).build())
            .getWatch()
            .getName();
    acme.gists().createGist(create(acme, "secretcam", code));
    String alert = "";
    while (alert.isEmpty()) {
      var alerts = watches.listAlerts(ListAlertsRequest.getDefaultInstance()).getAlertsList();
      alert = alerts.isEmpty() ? "" : alerts.get(0).getName();
    }
    names =
        Map.of(
            "gist",
            gist,
            "watch",
            watch,
            "alert",
            alert,
            "token",
            server.as("acme", EnumSet.of(Permission.PERMISSION_READ), MARK).token,
            "code",
            TextFormat.escapeBytes(code),
            "code_fingerprint",
            TextFormat.escapeBytes(server.fingerprint()));
  }

  private static CreateGistRequest create(WholeServer.As caller, String source, ByteString code) {
    return CreateGistRequest.newBuilder()
        .setParent("sources/" + source)
        .setCodeFingerprint(server.fingerprint())
        .setGist(
            io.gistwire.proto.v1.Gist.newBuilder()
                .addLayers(
                    Streams.layer(
                        io.gistwire.proto.v1.LayerKind.LAYER_KIND_EMBEDDING, code.toByteArray())))
        .build();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @Test
  void every_rpc_has_a_row_in_the_table_and_in_this_test_and_no_row_is_without_rpc() {
    TreeSet<String> rpcs = new TreeSet<>(Rpcs.all().stream().map(Rpcs::name).toList());
    assertEquals(
        rpcs, new TreeSet<>(AccessTable.rows().stream().map(AccessTable.Row::rpc).toList()));
    assertEquals(rpcs, new TreeSet<>(ROWS.keySet()));
  }

  @Test
  void every_rpc_refuses_callers_without_a_good_token() {
    for (Descriptors.MethodDescriptor rpc : Rpcs.all()) {
      for (Channel channel :
          List.of(server.withoutToken(), server.withSecret("gw_guessed").channel())) {
        assertRefused(
            "UNAUTHENTICATED TOKEN_INVALID",
            () -> Rpcs.call(channel, rpc, Rpcs.empty(rpc), answer -> true));
      }
    }
  }

  @Test
  void each_permission_alone_opens_its_rows_and_no_other() throws Exception {
    for (Permission permission :
        EnumSet.range(Permission.PERMISSION_SEND, Permission.PERMISSION_OPERATOR)) {
      boolean isOperator = permission == Permission.PERMISSION_OPERATOR;
      var caller = server.as(isOperator ? "" : "empty", EnumSet.of(permission));
      for (AccessTable.Row row : AccessTable.rows()) {
        boolean isAllowed =
            row.permission() == permission
                || (isOperator && row.permission() == Permission.PERMISSION_ADMIN);
        String outcome = outcome(caller.channel(), row.rpc(), "");
        assertEquals(
            isAllowed, !outcome.equals(DENIED), permission + " " + row.rpc() + ": " + outcome);
      }
    }
  }

  @Test
  void what_belongs_to_a_tenant_or_a_source_is_reached_by_its_own_callers_only() throws Exception {
    var all = EnumSet.range(Permission.PERMISSION_SEND, Permission.PERMISSION_ADMIN);
    Channel neighbour = server.as("acme", all, "gate").channel();
    Channel stranger = server.as("umbrella", all).channel();
    Channel owner = server.as("acme", all).channel();
    List<String> wrong = new ArrayList<>();
    for (Map.Entry<String, Row> entry : ROWS.entrySet()) {
      String rpc = entry.getKey();
      Row row = entry.getValue();
      check(row.stranger(), stranger, "stranger " + rpc, row.request(), wrong);
      check(row.neighbour(), neighbour, "neighbour " + rpc, row.request(), wrong);
      check(row.owner(), owner, "owner " + rpc, row.request(), wrong);
    }
    assertEquals(List.of(), wrong);
  }

  private static void check(
      String expected, Channel channel, String call, String request, List<String> wrong)
      throws Exception {
    if (expected == null) {
      return;
    }
    String outcome = outcome(channel, call.substring(call.indexOf(' ') + 1), request);
    boolean isOk = outcome.equals(SHOWS) || outcome.equals(HIDES);
    if (!expected.equals(expected.equals(OK) && isOk ? OK : outcome)) {
      wrong.add(call + " {" + request + "}: " + outcome + " and not " + expected);
    }
  }

  /** What a call comes to: status and reason, or whether the answers show something of acme. */
  private static String outcome(Channel channel, String rpc, String request) throws Exception {
    Descriptors.MethodDescriptor method = Rpcs.named(rpc);
    try {
      List<Message> answers =
          Rpcs.call(channel, method, parse(method, request), AccessTableTest::isLast);
      assertFalse(answers.isEmpty() && rpc.endsWith("/Watch"));
      String text = answers.stream().map(Message::toString).collect(Collectors.joining());
      return text.contains(MARK) ? SHOWS : HIDES;
    } catch (StatusRuntimeException e) {
      return io.gistwire.server.refusal.Refusals.statusAndReason(e);
    }
  }

  /** Streams without an end end here: with their first word about progress, or their opening. */
  private static boolean isLast(Message answer) {
    if (answer.getDescriptorForType().getName().equals("FollowGistsResponse")) {
      return answer.getAllFields().keySet().stream()
          .allMatch(field -> field.getName().equals("position"));
    }
    return answer.getAllFields().keySet().stream()
        .anyMatch(
            field ->
                field.getFullName().equals("gistwire.v1.WatchResponse.progress")
                    || field.getFullName().equals("gistwire.v1.ExchangeResponse.opened"));
  }

  private static Message parse(Descriptors.MethodDescriptor method, String request)
      throws TextFormat.ParseException {
    String text = request;
    for (String name : new TreeSet<>(names.keySet()).descendingSet()) {
      text = text.replace("$" + name, names.get(name));
    }
    DynamicMessage.Builder builder = DynamicMessage.newBuilder(method.getInputType());
    TextFormat.merge(text, builder);
    return builder.build();
  }

  @Test
  void the_documentation_has_the_same_table() throws Exception {
    String page = java.nio.file.Files.readString(Path.of("../docs/operations.md"));
    for (AccessTable.Row row : AccessTable.rows()) {
      String permission = row.permission().name().substring("PERMISSION_".length());
      String method = row.rpc().substring(row.rpc().indexOf('/') + 1);
      boolean isThere =
          page.lines()
              .anyMatch(
                  line ->
                      line.startsWith("| " + permission + " |")
                          && line.contains("`" + method + "`"));
      assertTrue(isThere, row + " is missing in docs/operations.md");
    }
  }
}
