package io.gistwire.server.admission;

import io.gistwire.server.shares.TenantShares;
import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * Bytes of requests that the server holds: those that are still arriving, and those of unary calls
 * until they are answered. They are counted as the transport reads them, before a message is whole;
 * a call for which nothing is left ends with {@code SERVER_BUSY}. Messages of streams are counted
 * until they are whole: what follows is a matter of credit. Thread-safe.
 */
public final class MessageBudget extends ServerStreamTracer.Factory {
  private final TenantShares shares;
  private final MessageSizes sizes;
  private final long idleNanos;
  private final Executor closer;
  private final Set<MessageTicket> arriving = ConcurrentHashMap.newKeySet();

  /**
   * A budget of which nothing is taken.
   *
   * @param shares bytes
   * @param idleMillis a request of which no byte arrives for so long is given up
   * @param closer ends calls, off the transport's thread
   */
  public MessageBudget(TenantShares shares, MessageSizes sizes, long idleMillis, Executor closer) {
    this.shares = shares;
    this.sizes = sizes;
    this.idleNanos = idleMillis * 1_000_000;
    this.closer = closer;
  }

  @Override
  public ServerStreamTracer newServerStreamTracer(String fullMethodName, Metadata headers) {
    return new MessageTicket(this, sizes.of(fullMethodName));
  }

  TenantShares shares() {
    return shares;
  }

  Executor closer() {
    return closer;
  }

  void arriving(MessageTicket ticket) {
    arriving.add(ticket);
  }

  void arrived(MessageTicket ticket) {
    arriving.remove(ticket);
  }

  /** Gives up requests that stopped arriving; to be called about once a second. */
  public void tick() {
    long now = System.nanoTime();
    arriving.forEach(ticket -> ticket.giveUpIfIdle(now, idleNanos));
  }
}
