package io.gistwire.server.admission;

import io.grpc.ServerCall;
import io.grpc.StatusRuntimeException;

/** Hands messages on to a service; ends the call at the first that is none. */
final class CheckedListener<Q> extends ServerCall.Listener<CheckedMessages.Parsed<Q>> {
  private final ServerCall<?, ?> call;
  private final ServerCall.Listener<Q> service;
  private boolean isOver;

  CheckedListener(ServerCall<?, ?> call, ServerCall.Listener<Q> service) {
    this.call = call;
    this.service = service;
  }

  @Override
  public void onMessage(CheckedMessages.Parsed<Q> parsed) {
    if (isOver) {
      return;
    }
    if (parsed.message() != null) {
      service.onMessage(parsed.message());
      return;
    }
    isOver = true;
    if (parsed.refusal() != null) {
      StatusRuntimeException status = parsed.refusal().toStatus();
      call.close(status.getStatus(), status.getTrailers());
    }
  }

  @Override
  public void onHalfClose() {
    if (!isOver) {
      service.onHalfClose();
    }
  }

  @Override
  public void onReady() {
    if (!isOver) {
      service.onReady();
    }
  }

  @Override
  public void onCancel() {
    service.onCancel();
  }

  /** To the service, a call that was ended here is one that was cancelled. */
  @Override
  public void onComplete() {
    if (isOver) {
      service.onCancel();
    } else {
      service.onComplete();
    }
  }
}
