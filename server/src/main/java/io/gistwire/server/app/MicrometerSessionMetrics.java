package io.gistwire.server.app;

import io.gistwire.proto.v1.DeclineReason;
import io.gistwire.proto.v1.ErrorReason;
import io.gistwire.server.metrics.CallTimes;
import io.gistwire.server.metrics.TenantCounters;
import io.gistwire.server.session.SessionMetrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Counts sessions in Micrometer. */
@Singleton
class MicrometerSessionMetrics implements SessionMetrics {
  private final MeterRegistry meters;
  private final TenantCounters tenants;
  private final Timer durable;
  private final Counter submitted;
  private final Counter lost;

  @Inject
  MicrometerSessionMetrics(MeterRegistry meters, TenantCounters tenants) {
    this.meters = meters;
    this.tenants = tenants;
    durable =
        CallTimes.histogram(
                "gistwire.session.durable", "Time from a batch's being read to its being on disk")
            .register(meters);
    submitted =
        Counter.builder("gistwire.session.submissions")
            .description("Gists and skips handed to the ledger")
            .register(meters);
    lost =
        Counter.builder("gistwire.session.durable.missing")
            .description("Sequences that clients knew to be durable and that are not here")
            .register(meters);
  }

  @Override
  public void submitted(int count) {
    submitted.increment(count);
  }

  @Override
  public void durable(String tenant, int gistCount, long layerBytes, long nanos) {
    durable.record(nanos, TimeUnit.NANOSECONDS);
    tenants.stored(tenant, gistCount, layerBytes);
  }

  @Override
  public void ended(ErrorReason reason) {
    String name = reason.name().replace("ERROR_REASON_", "").toLowerCase(Locale.ROOT);
    meters.counter("gistwire.session.ends", "reason", name).increment();
  }

  @Override
  public void declined(DeclineReason reason, int gistCount) {
    boolean isKnown =
        reason != DeclineReason.UNRECOGNIZED && reason != DeclineReason.DECLINE_REASON_UNSPECIFIED;
    DeclineReason told = isKnown ? reason : DeclineReason.DECLINE_REASON_NOT_HELD;
    String name = told.name().replace("DECLINE_REASON_", "").toLowerCase(Locale.ROOT);
    meters.counter("gistwire.session.declines", "reason", name).increment(gistCount);
  }

  @Override
  public void restored(long lostCount) {
    lost.increment(lostCount);
  }
}
