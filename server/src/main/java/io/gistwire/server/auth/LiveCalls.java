package io.gistwire.server.auth;

import io.gistwire.proto.v1.ErrorReason;
import io.gistwire.server.refusal.Refusal;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongPredicate;

/**
 * The calls under way, each with the authority that it was admitted by: unary calls, streams of
 * every kind and long tasks end when their token is revoked, expires or changes, or their
 * certificate is no longer trusted. Thread-safe.
 */
public final class LiveCalls {
  /** A short call, which is answered also when it revokes its own token. */
  private static final String REVOKING = "gistwire.v1.AdminService/RevokeToken";

  private final Set<LiveCall<?, ?>> calls = ConcurrentHashMap.newKeySet();

  /**
   * Who calls, and whether that still holds.
   *
   * @param holds told the time in milliseconds UTC; asked about once a second for each call, so it
   *     answers from memory
   */
  public record Authority(Caller caller, LongPredicate holds) {}

  /** Starts a call that ends with its authority; its context has the caller. */
  <Q, A> ServerCall.Listener<Q> start(
      Authority authority, ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    Context.CancellableContext context =
        authority.caller().in(Context.current()).withCancellation();
    LiveCall<Q, A> live = new LiveCall<>(call, authority, context, calls::remove);
    calls.add(live);
    return live.start(headers, next);
  }

  /**
   * Ends every call whose authority does not hold any more, with {@code TOKEN_INVALID}. To be
   * called when a token was revoked, when certificates were reloaded, and about once a second for
   * what expires.
   *
   * @return number of calls that were ended
   */
  public int endVoid(long nowMillis) {
    int ended = 0;
    for (LiveCall<?, ?> call : calls) {
      Authority authority = call.authority();
      if (!REVOKING.equals(call.getMethodDescriptor().getFullMethodName())
          && !authority.holds().test(nowMillis)
          && call.end(refusal(authority.caller()))) {
        ended++;
      }
    }
    return ended;
  }

  private static Refusal refusal(Caller caller) {
    return Refusal.of(
        ErrorReason.ERROR_REASON_TOKEN_INVALID,
        caller.token() + " was revoked or has expired; use another one");
  }

  /** Calls under way. */
  public int count() {
    return calls.size();
  }
}
