package io.gistwire.client;

import io.gistwire.client.calls.AdminCalls;
import io.gistwire.client.calls.GistCalls;
import io.gistwire.client.calls.PackCalls;
import io.gistwire.client.calls.SearchCalls;
import io.gistwire.client.calls.WatchCalls;
import io.gistwire.client.outbox.OutboxException;
import io.gistwire.client.outbox.OutboxStore;
import io.gistwire.client.photos.PhotoShelf;
import io.gistwire.client.stream.SourceStream;
import io.grpc.Channel;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a Gistwire server. Thread-safe; make one and keep it.
 *
 * <pre>{@code
 * try (GistwireClient client =
 *         GistwireClient.builder().target("gists.example.com").encoder(encoder).outboxFolder(folder).build();
 *     GistStream stream = client.open("camera-1")) {
 *   stream.send(Files.readAllBytes(photo)).delivered().whenComplete((key, failure) ->
 *       System.out.println(failure == null ? key.name() : failure.getMessage()));
 * }
 * }</pre>
 */
public final class GistwireClient implements AutoCloseable {
  private static final Pattern SOURCE = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");

  private final ClientResources resources;
  private final OutboxSupplier outboxes;
  private final @Nullable PhotoSupplier photos;
  private final Map<String, GistStream> streams = new HashMap<>();
  private boolean closed;

  GistwireClient(
      ClientResources resources, OutboxSupplier outboxes, @Nullable PhotoSupplier photos) {
    this.resources = resources;
    this.outboxes = outboxes;
    this.photos = photos;
  }

  /** Opens the outbox of a source. */
  interface OutboxSupplier {
    OutboxStore open(String source) throws OutboxException;
  }

  /** Opens the photos of a source. */
  interface PhotoSupplier {
    PhotoShelf open(String source, long epoch) throws IOException;
  }

  /** A client is made here. */
  public static ClientBuilder builder() {
    return new ClientBuilder();
  }

  /** As {@link #open(String, StreamListener)}, hearing nothing. */
  public GistStream open(String source) throws OutboxException {
    return open(source, new StreamListener() {});
  }

  /**
   * Opens the stream of a source: its outbox now, its connection in the background. What is left
   * from before is sent first. <b>Reads the outbox's file on the caller's thread.</b>
   *
   * @param source the device or camera, 1 to 63 characters of a-z, 0-9, '-', '_', '.', beginning
   *     with a letter or digit
   * @throws io.gistwire.client.outbox.OutboxLockedException when the outbox is open elsewhere
   */
  public GistStream open(String source, StreamListener listener) throws OutboxException {
    if (!SOURCE.matcher(source).matches()) {
      throw new IllegalArgumentException(
          "source '"
              + source
              + "' is not allowed; use 1 to 63 characters of a-z, 0-9, '-', '_', '.', beginning"
              + " with a letter or digit");
    }
    synchronized (streams) {
      if (closed) {
        throw new IllegalStateException("the client is closed");
      }
      if (streams.containsKey(source)) {
        throw new IllegalStateException(
            "the stream of source '" + source + "' is open already; close it first");
      }
      OutboxStore outbox = outboxes.open(source);
      GistStream stream =
          new SourceStream(
              source,
              outbox,
              shelf(source, outbox),
              resources.streamSettings(),
              listener,
              () -> forget(source));
      streams.put(source, stream);
      return stream;
    }
  }

  private @Nullable PhotoShelf shelf(String source, OutboxStore outbox) throws OutboxException {
    PhotoSupplier supplier = photos;
    try {
      return supplier == null ? null : supplier.open(source, outbox.epoch());
    } catch (IOException e) {
      outbox.close();
      throw new OutboxException(
          "the photos kept for source '" + source + "' cannot be opened: " + e.getMessage(), e);
    }
  }

  private void forget(String source) {
    synchronized (streams) {
      streams.remove(source);
    }
  }

  /** Calls about single gists. */
  public GistCalls gists() {
    return new GistCalls(resources.channel(), resources.callbacks(), resources.lifetime());
  }

  /** Search, classification and statistics. */
  public SearchCalls search() {
    return new SearchCalls(resources.channel(), resources.callbacks());
  }

  /** Standing queries and their alerts. */
  public WatchCalls watches() {
    return new WatchCalls(resources.channel(), resources.callbacks(), resources.lifetime());
  }

  /** The packs that the server offers. */
  public PackCalls packs() {
    return new PackCalls(resources.channel(), resources.callbacks());
  }

  /** Figures, retention and tokens; upkeep of the server for its operator. */
  public AdminCalls admin() {
    return new AdminCalls(resources.channel(), resources.callbacks());
  }

  /** The channel, with authentication, for stubs of the protocol's other services. */
  public Channel channel() {
    return resources.channel();
  }

  /** The device has another network: all streams connect anew at once. */
  public void networkChanged() {
    resources.leaveNetwork();
    for (GistStream stream : open()) {
      stream.networkChanged();
    }
  }

  private List<GistStream> open() {
    synchronized (streams) {
      return new ArrayList<>(streams.values());
    }
  }

  /**
   * Closes all streams, each as {@link GistStream#close(Duration)}, then the connection. Calls
   * under way fail with reason CLIENT_CLOSED, and result streams end.
   *
   * @return whether everything was delivered
   */
  public boolean close(Duration atMost) {
    synchronized (streams) {
      closed = true;
    }
    long endNanos = System.nanoTime() + atMost.toNanos();
    boolean delivered = true;
    for (GistStream stream : open()) {
      delivered &= stream.close(Duration.ofNanos(Math.max(0, endNanos - System.nanoTime())));
    }
    resources.close();
    return delivered;
  }

  /**
   * Closes all streams, each as {@link GistStream#close()}, then the connection, as {@link
   * #close(Duration)} does.
   */
  @Override
  public void close() {
    synchronized (streams) {
      closed = true;
    }
    for (GistStream stream : open()) {
      stream.close();
    }
    resources.close();
  }
}
