package io.gistwire.client.session;

import io.gistwire.client.link.LayerSize;
import io.gistwire.codec.CodeFingerprint;
import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.Layer;
import java.util.ArrayList;
import java.util.List;

/**
 * A gist as it is stored and sent. Immutable.
 *
 * @param fingerprint its code fingerprint, which is sent beside it
 * @param message what is stored and sent
 * @param layers kinds and sizes of its layers, as far as their kinds are known to this release
 * @param bytes the message's serialised size
 * @param layerBytes the bytes of its layers, which is nearly what it costs in a full batch
 */
public record EncodedGist(
    CodeFingerprint fingerprint, Gist message, List<LayerSize> layers, int bytes, int layerBytes) {
  /** The gist of a message. */
  public static EncodedGist of(CodeFingerprint fingerprint, Gist message) {
    List<LayerSize> layers = new ArrayList<>(message.getLayersCount());
    int sum = 0;
    for (Layer layer : message.getLayersList()) {
      int size = layer.getData().size();
      sum += size;
      LayerSize.kindOf(layer.getKindValue())
          .ifPresent(kind -> layers.add(new LayerSize(kind, size)));
    }
    return new EncodedGist(fingerprint, message, layers, message.getSerializedSize(), sum);
  }
}
