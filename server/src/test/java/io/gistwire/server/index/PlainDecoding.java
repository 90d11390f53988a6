package io.gistwire.server.index;

import io.gistwire.codec.CodeFingerprint;
import io.gistwire.codec.quantizer.Quantizer;
import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.Layer;
import io.gistwire.proto.v1.LayerKind;
import io.gistwire.server.captions.CaptionDecoding;
import io.gistwire.server.captions.CaptionInference;
import io.gistwire.server.captions.Captions;
import io.gistwire.server.captions.sqlite.SqliteCaptionStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A pack of random codewords whose captions are UTF-8 and whose label layers list label numbers, a
 * byte each.
 */
public final class PlainDecoding implements GistDecoding, CaptionDecoding {
  /** Fingerprint of its gists. */
  public static final CodeFingerprint CODE = CodeFingerprint.parse("00000000c0de0001");

  /** Numbers in its vectors. */
  public static final int DIMENSION = 24;

  private final Quantizer quantizer = RandomCodebook.quantizer(DIMENSION, 7);

  /** The captions that it reads, kept in a folder. */
  public Captions captions(Path folder) throws IOException {
    return captions(this, folder);
  }

  /** Captions of its fingerprint that another decoding reads, kept in a folder. */
  public static Captions captions(CaptionDecoding decoding, Path folder) throws IOException {
    return new Captions(CODE, decoding, SqliteCaptionStore.open(folder));
  }

  @Override
  public CodeFingerprint fingerprint() {
    return CODE;
  }

  @Override
  public Quantizer quantizer() {
    return quantizer;
  }

  @Override
  public int[] labels(Gist gist) {
    byte[] bytes = layer(gist, LayerKind.LAYER_KIND_ATTRIBUTES).orElse(new byte[0]);
    int[] labels = new int[bytes.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = bytes[i];
    }
    return labels;
  }

  @Override
  public CaptionInference inference() {
    return CaptionInference.NONE;
  }

  @Override
  public String decoded(Gist gist) {
    return layer(gist, LayerKind.LAYER_KIND_CAPTION)
        .map(bytes -> new String(bytes, java.nio.charset.StandardCharsets.UTF_8))
        .orElse("");
  }

  private static Optional<byte[]> layer(Gist gist, LayerKind kind) {
    return gist.getLayersList().stream()
        .filter(layer -> layer.getKind() == kind)
        .map(Layer::getData)
        .map(data -> data.toByteArray())
        .findFirst();
  }
}
