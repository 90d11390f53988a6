package io.gistwire.client.connection;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One channel over as many connections as its calls need. A server takes a limited number of calls
 * on a connection; HTTP/2 keeps the others waiting in the client, silently and without end where
 * the calls before them are sessions. A call therefore goes to the first connection that has fewer
 * than a given number open, and another connection is made where none has. Thread-safe.
 */
final class SpreadChannel extends Channel {
  private final Supplier<ManagedChannel> connections;
  private final int callsPerConnection;
  private final String authority;
  private final List<Lane> lanes = new ArrayList<>();
  private boolean closed;

  /**
   * A channel with one connection, which connects when it is used first.
   *
   * @param connections makes a connection
   * @param callsPerConnection most open calls of a connection, at least 1
   */
  SpreadChannel(Supplier<ManagedChannel> connections, int callsPerConnection) {
    this.connections = connections;
    this.callsPerConnection = callsPerConnection;
    Lane first = new Lane(connections.get());
    this.authority = first.channel.authority();
    lanes.add(first);
  }

  @Override
  public <Q, A> ClientCall<Q, A> newCall(MethodDescriptor<Q, A> method, CallOptions options) {
    Lane lane = lane();
    return new CountedCall<>(lane, lane.channel.newCall(method, options));
  }

  @Override
  public String authority() {
    return authority;
  }

  /** Does something with every connection. */
  void each(Consumer<ManagedChannel> action) {
    List<Lane> now;
    synchronized (lanes) {
      now = List.copyOf(lanes);
    }
    for (Lane lane : now) {
      action.accept(lane.channel);
    }
  }

  /** Ends all calls; later ones fail. */
  void shutdownNow() {
    synchronized (lanes) {
      closed = true;
    }
    each(ManagedChannel::shutdownNow);
  }

  private Lane lane() {
    synchronized (lanes) {
      for (Lane lane : lanes) {
        if (lane.calls < callsPerConnection) {
          return lane;
        }
      }
      if (closed) {
        return lanes.get(0);
      }
      Lane another = new Lane(connections.get());
      lanes.add(another);
      return another;
    }
  }

  /** A connection and the number of calls that are open on it; guarded by {@code lanes}. */
  private static final class Lane {
    final ManagedChannel channel;
    int calls;

    Lane(ManagedChannel channel) {
      this.channel = channel;
    }
  }

  /** Counts from start to close; a call that never starts counts for nothing. */
  private final class CountedCall<Q, A> extends SimpleForwardingClientCall<Q, A> {
    private final Lane lane;

    CountedCall(Lane lane, ClientCall<Q, A> call) {
      super(call);
      this.lane = lane;
    }

    @Override
    public void start(Listener<A> listener, Metadata headers) {
      count(1);
      try {
        super.start(
            new SimpleForwardingClientCallListener<A>(listener) {
              @Override
              public void onClose(Status status, Metadata trailers) {
                count(-1);
                super.onClose(status, trailers);
              }
            },
            headers);
      } catch (RuntimeException e) {
        count(-1);
        throw e;
      }
    }

    private void count(int change) {
      synchronized (lanes) {
        lane.calls += change;
      }
    }
  }
}
