package io.gistwire.server.watch.calls;

import com.google.protobuf.util.Timestamps;
import io.gistwire.proto.v1.CreateWatchRequest;
import io.gistwire.proto.v1.DeleteWatchRequest;
import io.gistwire.proto.v1.ErrorReason;
import io.gistwire.proto.v1.ListWatchesRequest;
import io.gistwire.proto.v1.ListWatchesResponse;
import io.gistwire.proto.v1.UpdateWatchRequest;
import io.gistwire.proto.v1.Watch;
import io.gistwire.server.auth.Caller;
import io.gistwire.server.calls.Call;
import io.gistwire.server.paging.PageSize;
import io.gistwire.server.paging.PageTokens;
import io.gistwire.server.refusal.Refusal;
import io.gistwire.server.watch.matching.Watches;
import io.gistwire.server.watch.store.AlertStore;
import io.gistwire.server.watch.store.StoredWatch;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/** Makes, reads, changes and deletes watches. Thread-safe. */
final class WatchRegistry {
  static final Pattern NAME = Pattern.compile("watches/[a-z0-9-]{1,63}");

  private static final Pattern ID = Pattern.compile("[a-z0-9-]{1,63}");
  private static final int SECRET_BYTES = 24;
  private static final int DEFAULT_SIZE = 100;

  private final Watches watches;
  private final WatchReader reader;
  private final PageTokens tokens;
  private final int maxWatches;
  private final SecureRandom random = new SecureRandom();

  WatchRegistry(Watches watches, WatchReader reader, PageTokens tokens, int maxWatches) {
    this.watches = watches;
    this.reader = reader;
    this.tokens = tokens;
    this.maxWatches = maxWatches;
  }

  /** A webhook without a secret gets that of the watch before, or a new one. */
  private Watch.Builder withSecret(Watch.Builder watch, String oldSecret) {
    if (watch.hasWebhook() && watch.getWebhook().getSecret().isEmpty()) {
      watch.getWebhookBuilder().setSecret(oldSecret.isEmpty() ? newSecret() : oldSecret);
    }
    return watch;
  }

  private String newSecret() {
    byte[] key = new byte[SECRET_BYTES];
    random.nextBytes(key);
    return "whsec_" + Base64.getEncoder().encodeToString(key);
  }

  /** The answer to a call that had a secret made is the only one that shows it. */
  private static Watch withNewSecret(Watch answer, StoredWatch stored, String known) {
    String secret = stored.watch().getWebhook().getSecret();
    return !stored.watch().hasWebhook() || secret.equals(known)
        ? answer
        : answer.toBuilder().setWebhook(answer.getWebhook().toBuilder().setSecret(secret)).build();
  }

  Watch create(Call call, CreateWatchRequest request) {
    String id = request.getWatchId().isEmpty() ? newId() : request.getWatchId();
    if (!ID.matcher(id).matches()) {
      throw Refusal.ofField(
          "watch_id",
          "'" + Refusal.shown(id) + "' is not made of 1 to 63 characters of a-z, 0-9 and '-'");
    }
    checkQuota(call.tenant());
    String name = "watches/" + id;
    long now = watches.clock().millis();
    Watch fresh =
        withSecret(WatchFields.of(request.getWatch()), "")
            .setName(name)
            .setEtag(newId())
            .setCreateTime(Timestamps.fromMillis(now))
            .setUpdateTime(Timestamps.fromMillis(now))
            .build();
    long last = watches.ledger().log().lastPosition();
    StoredWatch stored = reader.read(fresh, call.caller(), last);
    if (!watches.add(stored)) {
      throw Refusal.of(
              ErrorReason.ERROR_REASON_REQUEST_ID_CONFLICT,
              name + " exists; choose another watch_id or update it")
          .with("name", name);
    }
    return withNewSecret(counted(stored), stored, request.getWatch().getWebhook().getSecret());
  }

  private void checkQuota(String tenant) {
    int count = watches.store().count(tenant);
    if (count >= maxWatches) {
      throw Refusal.of(
              ErrorReason.ERROR_REASON_QUOTA_EXCEEDED,
              "there are "
                  + count
                  + " watches; at most "
                  + maxWatches
                  + " are allowed: delete some")
          .with("quota", "watches")
          .with("limit", Integer.toString(maxWatches));
    }
  }

  Watch get(Call call, String name) {
    return counted(require(call.caller(), name));
  }

