package io.gistwire.bench.stream;

import io.gistwire.cli.demo.DemoPhotos;
import io.gistwire.codec.CodeFingerprint;
import io.gistwire.codec.Gist;
import io.gistwire.codec.Layer;
import io.gistwire.codec.LayerKind;
import io.gistwire.codec.UnreadablePhotoException;
import io.gistwire.models.ModelPack;
import io.gistwire.models.manifest.PackException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Gists of the bundled pack as an encoder makes them by default, 16 bytes of embedding and the
 * implied caption of 0 bytes, so that a server indexes them. Their codes are those of mixtures of
 * the demonstration's photos: the first half of a code is that of a mixture, the second half is
 * random, so that no two are the same. Not thread-safe.
 */
public final class PackGists implements GistSource {
  private static final int MIXTURES = 2_048;
  private static final int CODE_BYTES = 16;
  private static final int COARSE_BYTES = 8;
  private static final float NOISE = 0.3f;

  /**
   * The codes to begin from.
   *
   * @param fingerprint of the pack
   * @param codes of 16 bytes each
   */
  public record Pool(CodeFingerprint fingerprint, List<byte[]> codes) {}

  private final Pool pool;
  private final Random random;

  PackGists(Pool pool, long seed) {
    this.pool = pool;
    this.random = new Random(seed);
  }

  /** Encodes the photos and mixes them; takes some seconds. */
  public static Pool pool() throws IOException {
    try (ModelPack pack = ModelPack.bundled()) {
      List<float[]> photos = new ArrayList<>();
      for (DemoPhotos.File photo : DemoPhotos.bundled()) {
        photos.add(pack.photoEncoder().vector(photo.bytes()));
      }
      Random random = new Random(24);
      List<byte[]> codes = new ArrayList<>(MIXTURES);
      while (codes.size() < MIXTURES) {
        codes.add(pack.quantizer().encode(mixture(photos, random)));
      }
      return new Pool(pack.fingerprint(), codes);
    } catch (PackException | UnreadablePhotoException e) {
      throw new IOException("the bundled pack or its photos cannot be read: " + e.getMessage(), e);
    }
  }

  private static float[] mixture(List<float[]> photos, Random random) {
    float[] a = photos.get(random.nextInt(photos.size()));
    float[] b = photos.get(random.nextInt(photos.size()));
    float weight = random.nextFloat();
    double square = 0;
    for (float x : a) {
      square += x * x;
    }
    float noise = (float) (NOISE * Math.sqrt(square / a.length));
    float[] mixed = new float[a.length];
    for (int i = 0; i < a.length; i++) {
      mixed[i] = weight * a[i] + (1 - weight) * b[i] + noise * (float) random.nextGaussian();
    }
    return mixed;
  }

  @Override
  public Gist next() {
    byte[] code = new byte[CODE_BYTES];
    random.nextBytes(code);
    byte[] coarse = pool.codes().get(random.nextInt(pool.codes().size()));
    System.arraycopy(coarse, 0, code, 0, COARSE_BYTES);
    return Gist.of(
        pool.fingerprint(),
        List.of(
            Layer.of(LayerKind.EMBEDDING, code),
            Layer.of(LayerKind.CAPTION, CODE_BYTES, new byte[0])));
  }
}
