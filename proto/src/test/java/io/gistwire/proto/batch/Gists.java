package io.gistwire.proto.batch;

import com.google.protobuf.ByteString;
import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.Layer;
import io.gistwire.proto.v1.LayerKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Gists of all shapes for the tests. */
final class Gists {
  private Gists() {}

  /** Any lists of 1 to 80 gists with any layers, also without any. */
  static Arbitrary<List<Gist>> lists() {
    Arbitrary<Long> times =
        Arbitraries.oneOf(
            Arbitraries.longs().between(1_700_000_000_000L, 1_700_000_100_000L),
            Arbitraries.longs()
                .between(
                    BatchColumns.MIN_CAPTURE_TIME_MILLIS, BatchColumns.MAX_CAPTURE_TIME_MILLIS));
    Arbitrary<Integer> sides =
        Arbitraries.oneOf(Arbitraries.just(0), Arbitraries.integers().between(0, 65_535));
    return Combinators.combine(Arbitraries.randomValue(Gists::randomLayers), times, sides, sides)
        .as(
            (layers, time, width, height) ->
                Gist.newBuilder()
                    .addAllLayers(layers)
                    .setCaptureTimeMillis(time)
                    .setPhotoWidthPixels(width)
                    .setPhotoHeightPixels(height)
                    .build())
        .list()
        .ofMinSize(1)
        .ofMaxSize(80);
  }

  private static List<Layer> randomLayers(Random random) {
    List<Layer> layers = new ArrayList<>();
    int embeddingBytes = 0;
    for (int kind = 1; kind <= 9; kind++) {
      if (random.nextInt(3) == 0) {
        int length = random.nextInt(20);
        boolean usual = random.nextBoolean();
        boolean embedding = kind == LayerKind.LAYER_KIND_EMBEDDING_VALUE;
        int stages = usual ? Math.min(16, embeddingBytes) : random.nextInt(17);
        layers.add(layer(kind, embedding ? 0 : stages, random, length));
        embeddingBytes = embedding ? length : embeddingBytes;
      }
    }
    return layers;
  }

  private static Layer layer(int kind, int stages, Random random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return Layer.newBuilder()
        .setKindValue(kind)
        .setConditionedStages(stages)
        .setData(ByteString.copyFrom(bytes))
        .build();
  }

  /** A gist as a camera sends it: a 16-byte embedding and a caption given all of it. */
  static Gist usual(Random random, int captionBytes, long captureTimeMillis) {
    return Gist.newBuilder()
        .addLayers(layer(LayerKind.LAYER_KIND_EMBEDDING_VALUE, 0, random, 16))
        .addLayers(layer(LayerKind.LAYER_KIND_CAPTION_VALUE, 16, random, captionBytes))
        .setCaptureTimeMillis(captureTimeMillis)
        .build();
  }

  static int layerBytes(List<Gist> gists) {
    return gists.stream()
        .flatMap(gist -> gist.getLayersList().stream())
        .mapToInt(layer -> layer.getData().size())
        .sum();
  }
}
