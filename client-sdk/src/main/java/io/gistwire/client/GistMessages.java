package io.gistwire.client;

import com.google.protobuf.ByteString;
import io.gistwire.client.link.LayerSize;
import io.gistwire.codec.CodeFingerprint;
import io.gistwire.codec.Gist;
import io.gistwire.codec.Layer;
import io.gistwire.codec.LayerKind;
import java.util.ArrayList;
import java.util.List;

/**
 * The codec's gists as messages of the protocol and back: for gists in files and for what the
 * server's calls answer with. Thread-safe.
 */
public final class GistMessages {
  private GistMessages() {}

  /** The gist's layers as a message; its fingerprint travels beside it. */
  public static io.gistwire.proto.v1.Gist toMessage(Gist gist) {
    io.gistwire.proto.v1.Gist.Builder message = io.gistwire.proto.v1.Gist.newBuilder();
    for (Layer layer : gist.layers()) {
      message.addLayers(toMessage(layer));
    }
    return message.build();
  }

  /** A layer as a message. */
  public static io.gistwire.proto.v1.Layer toMessage(Layer layer) {
    return io.gistwire.proto.v1.Layer.newBuilder()
        .setKindValue(layer.kind().number())
        .setConditionedStages(layer.conditionedStages())
        .setData(ByteString.copyFrom(layer.toByteArray()))
        .build();
  }

  /**
   * The gist that a message holds.
   *
   * @param fingerprint the 8 bytes that stood beside the message
   * @throws IllegalArgumentException when a layer's kind is not known to this release, a kind comes
   *     twice, or a length is beyond what the codec allows
   */
  public static Gist toGist(ByteString fingerprint, io.gistwire.proto.v1.Gist message) {
    List<Layer> layers = new ArrayList<>();
    for (io.gistwire.proto.v1.Layer layer : message.getLayersList()) {
      LayerKind kind =
          LayerSize.kindOf(layer.getKindValue()).orElseThrow(() -> unknown(layer.getKindValue()));
      layers.add(Layer.of(kind, layer.getConditionedStages(), layer.getData().toByteArray()));
    }
    return Gist.of(CodeFingerprint.of(fingerprint.toByteArray()), layers);
  }

  private static IllegalArgumentException unknown(int number) {
    return new IllegalArgumentException(
        "layer kind " + number + " is not known to this release; kinds 1 to 8 are");
  }
}
