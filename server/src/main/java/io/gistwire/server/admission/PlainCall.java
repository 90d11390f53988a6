package io.gistwire.server.admission;

import io.grpc.Attributes;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.SecurityLevel;
import io.grpc.ServerCall;
import io.grpc.Status;

/** A call with checked requests, as the service below knows it. */
final class PlainCall<Q, A> extends ServerCall<Q, A> {
  private final ServerCall<CheckedMessages.Parsed<Q>, A> checked;
  private final MethodDescriptor<Q, A> method;

  PlainCall(ServerCall<CheckedMessages.Parsed<Q>, A> checked, MethodDescriptor<Q, A> method) {
    this.checked = checked;
    this.method = method;
  }

  @Override
  public void request(int count) {
    checked.request(count);
  }

  @Override
  public void sendHeaders(Metadata headers) {
    checked.sendHeaders(headers);
  }

  @Override
  public void sendMessage(A message) {
    checked.sendMessage(message);
  }

  @Override
  public boolean isReady() {
    return checked.isReady();
  }

  @Override
  public void close(Status status, Metadata trailers) {
    checked.close(status, trailers);
  }

  @Override
  public boolean isCancelled() {
    return checked.isCancelled();
  }

  @Override
  public void setMessageCompression(boolean enabled) {
    checked.setMessageCompression(enabled);
  }

  @Override
  public void setCompression(String compressor) {
    checked.setCompression(compressor);
  }

  @Override
  public void setOnReadyThreshold(int bytes) {
    checked.setOnReadyThreshold(bytes);
  }

  @Override
  public SecurityLevel getSecurityLevel() {
    return checked.getSecurityLevel();
  }

  @Override
  public Attributes getAttributes() {
    return checked.getAttributes();
  }

  @Override
  public String getAuthority() {
    return checked.getAuthority();
  }

  @Override
  public MethodDescriptor<Q, A> getMethodDescriptor() {
    return method;
  }
}
