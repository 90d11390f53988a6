package io.gistwire.server.admission;

import io.gistwire.server.shares.TenantShares;
import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.ServerTransportFilter;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * Counts connections, of each address when they begin and of each tenant with their first call.
 * Thread-safe.
 */
public final class ConnectionLimits extends ServerTransportFilter {
  private static final Attributes.Key<Connection> KEY =
      Attributes.Key.create("gistwire-connection");

  private final TenantShares byAddress;
  private final TenantShares byTenant;

  /** Connections of addresses and of tenants. */
  public ConnectionLimits(TenantShares byAddress, TenantShares byTenant) {
    this.byAddress = byAddress;
    this.byTenant = byTenant;
  }

  /** One connection. */
  final class Connection {
    private final String address;
    private String tenant;

    private Connection(String address) {
      this.address = address;
    }

    /**
     * Counts the connection for the tenant of its first call.
     *
     * @throws io.gistwire.server.refusal.Refusal {@code SERVER_BUSY}
     */
    synchronized void use(String caller, long retryMillis) {
      if (tenant == null) {
        byTenant.take(caller, 1, retryMillis);
        tenant = caller;
      }
    }

    private synchronized void end() {
      byAddress.give(address, 1);
      if (tenant != null) {
        byTenant.give(tenant, 1);
        tenant = null;
      }
    }
  }

  /** That of a call; null where connections are not counted, as inside one process. */
  static Connection of(Attributes transport) {
    return transport.get(KEY);
  }

  /** {@inheritDoc} Throws where there are too many, which ends the connection. */
  @Override
  public Attributes transportReady(Attributes transport) {
    String address = address(transport.get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR));
    if (!byAddress.tryTake(address, 1)) {
      throw byAddress.busy(address, 0).toStatus();
    }
    return transport.toBuilder().set(KEY, new Connection(address)).build();
  }

  private static String address(SocketAddress remote) {
    return remote instanceof InetSocketAddress internet && internet.getAddress() != null
        ? internet.getAddress().getHostAddress()
        : String.valueOf(remote);
  }

  @Override
  public void transportTerminated(Attributes transport) {
    Connection connection = transport == null ? null : transport.get(KEY);
    if (connection != null) {
      connection.end();
    }
  }
}
