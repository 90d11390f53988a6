package io.gistwire.client;

import com.google.protobuf.ByteString;
import io.gistwire.codec.Gist;
import io.gistwire.codec.Layer;
import io.gistwire.codec.LayerKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The codec's words as the protocol's messages and back. */
final class Messages {
  private static final LayerKind[] KINDS = LayerKind.values();

  private Messages() {}

  static io.gistwire.proto.v1.Gist toMessage(Gist gist, CaptureInfo info) {
    io.gistwire.proto.v1.Gist.Builder message =
        io.gistwire.proto.v1.Gist.newBuilder()
            .setCaptureTimeMillis(info.captureMillis())
            .setPhotoWidthPixels(info.widthPixels())
            .setPhotoHeightPixels(info.heightPixels());
    for (Layer layer : gist.layers()) {
      message.addLayers(toMessage(layer));
    }
    return message.build();
  }

  static io.gistwire.proto.v1.Layer toMessage(Layer layer) {
    return io.gistwire.proto.v1.Layer.newBuilder()
        .setKindValue(layer.kind().number())
        .setConditionedStages(layer.conditionedStages())
        .setData(ByteString.copyFrom(layer.toByteArray()))
        .build();
  }

  /** Kinds known to this release; others are passed over. */
  static List<LayerKind> toKinds(List<Integer> numbers) {
    List<LayerKind> kinds = new ArrayList<>();
    for (int number : numbers) {
      toKind(number).ifPresent(kinds::add);
    }
    return kinds;
  }

  static Optional<LayerKind> toKind(int number) {
    for (LayerKind kind : KINDS) {
      if (kind.number() == number) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }
}
