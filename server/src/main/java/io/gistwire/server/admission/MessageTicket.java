package io.gistwire.server.admission;

import io.gistwire.proto.v1.ErrorReason;
import io.gistwire.server.refusal.Refusal;
import io.gistwire.server.wire.MessageParts;
import io.grpc.Context;
import io.grpc.ServerCall;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Optional;

/**
 * What one call holds of the {@link MessageBudget}. It is given back when the stream has ended and
 * no one works on the message any more. Thread-safe: bytes arrive on the transport's thread, work
 * ends on another.
 */
public final class MessageTicket extends ServerStreamTracer {
  private static final Context.Key<MessageTicket> KEY = Context.key("gistwire-message-ticket");
  private static final long RETRY_MILLIS = 1000;
  private static final long SMALL_STEP = 4 << 10;
  private static final long LARGE_STEP = 256 << 10;
  private static final long LARGE = 1 << 20;

  private final MessageBudget budget;
  private final int maxBytes;
  private String tenant;
  private ServerCall<?, ?> call;
  private boolean isStream;
  private boolean isRefused;
  private boolean isWhole;
  private long lastNanos;

  /** Of the message that arrives. */
  private long bytes;

  /** Of messages that have arrived and were not read from their bytes yet. */
  private long unreadBytes;

  private long reserved;

  /** The stream itself, until it is closed, and everybody who works on its message. */
  private int holders = 1;

  MessageTicket(MessageBudget budget, int maxBytes) {
    this.budget = budget;
    this.maxBytes = maxBytes;
  }

  /** That of the call on whose thread this is called; empty where nothing is counted. */
  public static Optional<MessageTicket> current() {
    return Optional.ofNullable(KEY.get());
  }

  @Override
  public Context filterContext(Context context) {
    return context.withValue(KEY, this);
  }

  /** From now on bytes count for a tenant; to be called before the first message is requested. */
  synchronized void begin(String owner, ServerCall<?, ?> started) {
    tenant = owner;
    call = started;
    isStream = !started.getMethodDescriptor().getType().clientSendsOneMessage();
    lastNanos = System.nanoTime();
    if (!isStream) {
      budget.arriving(this);
    }
  }

  /** Whether the call was ended here, so that its service must not see more of it. */
  synchronized boolean isRefused() {
    return isRefused;
  }

  /** Somebody works on the message beyond the call's end. */
  public synchronized void retain() {
    holders++;
  }

  /** The work that {@link #retain} announced has ended. */
  public synchronized void release() {
    holders--;
    if (holders == 0) {
      keep(0);
    }
  }

  @Override
  public void inboundWireSize(long arrived) {
    count(arrived);
  }

  /**
   * Counts bytes of the message that arrives.
   *
   * @return whether they may be kept
   */
  synchronized boolean count(long arrived) {
    lastNanos = System.nanoTime();
    bytes += arrived;
    if (call == null || isRefused || holders == 0) {
      return !isRefused;
    }
    if (bytes > maxBytes) {
      refuse(
          Refusal.of(
                  ErrorReason.ERROR_REASON_REQUEST_TOO_LARGE,
                  "the message has more than "
                      + maxBytes
                      + " bytes, the most that "
                      + call.getMethodDescriptor().getBareMethodName()
                      + " takes; send less at once")
              .with("limit", Integer.toString(maxBytes)));
      return false;
    }
    return reserve();
  }

  /**
   * Counts what a message that has arrived takes when it is parsed.
   *
   * @param parts fields of it
   * @param messageBytes its size
   * @return whether it may be parsed
   */
  synchronized boolean countParts(int parts, int messageBytes) {
    if (call == null || isRefused || holders == 0) {
      return !isRefused;
    }
    if (parts > MessageParts.MAX_PARTS) {
      refuse(
          Refusal.of(
                  ErrorReason.ERROR_REASON_REQUEST_TOO_LARGE,
                  "the message has more than "
                      + MessageParts.MAX_PARTS
                      + " fields, the most that are taken; send less at once")
              .with("limit", Integer.toString(MessageParts.MAX_PARTS)));
      return false;
    }
    unreadBytes += MessageParts.extraBytes(parts, messageBytes);
    return reserve();
  }

  private boolean reserve() {
    long wanted = rounded(unreadBytes + bytes) - reserved;
    if (wanted <= 0) {
      return true;
    }
    if (!budget.shares().tryTake(tenant, wanted)) {
      refuse(budget.shares().busy(tenant, RETRY_MILLIS));
      return false;
    }
    reserved += wanted;
    return true;
  }

  private static long rounded(long exact) {
    long step = exact > LARGE ? LARGE_STEP : SMALL_STEP;
    return (exact + step - 1) / step * step;
  }

  @Override
  public synchronized void inboundMessageRead(int number, long wireBytes, long plainBytes) {
    unreadBytes += bytes;
    bytes = 0;
    if (!isStream) {
      isWhole = true;
      budget.arrived(this);
    }
  }

  /** The message was read from its bytes. */
  synchronized void parsed() {
    if (isStream) {
      unreadBytes = 0;
      keep(rounded(bytes));
    }
  }

  private void keep(long kept) {
    if (reserved > kept) {
      budget.shares().give(tenant, reserved - kept);
      reserved = kept;
    }
  }

  synchronized void giveUpIfIdle(long nowNanos, long idleNanos) {
    if (!isWhole && !isRefused && nowNanos - lastNanos > idleNanos) {
      refuse(
          Refusal.of(
              ErrorReason.ERROR_REASON_TIME_EXCEEDED,
              "the request stopped after "
                  + bytes
                  + " bytes and nothing more arrived for "
                  + idleNanos / 1_000_000
                  + " ms; call again"));
    }
  }

  /** Ends the call. Whoever holds this object's lock must not wait, so another thread does it. */
  private void refuse(Refusal why) {
    isRefused = true;
    StatusRuntimeException status = why.toStatus();
    ServerCall<?, ?> ended = call;
    budget.closer().execute(() -> ended.close(status.getStatus(), status.getTrailers()));
  }

  @Override
  public void streamClosed(Status status) {
    budget.arrived(this);
    release();
  }
}
