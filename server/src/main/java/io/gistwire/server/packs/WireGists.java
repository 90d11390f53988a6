package io.gistwire.server.packs;

import com.google.protobuf.ByteString;
import io.gistwire.codec.CodeFingerprint;
import io.gistwire.codec.Gist;
import io.gistwire.codec.Layer;
import io.gistwire.codec.LayerKind;
import java.util.ArrayList;
import java.util.List;

/** Between the gists of the wire and those of the codec. */
public final class WireGists {
  private static final LayerKind[] KINDS = LayerKind.values();

  private WireGists() {}

  /**
   * The codec's form.
   *
   * @throws IllegalArgumentException when a layer is of no known kind, or beyond its limits
   */
  public static Gist toCodec(CodeFingerprint fingerprint, io.gistwire.proto.v1.Gist gist) {
    List<Layer> layers = new ArrayList<>(gist.getLayersCount());
    for (io.gistwire.proto.v1.Layer layer : gist.getLayersList()) {
      layers.add(
          Layer.of(
              kind(layer.getKindValue()),
              layer.getConditionedStages(),
              layer.getData().toByteArray()));
    }
    return Gist.of(fingerprint, layers);
  }

  private static LayerKind kind(int number) {
    for (LayerKind kind : KINDS) {
      if (kind.number() == number) {
        return kind;
      }
    }
    throw new IllegalArgumentException("there is no kind of layer with the number " + number);
  }

  /** The wire's form: layers only. */
  public static io.gistwire.proto.v1.Gist.Builder toWire(Gist gist) {
    io.gistwire.proto.v1.Gist.Builder wire = io.gistwire.proto.v1.Gist.newBuilder();
    for (Layer layer : gist.layers()) {
      wire.addLayers(
          io.gistwire.proto.v1.Layer.newBuilder()
              .setKindValue(layer.kind().number())
              .setConditionedStages(layer.conditionedStages())
              .setData(ByteString.copyFrom(layer.toByteArray())));
    }
    return wire;
  }
}
