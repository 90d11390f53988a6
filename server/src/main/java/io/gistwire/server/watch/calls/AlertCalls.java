package io.gistwire.server.watch.calls;

import io.gistwire.proto.v1.AcknowledgeAlertRequest;
import io.gistwire.proto.v1.Alert;
import io.gistwire.proto.v1.ListAlertsRequest;
import io.gistwire.proto.v1.ListAlertsResponse;
import io.gistwire.server.auth.Caller;
import io.gistwire.server.calls.Call;
import io.gistwire.server.paging.PageSize;
import io.gistwire.server.paging.PageTokens;
import io.gistwire.server.refusal.Refusal;
import io.gistwire.server.watch.matching.Watches;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lists and acknowledges alerts. Thread-safe. */
final class AlertCalls {
  private static final Pattern NAME =
      Pattern.compile("(watches/[a-z0-9-]{1,63})/alerts/([1-9][0-9]{0,17})");

  private static final String ALL = "watches/-";
  private static final int DEFAULT_SIZE = 50;
  private static final int MAX_NOTE = 500;

  private final Watches watches;
  private final PageTokens tokens;

  AlertCalls(Watches watches, PageTokens tokens) {
    this.watches = watches;
    this.tokens = tokens;
  }

  ListAlertsResponse list(Call call, ListAlertsRequest request) {
    int size = PageSize.of(request.getPageSize(), DEFAULT_SIZE);
    Optional<String> among = among(request.getParent());
    among.ifPresent(name -> watches.requireThere(call.tenant(), name));
    ListAlertsRequest bare = request.toBuilder().clearPageToken().build();
    long before =
        request.getPageToken().isEmpty()
            ? Long.MAX_VALUE
            : Long.parseLong(tokens.open(call.tenant(), bare, request.getPageToken()));
    List<Alert> found =
        watches
            .store()
            .alerts()
            .before(call.tenant(), before, among, request.getUnacknowledgedOnly(), size + 1);
    ListAlertsResponse.Builder response = ListAlertsResponse.newBuilder();
    for (Alert alert : found.subList(0, Math.min(size, found.size()))) {
      if (covers(call.caller(), alert)) {
        response.addAlerts(alert);
      }
    }
    if (found.size() > size) {
      String last = Long.toString(found.get(size - 1).getPosition());
      response.setNextPageToken(tokens.seal(call.tenant(), bare, last));
    }
    return response.build();
  }

  private static Optional<String> among(String parent) {
    if (parent.isEmpty() || parent.equals(ALL)) {
      return Optional.empty();
    }
    WatchRegistry.checkName("parent", parent);
    return Optional.of(parent);
  }

  static boolean covers(Caller caller, Alert alert) {
    return caller.covers(alert.getSource().substring(alert.getSource().indexOf('/') + 1));
  }

  Alert acknowledge(Call call, AcknowledgeAlertRequest request) {
    Matcher name = NAME.matcher(request.getName());
    if (!name.matches()) {
      throw Refusal.ofField("name", "is no name of an alert; watches/*/alerts/* is");
    }
    if (request.getNote().length() > MAX_NOTE) {
      throw Refusal.ofField(
          "note", "has " + request.getNote().length() + " characters; at most " + MAX_NOTE);
    }
    long position = Long.parseLong(name.group(2));
    require(call, name.group(1), position, request.getName());
    watches
        .store()
        .alerts()
        .acknowledge(call.tenant(), position, watches.clock().millis(), request.getNote());
    return require(call, name.group(1), position, request.getName());
  }

  private Alert require(Call call, String watch, long position, String name) {
    return watches
        .store()
        .alerts()
        .find(call.tenant(), watch, position)
        .filter(alert -> covers(call.caller(), alert))
        .orElseThrow(() -> Refusal.ofMissing(name));
  }
}