  /** The watch, if the caller may see it: a token for some sources sees watches of these alone. */
  StoredWatch require(Caller caller, String name) {
    checkName("name", name);
    return watches
        .store()
        .watch(caller.tenant(), name)
        .filter(stored -> covers(caller, stored))
        .orElseThrow(() -> Refusal.ofMissing(name));
  }

  static void checkName(String field, String name) {
    if (!NAME.matcher(name).matches()) {
      throw Refusal.ofField(
          field, "'" + Refusal.shown(name) + "' is no name of a watch; watches/* is");
    }
  }

  static boolean covers(Caller caller, StoredWatch stored) {
    List<String> sources = stored.watch().getSourcesList();
    return caller.sources().isEmpty()
        || !sources.isEmpty()
            && sources.stream()
                .allMatch(source -> caller.covers(source.substring(source.indexOf('/') + 1)));
  }

  ListWatchesResponse list(Call call, ListWatchesRequest request) {
    int size = PageSize.of(request.getPageSize(), DEFAULT_SIZE);
    ListWatchesRequest bare = request.toBuilder().clearPageToken().build();
    String after =
        request.getPageToken().isEmpty()
            ? ""
            : tokens.open(call.tenant(), bare, request.getPageToken());
    List<StoredWatch> found = watches.store().watches(call.tenant(), after, size + 1);
    ListWatchesResponse.Builder response = ListWatchesResponse.newBuilder();
    for (StoredWatch stored : found.subList(0, Math.min(size, found.size()))) {
      call.check();
      if (covers(call.caller(), stored)) {
        response.addWatches(counted(stored));
      }
    }
    if (found.size() > size) {
      String last = found.get(size - 1).watch().getName();
      response.setNextPageToken(tokens.seal(call.tenant(), bare, last));
    }
    return response.build();
  }

  Watch update(Call call, UpdateWatchRequest request) {
    StoredWatch old = require(call.caller(), request.getWatch().getName());
    String etag = request.getWatch().getEtag();
    if (!etag.isEmpty() && !etag.equals(old.watch().getEtag())) {
      throw mismatch(etag);
    }
    Watch changed =
        withSecret(
                WatchFields.changed(old.watch(), request.getWatch(), request.getUpdateMask()),
                old.watch().getWebhook().getSecret())
            .setEtag(newId())
            .setUpdateTime(Timestamps.fromMillis(watches.clock().millis()))
            .build();
    boolean looksElsewhere =
        !changed.getCondition().equals(old.watch().getCondition())
            || !changed.getCodeFingerprint().equals(old.watch().getCodeFingerprint());
    StoredWatch stored =
        looksElsewhere
            ? reader.read(changed, call.caller(), watches.ledger().log().lastPosition())
            : reader.reread(changed, call.caller(), old);
    if (!watches.replace(stored, old.watch().getEtag(), looksElsewhere)) {
      throw mismatch(old.watch().getEtag());
    }
    Watch answer = counted(stored);
    boolean isGiven = !request.getWatch().getWebhook().getSecret().isEmpty();
    return isGiven ? answer : withNewSecret(answer, stored, old.watch().getWebhook().getSecret());
  }

  private static Refusal mismatch(String etag) {
    return Refusal.of(
        ErrorReason.ERROR_REASON_ETAG_MISMATCH,
        "etag '"
            + Refusal.shown(etag)
            + "' is not the current one; read the watch again and repeat the change");
  }

  void delete(Call call, DeleteWatchRequest request) {
    checkName("name", request.getName());
    boolean isThere =
        watches
            .store()
            .watch(call.tenant(), request.getName())
            .filter(stored -> covers(call.caller(), stored))
            .isPresent();
    if (isThere) {
      watches.delete(call.tenant(), request.getName());
    } else if (!request.getAllowMissing()) {
      throw Refusal.ofMissing(request.getName());
    }
  }

  private Watch counted(StoredWatch stored) {
    AlertStore alerts = watches.store().alerts();
    String name = stored.watch().getName();
    Watch.Builder watch =
        stored.watch().toBuilder().setAlertCount(alerts.count(stored.tenant(), name));
    alerts
        .lastRaised(stored.tenant(), name)
        .ifPresent(millis -> watch.setLastAlertTime(Timestamps.fromMillis(millis)));
    if (watch.hasWebhook()) {
      watch.getWebhookBuilder().clearSecret();
    }
    return watch.build();
  }

  private String newId() {
    return String.format("%016x", random.nextLong());
  }
}
