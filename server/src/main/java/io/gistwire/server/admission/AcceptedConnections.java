package io.gistwire.server.admission;

import io.gistwire.server.shares.TenantShares;
import io.grpc.netty.GrpcHttp2ConnectionHandler;
import io.grpc.netty.InternalProtocolNegotiator;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.AsciiString;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * Counts the connections of each address from the moment at which they are accepted until they are
 * closed: those that never send a byte, and those whose handshake is under way, hold a descriptor
 * and memory like any other. What is too much is closed at once. Thread-safe.
 */
public final class AcceptedConnections implements InternalProtocolNegotiator.ProtocolNegotiator {
  private final InternalProtocolNegotiator.ProtocolNegotiator negotiator;
  private final TenantShares byAddress;

  /**
   * Counts, then lets the connection be negotiated.
   *
   * @param byAddress connections of addresses
   */
  public AcceptedConnections(
      InternalProtocolNegotiator.ProtocolNegotiator negotiator, TenantShares byAddress) {
    this.negotiator = negotiator;
    this.byAddress = byAddress;
  }

  @Override
  public AsciiString scheme() {
    return negotiator.scheme();
  }

  @Override
  public ChannelHandler newHandler(GrpcHttp2ConnectionHandler connection) {
    return new Gate(negotiator.newHandler(connection));
  }

  @Override
  public void close() {
    negotiator.close();
  }

  /** Gives its place in the pipeline to the negotiation when there is one for the connection. */
  private final class Gate extends ChannelInboundHandlerAdapter {
    private final ChannelHandler next;

    private Gate(ChannelHandler next) {
      this.next = next;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
      String address = address(context.channel().remoteAddress());
      if (!byAddress.tryTake(address, 1)) {
        context.close();
        return;
      }
      context.channel().closeFuture().addListener(closed -> byAddress.give(address, 1));
      context.pipeline().replace(this, null, next);
    }
  }

  private static String address(SocketAddress remote) {
    return remote instanceof InetSocketAddress internet && internet.getAddress() != null
        ? internet.getAddress().getHostAddress()
        : String.valueOf(remote);
  }
}
