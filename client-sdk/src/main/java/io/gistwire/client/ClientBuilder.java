package io.gistwire.client;

import io.gistwire.client.connection.BearerToken;
import io.gistwire.client.connection.ServerConnection;
import io.gistwire.client.link.LinkProfile;
import io.gistwire.client.outbox.OutboxLimits;
import io.gistwire.client.outbox.OutboxProvider;
import io.gistwire.client.outbox.OwnerOnlyFiles;
import io.gistwire.client.outbox.VolatileOutboxStore;
import io.gistwire.client.photos.PhotoLimits;
import io.gistwire.client.photos.PhotoShelf;
import io.gistwire.codec.PhotoEncoder;
import io.grpc.Channel;
import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.TlsChannelCredentials;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes a {@link GistwireClient}. Not thread-safe. */
public final class ClientBuilder {
  private static final Pattern LOOPBACK =
      Pattern.compile("(dns:/*)?(localhost|127(\\.\\d{1,3}){3}|\\[::1\\])(:\\d+)?");

  private String target = "localhost:9000";
  private @Nullable Boolean plaintext;
  private @Nullable File trustedCertificates;
  private @Nullable File clientCertificate;
  private @Nullable File clientKey;
  private @Nullable String authority;
  private @Nullable TokenProvider tokens;
  private @Nullable TraceSource traces;
  private @Nullable PhotoEncoder encoder;
  private @Nullable Path outboxFolder;
  private @Nullable OutboxProvider outboxProvider;
  private boolean volatileOutbox;
  private OutboxLimits limits = OutboxLimits.DEFAULT;
  private @Nullable PhotoLimits photoLimits;
  private LinkProfile profile = LinkProfile.AUTO;
  private @Nullable Executor callbacks;
  private @Nullable Channel channel;

  ClientBuilder() {}

  /**
   * Where the server is: {@code host:port} or a gRPC target. Default {@code localhost:9000}.
   *
   * @throws IllegalArgumentException for an address that cannot be one, with its value
   */
  public ClientBuilder target(String hostAndPort) {
    target = BuilderChecks.target(Objects.requireNonNull(hostAndPort, "target"));
    return this;
  }

  /**
   * No TLS: tokens and gists can be read on the way. For this machine and closed networks only.
   *
   * <p>This is the default for a target on this machine ({@code localhost}, {@code 127.…}, {@code
   * [::1]}) when no certificate and no server name is given; for all others TLS is.
   */
  public ClientBuilder plaintext() {
    plaintext = true;
    return this;
  }

  /** TLS, also to a server on this machine. */
  public ClientBuilder tls() {
    plaintext = false;
    return this;
  }

  /** Certificates to trust (PEM) instead of the system's. */
  public ClientBuilder trust(File certificates) {
    trustedCertificates = certificates;
    return this;
  }

  /** The client's own certificate chain and key (PEM, PKCS#8), for mutual TLS. */
  public ClientBuilder certificate(File chain, File key) {
    clientCertificate = chain;
    clientKey = key;
    return this;
  }

  /**
   * The name that the server's certificate must have, when it is not the target's.
   *
   * @throws IllegalArgumentException for what no certificate can have
   */
  public ClientBuilder serverName(String name) {
    authority = BuilderChecks.serverName(name);
    return this;
  }

  /**
   * The bearer token of every call.
   *
   * @throws IllegalArgumentException for what no header can have, such as a line break
   */
  public ClientBuilder token(String token) {
    String checked = BearerToken.checked(token);
    return tokens(() -> checked);
  }

  /** Asked for a bearer token at every call. */
  public ClientBuilder tokens(TokenProvider provider) {
    tokens = provider;
    return this;
  }

  /**
   * Asked at every unary call, and at every {@code send}, which trace it belongs to; the server
   * continues it up to its disk and its index, where its traces are turned on. Default: no call is
   * traced, and no byte sent for it.
   */
  public ClientBuilder traces(TraceSource source) {
    traces = Objects.requireNonNull(source, "source");
    return this;
  }

  /** What {@code send(photo)} encodes with. */
  public ClientBuilder encoder(PhotoEncoder photoEncoder) {
    encoder = photoEncoder;
    return this;
  }

  /**
   * The folder of the outboxes, one file a source; made when it does not exist. Needs an outbox
   * module, by default {@code io.gistwire:gistwire-client-sqlite}. A folder made here, and the
   * files in it, can be read by their owner only, where the file system has POSIX permissions.
   */
  public ClientBuilder outboxFolder(Path folder) {
    outboxFolder = folder;
    return this;
  }

