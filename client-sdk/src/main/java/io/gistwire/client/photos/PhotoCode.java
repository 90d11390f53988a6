package io.gistwire.client.photos;

import io.gistwire.codec.CodeFingerprint;
import io.gistwire.codec.Gist;
import io.gistwire.codec.Layer;
import io.gistwire.codec.LayerKind;
import java.util.zip.CRC32;

/**
 * What must be the same when layers are made of a photo later: they are coded given the embedding
 * that was sent. Immutable.
 *
 * @param fingerprint of the gist
 * @param embeddingBytes length of the embedding in the gist, 0 to 256; 0: it has none
 * @param embeddingSum CRC-32 of these bytes; 0 when there are none
 * @param captioned whether the gist has a caption, which is set once and may be its owner's words
 */
public record PhotoCode(
    CodeFingerprint fingerprint, int embeddingBytes, int embeddingSum, boolean captioned) {

  /** What is to be remembered of a photo's gist. */
  public static PhotoCode of(Gist gist) {
    byte[] embedding = new byte[0];
    boolean captioned = false;
    for (Layer layer : gist.layers()) {
      if (layer.kind() == LayerKind.EMBEDDING) {
        embedding = layer.toByteArray();
      }
      captioned |= layer.kind() == LayerKind.CAPTION;
    }
    return new PhotoCode(
        gist.fingerprint(), embedding.length, sum(embedding, embedding.length), captioned);
  }

  /** Whether a gist made again has the embedding that was sent, or continues it. */
  public boolean isContinuedBy(Gist again) {
    if (!again.fingerprint().equals(fingerprint)) {
      return false;
    }
    for (Layer layer : again.layers()) {
      if (layer.kind() == LayerKind.EMBEDDING) {
        return layer.sizeBytes() >= embeddingBytes
            && sum(layer.toByteArray(), embeddingBytes) == embeddingSum;
      }
    }
    return embeddingBytes == 0;
  }

  private static int sum(byte[] bytes, int length) {
    CRC32 crc = new CRC32();
    crc.update(bytes, 0, length);
    return length == 0 ? 0 : (int) crc.getValue();
  }
}
