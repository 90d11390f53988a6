package io.gistwire.server.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;

/** A part of traced work, from its making to its close. Does nothing where nothing is traced. */
public final class Step implements AutoCloseable {
  static final Step NONE = new Step(null);

  private final Span span;

  /** A step of this span; null for none. */
  Step(Span spanOrNull) {
    this.span = spanOrNull;
  }

  /** Notes a number. */
  public Step with(String name, long value) {
    if (span != null) {
      span.setAttribute(name, value);
    }
    return this;
  }

  /** Notes a text; nothing secret and no content of callers. */
  public Step with(String name, String value) {
    if (span != null) {
      span.setAttribute(name, value);
    }
    return this;
  }

  /** It did not succeed. */
  public void failed(String why) {
    if (span != null) {
      span.setStatus(StatusCode.ERROR, why);
    }
  }

  @Override
  public void close() {
    if (span != null) {
      span.end();
    }
  }
}
