package io.gistwire.server.captions;

import io.gistwire.codec.digest.Sha256;
import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.Layer;
import java.nio.ByteBuffer;
import java.security.MessageDigest;

/**
 * Identifies the layers that a caption is made from: the caption layer with the part of the
 * embedding that it is coded given, or, where nothing was sent, embedding and attributes. A caption
 * that was made from other layers, of another ledger or before later layers arrived, is known by
 * it.
 */
final class CaptionDigest {
  private CaptionDigest() {}

  /** First 8 bytes of SHA-256 over the layers. */
  static long of(Gist gist) {
    Layer embedding = Layer.getDefaultInstance();
    Layer caption = Layer.getDefaultInstance();
    Layer attributes = Layer.getDefaultInstance();
    for (Layer layer : gist.getLayersList()) {
      switch (layer.getKind()) {
        case LAYER_KIND_EMBEDDING -> embedding = layer;
        case LAYER_KIND_CAPTION -> caption = layer;
        case LAYER_KIND_ATTRIBUTES -> attributes = layer;
        default -> {}
      }
    }
    MessageDigest sha = Sha256.begin();
    add(sha, caption, caption.getData().size());
    if (caption.getData().isEmpty()) {
      add(sha, embedding, embedding.getData().size());
      add(sha, attributes, attributes.getData().size());
    } else {
      // A stage has a byte. A longer embedding that arrives later changes no caption.
      add(sha, embedding, Math.min(caption.getConditionedStages(), embedding.getData().size()));
    }
    return ByteBuffer.wrap(sha.digest()).getLong();
  }

  private static void add(MessageDigest sha, Layer layer, int bytes) {
    ByteBuffer head = ByteBuffer.allocate(3 * Integer.BYTES);
    head.putInt(layer.getKindValue()).putInt(layer.getConditionedStages()).putInt(bytes);
    sha.update(head.flip());
    sha.update(layer.getData().substring(0, bytes).asReadOnlyByteBuffer());
  }
}
