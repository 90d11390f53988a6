package io.gistwire.server.admission;

import io.gistwire.server.shares.TenantShares;
import io.grpc.Attributes;
import io.grpc.ServerTransportFilter;

/**
 * Counts the connections of each tenant, from their first call on; {@link AcceptedConnections} has
 * counted them for their address before. Thread-safe.
 */
public final class ConnectionLimits extends ServerTransportFilter {
  private static final Attributes.Key<Connection> KEY =
      Attributes.Key.create("gistwire-connection");

  private final TenantShares byTenant;

  /** Connections of tenants. */
  public ConnectionLimits(TenantShares byTenant) {
    this.byTenant = byTenant;
  }

  /** One connection. */
  final class Connection {
    private String tenant;

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

  @Override
  public Attributes transportReady(Attributes transport) {
    return transport.toBuilder().set(KEY, new Connection()).build();
  }

  @Override
  public void transportTerminated(Attributes transport) {
    Connection connection = transport == null ? null : transport.get(KEY);
    if (connection != null) {
      connection.end();
    }
  }
}
