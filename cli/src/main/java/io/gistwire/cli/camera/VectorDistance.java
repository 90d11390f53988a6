package io.gistwire.cli.camera;

import io.gistwire.client.camera.MeaningDistance;
import io.gistwire.codec.Gist;
import io.gistwire.codec.Layer;
import io.gistwire.codec.LayerKind;
import io.gistwire.codec.quantizer.Quantizer;
import java.util.Optional;

/** One minus the cosine of the decoded vectors, at most 1. Thread-safe. */
final class VectorDistance implements MeaningDistance {
  private static final double FARTHEST = 1;

  private final Quantizer quantizer;

  VectorDistance(Quantizer quantizer) {
    this.quantizer = quantizer;
  }

  @Override
  public double between(Gist a, Gist b) {
    Optional<Layer> first = a.layer(LayerKind.EMBEDDING);
    Optional<Layer> second = b.layer(LayerKind.EMBEDDING);
    if (!a.fingerprint().equals(b.fingerprint()) || first.isEmpty() || second.isEmpty()) {
      return FARTHEST;
    }
    float[] x = quantizer.decode(first.get().toByteArray());
    float[] y = quantizer.decode(second.get().toByteArray());
    double norm = Math.sqrt(dot(x, x) * dot(y, y));
    return norm == 0 ? FARTHEST : Math.min(FARTHEST, Math.max(0, 1 - dot(x, y) / norm));
  }

  private static double dot(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
