package io.gistwire.server.contract;

import com.google.protobuf.ByteString;
import io.gistwire.codec.CodeFingerprint;
import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.Layer;
import io.gistwire.proto.v1.LayerKind;
import io.gistwire.server.ledger.EpochKey;
import io.gistwire.server.ledger.EpochLease;
import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.ledger.Ledger;
import io.gistwire.server.ledger.SourceKey;
import io.gistwire.server.ledger.Submission;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Fills any ledger with gists; each method returns when what it wrote is on disk. */
public class GistWriter {
  private static final int MAX_GIST_BYTES = 65_536;

  private final Ledger ledger;
  private final Map<EpochKey, EpochLease> leases = new HashMap<>();
  private final Map<EpochKey, Long> sequences = new HashMap<>();

  /** Writes to this ledger. */
  public GistWriter(Ledger ledger) {
    this.ledger = ledger;
  }

  /** The ledger. */
  public final Ledger ledger() {
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

  /** A layer of these bytes. */
  public static Layer layer(LayerKind kind, byte... bytes) {
    return Layer.newBuilder().setKind(kind).setData(ByteString.copyFrom(bytes)).build();
  }

  /** Writes one gist. */
  public final GistKey put(String tenant, String source, CodeFingerprint code, Gist gist) {
    return putAll(tenant, source, code, List.of(gist)).get(0);
  }

  /** Writes gists of one source. */
  public final List<GistKey> putAll(
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

  /** Adds a later layer. */
  public final void addLayer(GistKey key, LayerKind kind, byte[] bytes) {
    ledger
        .addLayers(lease(key.epoch()), key.sequence(), List.of(layer(kind, bytes)), MAX_GIST_BYTES)
        .join();
  }

  /** Deletes a gist. */
  public final void delete(GistKey key) {
    ledger.delete(key).join();
  }

  private EpochLease lease(EpochKey epoch) {
    return leases.computeIfAbsent(epoch, key -> ledger.lease(key, 0).join());
  }
}
