package io.gistwire.server.session;

import io.gistwire.proto.v1.GistTrace;
import io.gistwire.server.tracing.Step;
import io.gistwire.server.tracing.Tracing;
import java.util.ArrayList;
import java.util.List;

/** Traces of gists of one batch, from its being read to its being on disk. */
final class GistTraces {
  /** More in one batch are not traced: an application samples. */
  private static final int MAX_TRACES = 16;

  private static final GistTraces NONE = new GistTraces(List.of());

  private final List<Step> steps;

  private GistTraces(List<Step> steps) {
    this.steps = steps;
  }

  /**
   * Begins those that a client has sent.
   *
   * @param gistCount of the batch; indexes beyond it are passed over
   */
  static GistTraces begin(List<GistTrace> traces, int gistCount) {
    if (traces.isEmpty()) {
      return NONE;
    }
    List<Step> steps = new ArrayList<>();
    for (GistTrace trace : traces.subList(0, Math.min(MAX_TRACES, traces.size()))) {
      if (Integer.compareUnsigned(trace.getIndex(), gistCount) < 0) {
        steps.add(
            Tracing.step("gistwire.v1.SessionService/Exchange batch to disk", trace)
                .with("gistwire.batch_gists", gistCount));
      }
    }
    return new GistTraces(steps);
  }

  /** The batch is on disk, or will not be. */
  void end(boolean isDurable) {
    for (Step step : steps) {
      if (!isDurable) {
        step.failed("the ledger did not take the batch");
      }
      step.close();
    }
  }
}
