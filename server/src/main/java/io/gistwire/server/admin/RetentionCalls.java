package io.gistwire.server.admin;

import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import io.gistwire.proto.v1.GetRetentionRequest;
import io.gistwire.proto.v1.GetRetentionResponse;
import io.gistwire.proto.v1.UpdateRetentionRequest;
import io.gistwire.proto.v1.UpdateRetentionResponse;
import io.gistwire.server.audit.AuditLine;
import io.gistwire.server.auth.Caller;
import io.gistwire.server.calls.Call;
import io.gistwire.server.calls.LedgerFutures;
import io.gistwire.server.ledger.Ledger;
import io.gistwire.server.ledger.Retention;
import io.gistwire.server.refusal.Refusal;
import java.time.Duration;
import java.util.OptionalLong;

/** Reads and changes what a tenant keeps. */
final class RetentionCalls {
  private final Ledger ledger;
  private final RetentionSchedule schedule;

  RetentionCalls(Ledger ledger, RetentionSchedule schedule) {
    this.ledger = ledger;
    this.schedule = schedule;
  }

  GetRetentionResponse get(Caller caller, GetRetentionRequest request) {
    String tenant = TokenScope.tenant(caller, "tenant", request.getTenant());
    Retention retention = ledger.upkeep().retention(tenant);
    GetRetentionResponse.Builder response =
        GetRetentionResponse.newBuilder().setRetention(show(retention));
    if (deletes(retention)) {
      long next = schedule.nextMillis();
      response
          .setNextRunTime(Timestamps.fromMillis(next))
          .setDueCount(ledger.upkeep().countExpired(tenant, retention, next));
    }
    return response.build();
  }

  UpdateRetentionResponse update(Call call, UpdateRetentionRequest request)
      throws InterruptedException {
    Caller caller = call.caller();
    String tenant = TokenScope.tenant(caller, "tenant", request.getTenant());
    caller.requireAllSources("retention");
    if (!request.hasRetention()) {
      throw Refusal.ofField(
          "retention", "is missing; send an empty one to keep everything for ever");
    }
    Retention retention = read(request.getRetention());
    if (!request.getValidateOnly()) {
      LedgerFutures.requireRunning(ledger);
      LedgerFutures.await(ledger.upkeep().setRetention(tenant, retention), call.remainingMillis());
      audit(caller, tenant, retention);
    }
    UpdateRetentionResponse.Builder response =
        UpdateRetentionResponse.newBuilder()
            .setRetention(show(retention))
            .setAffectedCount(
                ledger.upkeep().countExpired(tenant, retention, System.currentTimeMillis()));
    if (deletes(retention)) {
      response.setNextRunTime(Timestamps.fromMillis(schedule.nextMillis()));
    }
    return response.build();
  }

  private static boolean deletes(Retention retention) {
    return retention.maxAgeMillis().isPresent() || retention.maxLayerBytes().isPresent();
  }

  private static void audit(Caller caller, String tenant, Retention retention) {
    AuditLine line = AuditLine.of("retention.update", caller.token()).with("tenant", tenant);
    retention.maxAgeMillis().ifPresent(age -> line.with("max_age", Duration.ofMillis(age)));
    retention.maxLayerBytes().ifPresent(bytes -> line.with("max_layer_bytes", bytes));
    retention
        .maxAlertAgeMillis()
        .ifPresent(age -> line.with("max_alert_age", Duration.ofMillis(age)));
    line.log();
  }

  private static Retention read(io.gistwire.proto.v1.Retention asked) {
    long bytes = asked.getMaxLayerBytes();
    if (bytes < 0) {
      throw Refusal.ofField("retention.max_layer_bytes", "is above 2^63 - 1");
    }
    return new Retention(
        asked.hasMaxAge() ? millis("retention.max_age", asked.getMaxAge()) : OptionalLong.empty(),
        bytes == 0 ? OptionalLong.empty() : OptionalLong.of(bytes),
        asked.hasMaxAlertAge()
            ? millis("retention.max_alert_age", asked.getMaxAlertAge())
            : OptionalLong.empty());
  }

  private static OptionalLong millis(String field, com.google.protobuf.Duration age) {
    if (!Durations.isValid(age) || Durations.toMillis(age) <= 0) {
      throw Refusal.ofField(field, "is no time span above 0; leave it out to keep for ever");
    }
    return OptionalLong.of(Durations.toMillis(age));
  }

  private static io.gistwire.proto.v1.Retention show(Retention retention) {
    io.gistwire.proto.v1.Retention.Builder shown = io.gistwire.proto.v1.Retention.newBuilder();
    retention.maxAgeMillis().ifPresent(age -> shown.setMaxAge(Durations.fromMillis(age)));
    retention.maxLayerBytes().ifPresent(shown::setMaxLayerBytes);
    retention.maxAlertAgeMillis().ifPresent(age -> shown.setMaxAlertAge(Durations.fromMillis(age)));
    return shown.build();
  }
}
