package io.gistwire.bench.stream;

import io.gistwire.codec.CodeFingerprint;
import io.gistwire.codec.Gist;
import io.gistwire.codec.Layer;
import io.gistwire.codec.LayerKind;
import java.util.List;
import java.util.Random;

/**
 * Gists of the usual size, 16 bytes of embedding and 7 of caption, whose bits are random: nothing
 * about them can be compressed further. Not thread-safe.
 */
final class SyntheticGists implements GistSource {
  static final int LAYER_BYTES = 23;

  private final CodeFingerprint fingerprint;
  private final Random random;

  SyntheticGists(CodeFingerprint fingerprint, long seed) {
    this.fingerprint = fingerprint;
    this.random = new Random(seed);
  }

  @Override
  public Gist next() {
    byte[] code = new byte[16];
    byte[] caption = new byte[7];
    random.nextBytes(code);
    random.nextBytes(caption);
    return Gist.of(
        fingerprint,
        List.of(Layer.of(LayerKind.EMBEDDING, code), Layer.of(LayerKind.CAPTION, 16, caption)));
  }
}
