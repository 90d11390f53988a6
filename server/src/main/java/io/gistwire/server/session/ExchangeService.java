package io.gistwire.server.session;

import io.gistwire.proto.v1.ExchangeRequest;
import io.gistwire.proto.v1.ExchangeResponse;
import io.gistwire.proto.v1.Permission;
import io.gistwire.proto.v1.SessionServiceGrpc;
import io.gistwire.server.auth.Caller;
import io.gistwire.server.refusal.Refusal;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.security.SecureRandom;
import java.util.concurrent.Executor;

/** {@code gistwire.v1.SessionService}. */
public class ExchangeService extends SessionServiceGrpc.SessionServiceImplBase {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final SessionRegistry registry;
  private final Executor workers;

  /**
   * The service.
   *
   * @param workers runs the sessions, each of them one thing at a time
   */
  public ExchangeService(SessionRegistry registry, Executor workers) {
    this.registry = registry;
    this.workers = workers;
  }

  @Override
  public StreamObserver<ExchangeRequest> exchange(StreamObserver<ExchangeResponse> responses) {
    try {
      Caller caller = Caller.current().require(Permission.PERMISSION_SEND);
      String id = String.format("%012x", RANDOM.nextLong() & 0xffff_ffff_ffffL);
      SessionStream stream =
          new SessionStream(
              id,
              caller,
              registry,
              (ServerCallStreamObserver<ExchangeResponse>) responses,
              workers);
      registry.begin(stream);
      stream.start();
      return stream;
    } catch (Refusal refusal) {
      responses.onError(refusal.toStatus());
      return new IgnoredRequests();
    }
  }

  /** Reads nothing: the call has ended. */
  private static final class IgnoredRequests implements StreamObserver<ExchangeRequest> {
    @Override
    public void onNext(ExchangeRequest request) {}

    @Override
    public void onError(Throwable cause) {}

    @Override
    public void onCompleted() {}
  }
}
