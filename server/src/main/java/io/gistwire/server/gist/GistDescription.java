package io.gistwire.server.gist;

import io.gistwire.codec.CodeFingerprint;
import io.gistwire.codec.GistFormatException;
import io.gistwire.models.LabelScore;
import io.gistwire.models.manifest.LayerSpec;
import io.gistwire.proto.v1.DescribeGistResponse;
import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.Layer;
import io.gistwire.proto.v1.LayerDescription;
import io.gistwire.proto.v1.LayerKind;
import io.gistwire.server.captions.Captions;
import io.gistwire.server.packindex.PackIndex;
import io.gistwire.server.packindex.PackIndexes;
import io.gistwire.server.packs.ServedPack;
import io.gistwire.server.packs.ServedPacks;
import io.gistwire.server.packs.WireGists;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Describes what a gist contains. */
final class GistDescription {
  private static final System.Logger LOG = System.getLogger(GistDescription.class.getName());
  private static final String PREFIX = "LAYER_KIND_";

  private final ServedPacks packs;
  private final PackIndexes indexes;

  GistDescription(ServedPacks packs, PackIndexes indexes) {
    this.packs = packs;
    this.indexes = indexes;
  }

  DescribeGistResponse describe(CodeFingerprint code, Gist gist, int maxLabels) {
    Optional<ServedPack> pack = packs.find(code);
    Optional<Captions> captions = indexes.find(code).map(PackIndex::captions);
    String caption = captions.map(reader -> reader.decoded(gist)).orElse("");
    String labels = String.join(", ", indexes.labels(code, gist));
    DescribeGistResponse.Builder answer = DescribeGistResponse.newBuilder().setCaption(caption);
    if (!Captions.wasSent(gist)) {
      captions.ifPresent(reader -> answer.setComposedCaption(reader.inferred(gist).text()));
    }
    int bytes = 0;
    for (Layer layer : gist.getLayersList()) {
      bytes += layer.getData().size();
      answer.addLayers(describe(spec(pack, layer), layer, caption, labels));
      if (layer.getKind() == LayerKind.LAYER_KIND_CAPTION && layer.getData().isEmpty()) {
        answer.setCaptionImplied(true);
      }
    }
    pack.ifPresent(
        served -> {
          answer.setPack(served.name());
          labels(served, code, gist, maxLabels).forEach(answer::addLabels);
        });
    return answer.setLayerBytes(bytes).build();
  }

  private static List<io.gistwire.proto.v1.LabelScore> labels(
      ServedPack pack, CodeFingerprint code, Gist gist, int maxLabels) {
    try {
      return pack.model().gistReader().labelScores(WireGists.toCodec(code, gist)).stream()
          .sorted(Comparator.comparingDouble(LabelScore::probability).reversed())
          .limit(maxLabels)
          .map(GistDescription::show)
          .toList();
    } catch (GistFormatException | IllegalArgumentException e) {
      LOG.log(System.Logger.Level.DEBUG, "a gist cannot be read: {0}", e.getMessage());
      return List.of();
    }
  }

  private static io.gistwire.proto.v1.LabelScore show(LabelScore score) {
    return io.gistwire.proto.v1.LabelScore.newBuilder()
        .setLabel(score.label().name())
        .setProbability((float) score.probability())
        .build();
  }

  private static LayerDescription describe(
      Optional<LayerSpec> spec, Layer layer, String caption, String labels) {
    return LayerDescription.newBuilder()
        .setKind(layer.getKind())
        .setSizeBytes(layer.getData().size())
        .setConditionedStages(layer.getConditionedStages())
        .setCodec(spec.map(LayerSpec::codec).orElse(""))
        .setSummary(summary(spec, layer, caption, labels))
        .build();
  }

  private static Optional<LayerSpec> spec(Optional<ServedPack> pack, Layer layer) {
    return pack.flatMap(
        served ->
            served.model().manifest().code().layers().stream()
                .filter(spec -> spec.kind().number() == layer.getKindValue())
                .findFirst());
  }

  private static String summary(
      Optional<LayerSpec> spec, Layer layer, String caption, String labels) {
    int size = layer.getData().size();
    return switch (layer.getKind()) {
      case LAYER_KIND_EMBEDDING ->
          size + spec.map(s -> " of " + s.maxBytes()).orElse("") + " bytes of the embedding";
      case LAYER_KIND_CAPTION -> "\"" + caption + "\"";
      case LAYER_KIND_ATTRIBUTES -> labels;
      default ->
          layer.getKind().name().replace(PREFIX, "").replace('_', ' ').toLowerCase(Locale.ROOT);
    };
  }
}
