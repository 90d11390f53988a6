package io.gistwire.server.captions;

import io.gistwire.codec.CodeFingerprint;
import io.gistwire.codec.GistFormatException;
import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.Layer;
import io.gistwire.proto.v1.LayerKind;
import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.ledger.HeldGist;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The one reader of the captions of a code fingerprint: a caption is decoded or inferred once and
 * then comes from the store. Thread-safe.
 *
 * <p>A caption that was sent always wins; without one the pack infers it from the code. What no
 * pack here can read is empty: a gist that cannot be read must not make a list fail.
 */
public final class Captions implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Captions.class.getName());

  /** Threads that want the same caption at the same time wait for one of them. */
  private static final int LOCKS = 64;

  private final CodeFingerprint fingerprint;
  private final CaptionDecoding decoding;
  private final CaptionStore store;
  private final Object[] locks = new Object[LOCKS];

  /** Reads by this pack and keeps what it read in this store, which it closes. */
  public Captions(CodeFingerprint fingerprint, CaptionDecoding decoding, CaptionStore store) {
    this.fingerprint = fingerprint;
    this.decoding = decoding;
    this.store = store;
    for (int i = 0; i < LOCKS; i++) {
      locks[i] = new Object();
    }
  }

  /** What the store has of a gist. Never decodes. */
  public Optional<Caption> known(GistKey key) {
    return store.find(key).map(CaptionStore.Entry::caption);
  }

  /** What the store has of a gist as it is held now. Never decodes. */
  public Optional<Caption> known(HeldGist held) {
    return known(held.key(), CaptionDigest.of(held.gist()));
  }

  /** What the store has of some gists as they are held now. Never decodes. */
  public Map<GistKey, Caption> knownOf(Collection<HeldGist> gists) {
    Map<GistKey, CaptionStore.Entry> entries =
        store.findAll(gists.stream().map(HeldGist::key).toList());
    Map<GistKey, Caption> known = new HashMap<>();
    for (HeldGist held : gists) {
      CaptionStore.Entry entry = entries.get(held.key());
      if (entry != null && entry.digest() == CaptionDigest.of(held.gist())) {
        known.put(held.key(), entry.caption());
      }
    }
    return known;
  }

  Optional<Caption> known(GistKey key, long digest) {
    return store
        .find(key)
        .filter(entry -> entry.digest() == digest)
        .map(CaptionStore.Entry::caption);
  }

  /**
   * What a list or an alert shows now: the stored caption, or the one that was sent, or what the
   * pack can infer quickly. Takes milliseconds where the store has none.
   */
  public Caption shown(HeldGist held) {
    return known(held)
        .orElseGet(
            () ->
                wasSent(held.gist())
                    ? settled(held.key(), held.gist(), CaptionDigest.of(held.gist()))
                    : inferredIfMeant(held.gist(), decoding.inference()::quick));
  }

  /**
   * The caption for good of a gist as an event of the log has it, for those who come before the
   * index's follower. Kept, unless the store knows the gist with other layers.
   */
  public Caption read(GistKey key, Gist gist) {
    long digest = CaptionDigest.of(gist);
    Optional<CaptionStore.Entry> kept = store.find(key);
    if (kept.isEmpty()) {
      return settled(key, gist, digest);
    }
    return kept.get().digest() == digest ? kept.get().caption() : of(gist);
  }

  /**
   * The caption for good: from the store, or decoded or inferred and then kept.
   *
   * @return also whether it had to be read
   */
  public Settled settle(HeldGist held) {
    return settle(held.key(), held.gist(), () -> Optional.of(held.gist()));
  }

  /**
   * The caption for good of a gist as an event of the log has it.
   *
   * @param now the gist with all layers held now, for a store that knows those already; empty when
   *     it was deleted
   */
  public Settled settle(GistKey key, Gist gist, Supplier<Optional<Gist>> now) {
    long digest = CaptionDigest.of(gist);
    Optional<CaptionStore.Entry> kept = store.find(key);
    if (kept.isPresent() && kept.get().digest() == digest) {
      return new Settled(kept.get().caption(), false);
    }
    if (kept.isPresent()) {
      Optional<Gist> whole = now.get();
      if (whole.isPresent() && kept.get().digest() == CaptionDigest.of(whole.get())) {
        return new Settled(kept.get().caption(), false);
      }
    }
    return new Settled(settled(key, gist, digest), true);
  }

  /**
   * A caption for good.
   *
   * @param wasRead whether it was decoded or inferred just now, which takes its time
   */
  public record Settled(Caption caption, boolean wasRead) {}

  private Caption settled(GistKey key, Gist gist, long digest) {
    synchronized (locks[Math.floorMod(key.hashCode(), LOCKS)]) {
      return known(key, digest)
          .orElseGet(
              () -> {
                Caption read = of(gist);
                store.put(key, new CaptionStore.Entry(digest, read));
                return read;
              });
    }
  }

  /**
   * Reads a caption again that the store has lost, or that a pack of another version inferred.
   *
   * @return the new caption where there was something to do
   */
  Optional<Caption> renew(HeldGist held) {
    long digest = CaptionDigest.of(held.gist());
    Optional<Caption> known = known(held.key(), digest);
    if (known.isPresent() && known.get().isCurrent(packVersion())) {
      return Optional.empty();
    }
    Caption read = of(held.gist());
    store.put(held.key(), new CaptionStore.Entry(digest, read));
    return Optional.of(read);
  }

  /** The caption of a gist that is not stored. Nothing is kept. */
  public Caption of(Gist gist) {
    if (wasSent(gist)) {
      String sent = decoding.decoded(gist);
      if (!sent.isEmpty()) {
        return Caption.sent(sent);
      }
    }
    return inferredIfMeant(gist, decoding.inference()::infer);
  }

  /** What the pack infers from the code at best, whatever was sent. Nothing is kept. */
  public Caption inferred(Gist gist) {
    return inferred(gist, decoding.inference()::thorough);
  }

  /** The text of the caption layer; empty without the layer. Nothing is kept. */
  public String decoded(Gist gist) {
    return decoding.decoded(gist);
  }

  /** Whether a caption was sent with the gist that costs bytes. */
  public static boolean wasSent(Gist gist) {
    return layer(gist, LayerKind.LAYER_KIND_CAPTION)
        .filter(layer -> !layer.getData().isEmpty())
        .isPresent();
  }

  /** Whether this gist can have a caption at all. */
  public boolean mayHave(Gist gist) {
    return layer(gist, LayerKind.LAYER_KIND_CAPTION).isPresent()
        || !decoding.inference().needsEmptyLayer()
            && layer(gist, LayerKind.LAYER_KIND_EMBEDDING).isPresent();
  }

  /** One of the ways to infer. */
  private interface Way {
    Optional<CaptionInference.Inferred> infer(
        io.gistwire.codec.Layer embedding, Optional<io.gistwire.codec.Layer> attributes)
        throws GistFormatException;
  }

  private Caption inferredIfMeant(Gist gist, Way way) {
    return mayHave(gist) ? inferred(gist, way) : Caption.none(decoding.inference().packVersion());
  }

  private Caption inferred(Gist gist, Way way) {
    String version = decoding.inference().packVersion();
    Optional<Layer> embedding =
        layer(gist, LayerKind.LAYER_KIND_EMBEDDING).filter(layer -> !layer.getData().isEmpty());
    if (embedding.isEmpty()) {
      return Caption.none(version);
    }
    try {
      return way.infer(
              codec(embedding.get(), io.gistwire.codec.LayerKind.EMBEDDING),
              layer(gist, LayerKind.LAYER_KIND_ATTRIBUTES)
                  .map(layer -> codec(layer, io.gistwire.codec.LayerKind.ATTRIBUTES)))
          .map(found -> Caption.inferred(found.text(), found.confidence(), version))
          .orElse(Caption.none(version));
    } catch (GistFormatException | IllegalArgumentException e) {
      LOG.log(System.Logger.Level.DEBUG, "a code without a caption: {0}", e.getMessage());
      return Caption.none(version);
    }
  }

  private static Optional<Layer> layer(Gist gist, LayerKind kind) {
    for (Layer layer : gist.getLayersList()) {
      if (layer.getKind() == kind) {
        return Optional.of(layer);
      }
    }
    return Optional.empty();
  }

  private static io.gistwire.codec.Layer codec(Layer layer, io.gistwire.codec.LayerKind kind) {
    return io.gistwire.codec.Layer.of(
        kind, layer.getConditionedStages(), layer.getData().toByteArray());
  }

  /** Drops what is kept of a gist that was deleted. */
  public void delete(GistKey key) {
    store.delete(key);
  }

  /** Brings what was read to the disk. */
  public void flush() {
    store.flush();
  }

  /** Fingerprint of the gists whose captions it reads. */
  public CodeFingerprint fingerprint() {
    return fingerprint;
  }

  /** Version under which captions are inferred. */
  String packVersion() {
    return decoding.inference().packVersion();
  }

  /** Where captions are kept. */
  CaptionStore store() {
    return store;
  }

  /** Size of the store's files. */
  public long diskBytes() {
    return store.diskBytes();
  }

  @Override
  public void close() {
    store.flush();
    store.close();
  }
}
