package io.gistwire.server.index;

import com.google.protobuf.ByteString;
import io.gistwire.codec.CodeFingerprint;
import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.Layer;
import io.gistwire.proto.v1.LayerKind;
import io.gistwire.server.ledger.EpochKey;
import io.gistwire.server.ledger.EpochLease;
import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.ledger.Ledger;
import io.gistwire.server.ledger.LedgerOptions;
import io.gistwire.server.ledger.SourceKey;
import io.gistwire.server.ledger.SqliteLedger;
import io.gistwire.server.ledger.Submission;
import io.gistwire.server.storage.DataFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A real ledger in a folder, and short words to fill it. */
public final class LedgerInFolder implements AutoCloseable {
  private final DataFolder folder;
  private final SqliteLedger ledger;
  private final Map<EpochKey, EpochLease> leases = new HashMap<>();
  private final Map<EpochKey, Long> sequences = new HashMap<>();

  /** Opens or makes it. */
  public LedgerInFolder(Path path) throws IOException {
    folder = DataFolder.open(path);
    ledger = SqliteLedger.open(folder, LedgerOptions.defaults());
  }

  /** The ledger. */
  public Ledger ledger() {
    return ledger;
  }

  /** A gist of a code and, where they are not null, a caption and labels. */
  public static Gist gist(byte[] code, String caption, byte[] labels, long capturedMillis) {
    Gist.Builder gist = Gist.newBuilder().setCaptureTimeMillis(capturedMillis);
    if (code != null) {
      gist.addLayers(layer(LayerKind.LAYER_KIND_EMBEDDING, code));
    }
    if (caption != null) {
      byte[] text = caption.getBytes(StandardCharsets.UTF_8);
      gist.addLayers(layer(LayerKind.LAYER_KIND_CAPTION, text));
    }
    if (labels != null) {
      gist.addLayers(layer(LayerKind.LAYER_KIND_ATTRIBUTES, labels));
    }
    return gist.build();
  }

  private static Layer layer(LayerKind kind, byte[] bytes) {
    return Layer.newBuilder().setKind(kind).setData(ByteString.copyFrom(bytes)).build();
  }

  /** Writes one gist and returns when it is on disk. */
  public GistKey put(String tenant, String source, CodeFingerprint code, Gist gist) {
    return putAll(tenant, source, code, List.of(gist)).get(0);
  }

  /** Writes gists of one source and returns when they are on disk. */
  public List<GistKey> putAll(
      String tenant, String source, CodeFingerprint code, List<Gist> gists) {
    EpochKey epoch = new EpochKey(new SourceKey(tenant, source), 0xe0);
    EpochLease lease = lease(epoch);
    long sequence = sequences.getOrDefault(epoch, lease.heldThrough());
    List<Submission> submissions = new ArrayList<>();
    List<GistKey> keys = new ArrayList<>();
    for (Gist gist : gists) {
      submissions.add(Submission.Put.of(++sequence, code, gist));
      keys.add(new GistKey(epoch, sequence));
    }
    sequences.put(epoch, sequence);
    ledger.append(lease, submissions).join();
    return keys;
  }

  /** Adds a later layer and returns when it is on disk. */
  public void addLayer(GistKey key, LayerKind kind, byte[] bytes) {
    ledger
        .addLayers(lease(key.epoch()), key.sequence(), List.of(layer(kind, bytes)), 65_536)
        .join();
  }

  /** Deletes a gist and returns when that is on disk. */
  public void delete(GistKey key) {
    ledger.delete(key).join();
  }

  private EpochLease lease(EpochKey epoch) {
    return leases.computeIfAbsent(epoch, key -> ledger.lease(key, 0).join());
  }

  @Override
  public void close() throws IOException {
    ledger.close();
    folder.close();
  }
}
