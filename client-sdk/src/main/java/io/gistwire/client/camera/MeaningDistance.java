package io.gistwire.client.camera;

import io.gistwire.codec.Gist;
import io.gistwire.codec.LayerKind;

/** How far apart two gists are in meaning, from 0 (the same) to 1. Pure and thread-safe. */
@FunctionalInterface
public interface MeaningDistance {
  /** The distance; of gists of different packs or without embeddings it is 1. */
  double between(Gist a, Gist b);

  /**
   * By the codes alone: 0 for equal codes, else 2^-n where the first n stages are equal. Coarse,
   * but needs no codebook: residual codes that share their leading stages have near vectors. The
   * converse does not hold, so a still scene at the border of two cells may look moved; where a
   * pack is at hand, a distance of its decoded vectors is better.
   */
  static MeaningDistance ofCodes() {
    return (a, b) -> {
      byte[] x = code(a);
      byte[] y = code(b);
      if (!a.fingerprint().equals(b.fingerprint()) || x.length == 0 || y.length == 0) {
        return 1;
      }
      int shared = 0;
      while (shared < x.length && shared < y.length && x[shared] == y[shared]) {
        shared++;
      }
      return shared == x.length && shared == y.length ? 0 : Math.scalb(1.0, -shared);
    };
  }

  private static byte[] code(Gist gist) {
    return gist.layer(LayerKind.EMBEDDING).map(layer -> layer.toByteArray()).orElse(new byte[0]);
  }
}
