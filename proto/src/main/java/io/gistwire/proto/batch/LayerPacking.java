package io.gistwire.proto.batch;

import com.google.protobuf.ByteString;
import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.Layer;
import io.gistwire.proto.v1.LayerColumn;
import io.gistwire.proto.v1.LayerKind;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.LongStream;

/** Gists' layers into columns, one for each kind that is in any of them. */
final class LayerPacking {
  /** Beyond this many stages nothing is ever conditioned. */
  static final int MAX_CONDITIONED_STAGES = 16;

  private final List<Gist> gists;

  /** For each kind, for each gist: its layer, or null. */
  private final TreeMap<Integer, Layer[]> layersByKind = new TreeMap<>();

  private LayerPacking(List<Gist> gists) {
    this.gists = gists;
  }

  static List<LayerColumn> pack(List<Gist> gists) {
    LayerPacking packing = new LayerPacking(gists);
    packing.sortByKind();
    List<LayerColumn> columns = new ArrayList<>();
    packing.layersByKind.forEach((kind, layers) -> columns.add(packing.column(kind, layers)));
    return columns;
  }

  private void sortByKind() {
    for (int i = 0; i < gists.size(); i++) {
      int previousKind = 0;
      for (Layer layer : gists.get(i).getLayersList()) {
        if (layer.getKindValue() <= previousKind) {
          throw new IllegalArgumentException(
              "gist "
                  + i
                  + " has a layer of kind "
                  + layer.getKindValue()
                  + " after one of kind "
                  + previousKind
                  + "; kinds ascend");
        }
        previousKind = layer.getKindValue();
        layersByKind.computeIfAbsent(previousKind, kind -> new Layer[gists.size()])[i] = layer;
      }
    }
  }

  private LayerColumn column(int kind, Layer[] layers) {
    boolean[] present = new boolean[layers.length];
    List<Layer> held = new ArrayList<>();
    for (int i = 0; i < layers.length; i++) {
      present[i] = layers[i] != null;
      if (present[i]) {
        held.add(layers[i]);
      }
    }
    LayerColumn.Builder column =
        LayerColumn.newBuilder().setKindValue(kind).setPresence(Presence.pack(present));
    packStages(kind, layers, column);
    LayerColumn whole = packWhole(held, column.clone());
    if (kind != LayerKind.LAYER_KIND_EMBEDDING_VALUE || held.size() < 2) {
      return whole;
    }
    LayerColumn shared = packShared(held, column);
    return shared.getSerializedSize() < whole.getSerializedSize() ? shared : whole;
  }

  private void packStages(int kind, Layer[] layers, LayerColumn.Builder column) {
    List<Long> stages = new ArrayList<>();
    boolean implied = true;
    for (int i = 0; i < layers.length; i++) {
      if (layers[i] != null) {
        stages.add((long) layers[i].getConditionedStages());
        implied &= layers[i].getConditionedStages() == impliedStages(kind, i);
      }
    }
    if (!implied) {
      column.setConditionedStages(IntegerColumns.pack(toArray(stages)));
    }
  }

  private int impliedStages(int kind, int gist) {
    Layer[] embeddings = layersByKind.get(LayerKind.LAYER_KIND_EMBEDDING_VALUE);
    return embeddings == null
            || embeddings[gist] == null
            || kind == LayerKind.LAYER_KIND_EMBEDDING_VALUE
        ? 0
        : Math.min(MAX_CONDITIONED_STAGES, embeddings[gist].getData().size());
  }

  private static LayerColumn packWhole(List<Layer> layers, LayerColumn.Builder column) {
    long[] lengths = lengths(layers);
    if (LongStream.of(lengths).distinct().count() > 1) {
      column.setLengths(IntegerColumns.pack(lengths));
    }
    List<ByteString> data = new ArrayList<>();
    layers.forEach(layer -> data.add(layer.getData()));
    return column.setData(ByteString.copyFrom(data)).build();
  }

  private static LayerColumn packShared(List<Layer> layers, LayerColumn.Builder column) {
    long[] shared = new long[layers.size()];
    List<ByteString> data = new ArrayList<>();
    data.add(layers.get(0).getData());
    for (int i = 1; i < shared.length; i++) {
      ByteString code = layers.get(i).getData();
      shared[i] = sharedLeadingBytes(layers.get(i - 1).getData(), code);
      data.add(code.substring((int) shared[i]));
    }
    return column
        .setData(ByteString.copyFrom(data))
        .setLengths(IntegerColumns.pack(lengths(layers)))
        .setSharedLeadingBytes(IntegerColumns.pack(shared))
        .build();
  }

  private static int sharedLeadingBytes(ByteString a, ByteString b) {
    int limit = Math.min(a.size(), b.size());
    int shared = 0;
    while (shared < limit && a.byteAt(shared) == b.byteAt(shared)) {
      shared++;
    }
    return shared;
  }

  private static long[] lengths(List<Layer> layers) {
    return layers.stream().mapToLong(layer -> layer.getData().size()).toArray();
  }

  private static long[] toArray(List<Long> values) {
    return values.stream().mapToLong(Long::longValue).toArray();
  }
}