  /** Where outboxes lie and what opens them. */
  public ClientBuilder outbox(Path folder, OutboxProvider provider) {
    outboxFolder = folder;
    outboxProvider = provider;
    return this;
  }

  /** Outboxes in memory: <b>what is not delivered is lost when the process ends.</b> */
  public ClientBuilder volatileOutbox() {
    volatileOutbox = true;
    return this;
  }

  /** Bounds of each outbox and what happens at them. */
  public ClientBuilder limits(OutboxLimits outboxLimits) {
    limits = outboxLimits;
    return this;
  }

  /**
   * Keeps photos for later answers in a folder beside each outbox, {@code SOURCE.photos}: what the
   * server requests after a gist was sent is made of them when the link has capacity, also after a
   * restart. Default: photos are not kept.
   */
  public ClientBuilder keepPhotos(PhotoLimits bounds) {
    photoLimits = Objects.requireNonNull(bounds, "bounds");
    return this;
  }

  /** What kind of link to expect. Default {@link LinkProfile#AUTO}. */
  public ClientBuilder link(LinkProfile linkProfile) {
    profile = linkProfile;
    return this;
  }

  /** Where receipts complete and listeners are called. Default: one thread of the client's. */
  public ClientBuilder callbacks(Executor executor) {
    callbacks = executor;
    return this;
  }

  /** A channel of the caller's own, for instance OkHttp's; target and TLS are its matter. */
  public ClientBuilder channel(Channel own) {
    channel = own;
    return this;
  }

  /**
   * Makes the client. Connects to nothing yet.
   *
   * @throws IOException when a certificate cannot be read or the outbox folder cannot be made
   * @throws IllegalStateException when no outbox was chosen, or no module for it is there
   */
  public GistwireClient build() throws IOException {
    GistwireClient.OutboxSupplier outboxes = outboxes();
    GistwireClient.@Nullable PhotoSupplier photos = photos();
    Channel supplied = channel;
    ServerConnection connection =
        supplied == null
            ? ServerConnection.to(target, credentials(), authority, profile, tokens, traces)
            : ServerConnection.over(supplied, tokens, traces);
    ClientResources resources =
        new ClientResources(connection, profile, limits, encoder, traces, callbacks);
    return new GistwireClient(resources, outboxes, photos);
  }

  private ChannelCredentials credentials() throws IOException {
    boolean certified = clientCertificate != null || trustedCertificates != null;
    Boolean chosen = plaintext;
    boolean local = !certified && authority == null && LOOPBACK.matcher(target).matches();
    if (chosen == null ? local : chosen) {
      if (certified) {
        throw new IllegalStateException("plaintext and certificates exclude each other");
      }
      return InsecureChannelCredentials.create();
    }
    TlsChannelCredentials.Builder tls = TlsChannelCredentials.newBuilder();
    if (trustedCertificates != null) {
      tls.trustManager(PemFiles.requireCertificates(trustedCertificates));
    }
    if (clientCertificate != null && clientKey != null) {
      tls.keyManager(
          PemFiles.requireCertificates(clientCertificate), PemFiles.requireKey(clientKey));
    }
    return tls.build();
  }

  private GistwireClient.OutboxSupplier outboxes() throws IOException {
    Path folder = outboxFolder;
    if (volatileOutbox) {
      return source -> new VolatileOutboxStore();
    }
    if (folder == null) {
      throw new IllegalStateException(
          "no outbox was chosen: call outboxFolder(path) for a durable one, or volatileOutbox() if"
              + " gists may be lost with the process");
    }
    OutboxProvider provider = outboxProvider == null ? findProvider() : outboxProvider;
    OwnerOnlyFiles.createFolders(folder);
    return source -> provider.open(folder, source);
  }

  private GistwireClient.@Nullable PhotoSupplier photos() {
    Path folder = outboxFolder;
    PhotoLimits bounds = photoLimits;
    if (bounds == null) {
      return null;
    }
    if (folder == null || volatileOutbox) {
      throw new IllegalStateException(
          "photos are kept beside a durable outbox: call outboxFolder(path), or leave out"
              + " keepPhotos");
    }
    return (source, epoch) -> PhotoShelf.open(folder.resolve(source + ".photos"), epoch, bounds);
  }

  private static OutboxProvider findProvider() {
    Iterator<OutboxProvider> found = ServiceLoader.load(OutboxProvider.class).iterator();
    if (!found.hasNext()) {
      throw new IllegalStateException(
          "no durable outbox is on the class path: add io.gistwire:gistwire-client-sqlite, or give"
              + " outbox(folder, provider) one of your own");
    }
    return found.next();
  }
}
