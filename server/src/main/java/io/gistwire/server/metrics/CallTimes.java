package io.gistwire.server.metrics;

import io.gistwire.server.auth.Caller;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Measures calls of both ports: how long unary ones take from their headers to their status, and
 * how each call ended. Streams have no duration here, because it is their clients' choice.
 * Thread-safe.
 */
public final class CallTimes implements ServerInterceptor {
  private static final Duration[] BOUNDS = {
    Duration.ofMillis(1),
    Duration.ofMillis(2),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofMillis(2500),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10),
    Duration.ofSeconds(30)
  };

  private final MeterRegistry meters;
  private final TenantCounters tenants;
  private final Map<String, Method> methods = new ConcurrentHashMap<>();

  /** Measures into these meters. */
  public CallTimes(MeterRegistry meters, TenantCounters tenants) {
    this.meters = meters;
    this.tenants = tenants;
  }

  /** A histogram in seconds with the bounds that all latencies of this server have. */
  public static Timer.Builder histogram(String name, String description) {
    return Timer.builder(name).description(description).serviceLevelObjectives(BOUNDS);
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    Measured<Q, A> measured = new Measured<>(call, method(call.getMethodDescriptor()));
    return new SimpleForwardingServerCallListener<>(next.startCall(measured, headers)) {
      @Override
      public void onCancel() {
        measured.ended(Status.CANCELLED);
        super.onCancel();
      }
    };
  }

  /** Counts the call for its caller; to be called where the caller is known. */
  public void called() {
    Caller.ofContext().ifPresent(caller -> tenants.call(caller.tenant()));
  }

  private Method method(MethodDescriptor<?, ?> descriptor) {
    return methods.computeIfAbsent(
        descriptor.getFullMethodName(), name -> new Method(meters, descriptor));
  }

  /** The meters of one method. */
  private static final class Method {
    private final MeterRegistry meters;
    private final String service;
    private final String method;
    private final Timer duration;
    private final Map<Status.Code, Counter> ended = new ConcurrentHashMap<>();

    Method(MeterRegistry meters, MethodDescriptor<?, ?> descriptor) {
      this.meters = meters;
      String full = String.valueOf(descriptor.getServiceName());
      service = full.substring(full.lastIndexOf('.') + 1);
      method = String.valueOf(descriptor.getBareMethodName());
      duration =
          descriptor.getType() == MethodDescriptor.MethodType.UNARY
              ? histogram("gistwire.call.duration", "Time of unary calls, the wait included")
                  .tag("service", service)
                  .tag("method", method)
                  .register(meters)
              : null;
    }

    void ended(Status.Code code, long nanos) {
      if (duration != null) {
        duration.record(nanos, TimeUnit.NANOSECONDS);
      }
      ended.computeIfAbsent(code, this::counter).increment();
    }

    private Counter counter(Status.Code code) {
      return Counter.builder("gistwire.calls.ended")
          .tag("service", service)
          .tag("method", method)
          .tag("code", code.name())
          .description("Calls and streams that have ended, by the status of gRPC")
          .register(meters);
    }
  }

  /** A call whose end is counted once, however it ends. */
  private static final class Measured<Q, A> extends SimpleForwardingServerCall<Q, A> {
    private final Method method;
    private final long beganNanos = System.nanoTime();
    private final AtomicBoolean isOver = new AtomicBoolean();

    Measured(ServerCall<Q, A> call, Method method) {
      super(call);
      this.method = method;
    }

    @Override
    public void close(Status status, Metadata trailers) {
      ended(status);
      super.close(status, trailers);
    }

    void ended(Status status) {
      if (isOver.compareAndSet(false, true)) {
        method.ended(status.getCode(), System.nanoTime() - beganNanos);
      }
    }
  }
}
