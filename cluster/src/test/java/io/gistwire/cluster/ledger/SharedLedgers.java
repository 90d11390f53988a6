package io.gistwire.cluster.ledger;

import com.google.protobuf.ByteString;
import io.gistwire.cluster.node.ClusterNodes;
import io.gistwire.cluster.store.ClusterSettings;
import io.gistwire.cluster.store.DocumentStore;
import io.gistwire.cluster.store.Rest;
import io.gistwire.codec.CodeFingerprint;
import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.Layer;
import io.gistwire.proto.v1.LayerKind;
import io.gistwire.server.ledger.EpochKey;
import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.ledger.LedgerEvent;
import io.gistwire.server.ledger.LedgerUpkeep;
import io.gistwire.server.ledger.SourceKey;
import io.gistwire.server.ledger.Submission;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Ledgers of several servers over the same indices, which are removed in the end. */
final class SharedLedgers implements AutoCloseable {
  static final CodeFingerprint CODE = CodeFingerprint.parse("0123456789abcdef");
  static final EpochKey EPOCH = new EpochKey(new SourceKey("acme", "cam-1"), 0xfeedL);

  /** Makes and removes indices beside the tests, because both take OpenSearch a second or more. */
  private static final ExecutorService BESIDE =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread thread = new Thread(work, "indices-of-tests");
            thread.setDaemon(true);
            return thread;
          });

  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final Map<ClusterNodes, Future<ClusterSettings>> PREPARED =
      new ConcurrentHashMap<>();

  final ClusterSettings settings;
  private final List<OpenSearchLedger> opened = new ArrayList<>();

  SharedLedgers(ClusterNodes nodes) throws Exception {
    Future<ClusterSettings> prepared = PREPARED.get(nodes);
    settings = prepared == null ? prepare(nodes) : prepared.get();
    PREPARED.put(nodes, BESIDE.submit(() -> prepare(nodes)));
  }

  private static ClusterSettings prepare(ClusterNodes nodes) throws IOException {
    String prefix = "test-" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet();
    ClusterSettings settings = nodes.settings(prefix).withCopies(1, 2, 2);
    try (Rest rest = Rest.open(settings)) {
      OpenSearchLedger.setUp(rest, settings);
    }
    return settings;
  }

  /** The ledger of one more server. */
  OpenSearchLedger open() throws Exception {
    return open(settings);
  }

  OpenSearchLedger open(ClusterSettings other) throws Exception {
    return open(other, Long.MAX_VALUE / 4);
  }

  OpenSearchLedger open(ClusterSettings other, long tombstoneMillis) throws Exception {
    OpenSearchLedger ledger = OpenSearchLedger.open(other, tombstoneMillis);
    opened.add(ledger);
    return ledger;
  }

  /** The documents beneath, to leave behind what a lost server would leave. */
  LedgerDocuments documents(Rest rest) {
    return LedgerDocuments.of(
        new DocumentStore(rest, settings.requiredCopies()), settings.prefix());
  }

  static Submission.Put put(long sequence) {
    return put(sequence, sequence);
  }

  static Submission.Put put(long sequence, long meaning) {
    return Submission.Put.of(sequence, CODE, gist(meaning));
  }

  static List<Submission> puts(long first, long last) {
    List<Submission> puts = new ArrayList<>();
    for (long sequence = first; sequence <= last; sequence++) {
      puts.add(put(sequence));
    }
    return puts;
  }

  static Gist gist(long meaning) {
    byte[] code = ByteBuffer.allocate(16).putLong(meaning).putLong(~meaning).array();
    return Gist.newBuilder()
        .addLayers(
            Layer.newBuilder()
                .setKind(LayerKind.LAYER_KIND_EMBEDDING)
                .setData(ByteString.copyFrom(code)))
        .setCaptureTimeMillis(1_700_000_000_000L + meaning)
        .build();
  }

  static GistKey key(long sequence) {
    return new GistKey(EPOCH, sequence);
  }

  static Throwable failureOf(CompletableFuture<?> future) {
    try {
      future.join();
      return null;
    } catch (CompletionException e) {
      return e.getCause();
    }
  }

  static List<LedgerEvent> events(OpenSearchLedger ledger) {
    List<LedgerEvent> events = new ArrayList<>();
    long position = 0;
    while (position < ledger.log().lastPosition()) {
      var slice = ledger.log().readAfter(position, 5_000);
      events.addAll(slice.events());
      position = slice.throughPosition();
    }
    return events;
  }

  static List<LedgerUpkeep.Finding> check(OpenSearchLedger ledger) {
    List<LedgerUpkeep.Finding> findings = new ArrayList<>();
    ledger.upkeep().check(true, findings::add);
    return findings;
  }

  @Override
  public void close() throws Exception {
    for (OpenSearchLedger ledger : opened) {
      ledger.close();
    }
    BESIDE.execute(this::remove);
  }

  private void remove() {
    String indices = settings.prefix() + "-gists," + settings.prefix() + "-ledger";
    try (Rest rest = Rest.open(settings)) {
      rest.json("DELETE", "/" + indices, Map.of(), null);
    } catch (IOException e) {
      System.err.println("left behind: " + indices + ": " + e.getMessage());
    }
  }
}
