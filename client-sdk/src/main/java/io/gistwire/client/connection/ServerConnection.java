package io.gistwire.client.connection;

import io.gistwire.client.TokenProvider;
import io.gistwire.client.TraceSource;
import io.gistwire.client.link.LinkProfile;
import io.grpc.Channel;
import io.grpc.ChannelCredentials;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import org.jspecify.annotations.Nullable;

/**
 * The channel that all calls and streams of a client share, with its token, its typed failures and
 * its end. Connects when it is used first, over one connection until 512 calls are open.
 * Thread-safe.
 */
public final class ServerConnection {
  /**
   * Most calls of this client on one connection: half of what a server takes by default, so that
   * calls of other clients behind the same proxy have space, too.
   */
  private static final int CALLS_PER_CONNECTION = 512;

  private final @Nullable SpreadChannel owned;
  private final @Nullable ManagedChannel supplied;
  private final CallGuard guard;
  private final Channel channel;

  private ServerConnection(
      Channel base,
      @Nullable SpreadChannel owned,
      String target,
      @Nullable TokenProvider tokens,
      @Nullable TraceSource traces) {
    Channel authenticated =
        tokens == null ? base : ClientInterceptors.intercept(base, new TokenInterceptor(tokens));
    this.owned = owned;
    this.supplied = base instanceof ManagedChannel m ? m : null;
    this.guard = new CallGuard(target);
    Channel traced =
        traces == null
            ? authenticated
            : ClientInterceptors.intercept(authenticated, new TraceInterceptor(traces));
    this.channel = ClientInterceptors.intercept(traced, guard);
  }

  /** A channel of its own to a target. */
  public static ServerConnection to(
      String target,
      ChannelCredentials credentials,
      @Nullable String authority,
      LinkProfile profile,
      @Nullable TokenProvider tokens,
      @Nullable TraceSource traces) {
    SpreadChannel owned =
        new SpreadChannel(
            () -> Channels.open(target, credentials, authority, profile), CALLS_PER_CONNECTION);
    return new ServerConnection(owned, owned, target, tokens, traces);
  }

  /** A channel of the application's own; it stays open. */
  public static ServerConnection over(
      Channel supplied, @Nullable TokenProvider tokens, @Nullable TraceSource traces) {
    return new ServerConnection(supplied, null, supplied.authority(), tokens, traces);
  }

  /**
   * Every status that is not OK has a {@link io.gistwire.client.GistwireException} as its cause.
   */
  public Channel channel() {
    return channel;
  }

  /** Drops the connection, so that the next call makes one on the network of now. */
  public void leaveNetwork() {
    if (owned != null) {
      owned.each(ManagedChannel::enterIdle);
    }
  }

  /** The next call connects at once: the pauses between attempts are the session's own. */
  public void connectNow() {
    if (owned != null) {
      owned.each(ManagedChannel::resetConnectBackoff);
    } else if (supplied != null) {
      supplied.resetConnectBackoff();
    }
  }

  /** Ends all calls; later ones fail. */
  public void close() {
    guard.close();
    if (owned != null) {
      owned.shutdownNow();
    }
  }
}
