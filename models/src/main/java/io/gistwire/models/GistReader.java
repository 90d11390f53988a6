package io.gistwire.models;

import io.gistwire.codec.CorruptGistException;
import io.gistwire.codec.FingerprintMismatchException;
import io.gistwire.codec.Gist;
import io.gistwire.codec.GistFormatException;
import io.gistwire.codec.Layer;
import io.gistwire.codec.LayerKind;
import io.gistwire.codec.attributes.AttributeModel;
import io.gistwire.codec.layout.LayoutCodec;
import io.gistwire.codec.layout.LayoutGrid;
import io.gistwire.codec.map.SemanticMap;
import io.gistwire.codec.map.SemanticMapCodec;
import io.gistwire.codec.sketch.Sketch;
import io.gistwire.codec.sketch.SketchCodec;
import io.gistwire.models.layers.Condition;
import io.gistwire.models.manifest.PackManifest;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * Reads the layers of gists of one pack into words and grids. Thread-safe; needs no network.
 *
 * <p>Every method throws a {@link FingerprintMismatchException} for a gist of another pack.
 */
public final class GistReader {
  private static final double ONE = 65_536;

  private final PackManifest manifest;
  private final PackCodecs codecs;

  GistReader(PackManifest manifest, PackCodecs codecs) {
    this.manifest = manifest;
    this.codecs = codecs;
  }

  /**
   * The labels that hold, in the pack's order: those of the attributes layer, or without one those
   * that the embedding implies.
   */
  public List<Label> labels(Gist gist) throws GistFormatException {
    check(gist);
    AttributeModel model = codecs.attributes().orElse(null);
    if (model == null) {
      return List.of();
    }
    Layer layer = attributes(gist);
    Condition given = Condition.of(codecs.quantizer(), gist, layer);
    int stages = Math.min(given.stages(), model.maxStages());
    BitSet set = model.decode(layer.toByteArray(), given.vector(), stages);
    List<Label> held = new ArrayList<>();
    set.stream().forEach(label -> held.add(codecs.labels().get(label)));
    return held;
  }

  /** Every label of the pack with its probability given the gist's whole embedding, in order. */
  public List<LabelScore> labelScores(Gist gist) throws GistFormatException {
    check(gist);
    AttributeModel model = codecs.attributes().orElse(null);
    if (model == null) {
      return List.of();
    }
    Layer embedding = gist.layer(LayerKind.EMBEDDING).orElse(null);
    Condition given =
        embedding == null
            ? Condition.none(manifest.code().dimension())
            : Condition.of(codecs.quantizer(), embedding);
    int[] probabilities =
        model.probabilities(given.vector(), Math.min(given.stages(), model.maxStages()));
    List<LabelScore> scores = new ArrayList<>();
    for (int label = 0; label < probabilities.length; label++) {
      scores.add(new LabelScore(codecs.labels().get(label), probabilities[label] / ONE));
    }
    return scores;
  }

  /** A gist without the layer states what its embedding implies. */
  private static Layer attributes(Gist gist) {
    return gist.layer(LayerKind.ATTRIBUTES)
        .orElseGet(
            () ->
                Layer.of(
                    LayerKind.ATTRIBUTES,
                    gist.layer(LayerKind.EMBEDDING).map(Layer::sizeBytes).orElse(0),
                    new byte[0]));
  }

  /** The colour grid; empty when the gist has no layout layer. */
  public Optional<LayoutGrid> layout(Gist gist) throws GistFormatException {
    check(gist);
    return gist.layer(LayerKind.LAYOUT).map(layer -> LayoutCodec.decode(layer.toByteArray()));
  }

  /** The label grid, numbers in the pack's label list; empty when the gist has no such layer. */
  public Optional<SemanticMap> semanticMap(Gist gist) throws GistFormatException {
    check(gist);
    Optional<Layer> layer = gist.layer(LayerKind.SEMANTIC_MAP);
    if (layer.isPresent() && codecs.labels().isEmpty()) {
      throw new CorruptGistException("gist has a semantic map; its pack has no labels");
    }
    return layer.map(l -> new SemanticMapCodec(codecs.labels().size()).decode(l.toByteArray()));
  }

  /** The edges; empty when the gist has no sketch layer. */
  public Optional<Sketch> sketch(Gist gist) throws GistFormatException {
    check(gist);
    return gist.layer(LayerKind.SKETCH).map(layer -> SketchCodec.decode(layer.toByteArray()));
  }

  private void check(Gist gist) throws FingerprintMismatchException {
    if (!gist.fingerprint().equals(manifest.codeFingerprint())) {
      throw new FingerprintMismatchException(
          "gist has code fingerprint "
              + gist.fingerprint()
              + "; pack "
              + manifest.name()
              + " reads "
              + manifest.codeFingerprint());
    }
  }
}
