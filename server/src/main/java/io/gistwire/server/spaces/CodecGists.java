package io.gistwire.server.spaces;

import io.gistwire.codec.CodeFingerprint;
import io.gistwire.codec.CorruptGistException;
import io.gistwire.codec.Gist;
import io.gistwire.codec.Layer;
import io.gistwire.codec.LayerKind;
import java.util.ArrayList;
import java.util.List;

/** Stored gists as the codec knows them. */
final class CodecGists {
  private CodecGists() {}

  /**
   * The same gist, for the codec.
   *
   * @throws CorruptGistException when its layers contradict each other
   */
  static Gist of(CodeFingerprint fingerprint, io.gistwire.proto.v1.Gist stored)
      throws CorruptGistException {
    List<Layer> layers = new ArrayList<>();
    try {
      for (io.gistwire.proto.v1.Layer layer : stored.getLayersList()) {
        LayerKind kind = kind(layer.getKindValue());
        if (kind != null) {
          layers.add(Layer.of(kind, layer.getConditionedStages(), layer.getData().toByteArray()));
        }
      }
      return Gist.of(fingerprint, layers);
    } catch (IllegalArgumentException e) {
      throw new CorruptGistException(e.getMessage());
    }
  }

  private static LayerKind kind(int number) {
    LayerKind[] kinds = LayerKind.values();
    return number >= 1 && number <= kinds.length ? kinds[number - 1] : null;
  }
}
