package io.gistwire.server.connect;

import io.grpc.Metadata;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Optional;
import javax.net.ssl.SSLSession;

/**
 * Carries what is known of an HTTP client over the in-process channel: interceptors read transport
 * attributes, which an in-process transport does not have.
 *
 * <p>No one else can set it: the value travels as an object, and bytes of that name, which a gRPC
 * client may send over the network, never become one.
 */
public final class PeerHandover {
  /**
   * One client.
   *
   * @param sslSession of its TLS connection; empty for plaintext
   * @param host address that it connects from; empty where it is not known
   */
  public record Peer(Optional<SSLSession> sslSession, String host) {}

  private static final Metadata.Key<Optional<Peer>> KEY =
      Metadata.Key.of("gistwire-peer-bin", new Carrier());

  private PeerHandover() {}

  /** Adds the client to a call's headers. */
  static void put(Metadata headers, Peer peer) {
    headers.discardAll(KEY);
    headers.put(KEY, Optional.of(peer));
  }

  /** The client that a call was made for; empty for a call from the network. */
  public static Optional<Peer> get(Metadata headers) {
    Optional<Peer> peer = headers.get(KEY);
    return peer == null ? Optional.empty() : peer;
  }

  private static final class Carrier implements Metadata.BinaryStreamMarshaller<Optional<Peer>> {
    @Override
    public InputStream toStream(Optional<Peer> value) {
      return new PeerStream(value);
    }

    @Override
    public Optional<Peer> parseStream(InputStream stream) {
      return stream instanceof PeerStream carrier ? carrier.peer : Optional.empty();
    }
  }

  private static final class PeerStream extends ByteArrayInputStream {
    private final Optional<Peer> peer;

    private PeerStream(Optional<Peer> peer) {
      super(new byte[0]);
      this.peer = peer;
    }
  }
}
