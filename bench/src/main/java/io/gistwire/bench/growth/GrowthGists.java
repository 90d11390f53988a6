package io.gistwire.bench.growth;

import io.gistwire.bench.stream.PackGists;
import io.gistwire.codec.CodeFingerprint;
import io.gistwire.codec.Gist;
import io.gistwire.codec.GistFormatException;
import io.gistwire.codec.Layer;
import io.gistwire.codec.LayerKind;
import io.gistwire.models.ModelPack;
import io.gistwire.models.manifest.PackException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Gists of the bundled pack with captions. The first half of a code is that of a mixture of photos,
 * the second half is random. A sent caption is coded given the first half, so that a few hundred
 * coded captions serve a million gists; an inferred one takes no byte. Not thread-safe.
 */
final class GrowthGists {
  private static final int CODE_BYTES = 16;
  private static final int COARSE_BYTES = 8;
  private static final int CAPTIONED = 256;
  private static final String[] WHO = {
    "a dog", "two children", "a man", "a woman", "a white horse"
  };
  private static final String[] DOES = {"running", "waiting", "playing", "standing", "looking up"};
  private static final String[] WHERE = {
    "on a beach", "in a street", "under trees", "by the water", "in the snow"
  };

  /** A coarse code and the caption layer that belongs to it. */
  private record Beginning(byte[] coarse, Layer caption) {}

  private final CodeFingerprint fingerprint;
  private final List<Beginning> beginnings;
  private final Random random = new Random(24);

  private GrowthGists(CodeFingerprint fingerprint, List<Beginning> beginnings) {
    this.fingerprint = fingerprint;
    this.beginnings = beginnings;
  }

  /** Prepares the beginnings of codes, and their captions where those are to be sent. */
  static GrowthGists prepare(boolean isSent) throws IOException {
    PackGists.Pool pool = PackGists.pool();
    List<Beginning> beginnings = new ArrayList<>();
    try (ModelPack pack = ModelPack.bundled()) {
      var captioner = pack.captioner().orElseThrow();
      for (int i = 0; i < (isSent ? CAPTIONED : pool.codes().size()); i++) {
        byte[] coarse = Arrays.copyOf(pool.codes().get(i), COARSE_BYTES);
        Layer caption =
            isSent
                ? captioner.code(text(i), Optional.of(Layer.of(LayerKind.EMBEDDING, coarse)))
                : Layer.of(LayerKind.CAPTION, CODE_BYTES, new byte[0]);
        beginnings.add(new Beginning(coarse, caption));
      }
      return new GrowthGists(pool.fingerprint(), beginnings);
    } catch (PackException | GistFormatException e) {
      throw new IOException("the bundled pack cannot be read: " + e.getMessage(), e);
    }
  }

  private static String text(int i) {
    return WHO[i % 5] + " " + DOES[i / 5 % 5] + " " + WHERE[i / 25 % 5];
  }

  /** The next gist. */
  Gist next() {
    Beginning beginning = beginnings.get(random.nextInt(beginnings.size()));
    return Gist.of(
        fingerprint, List.of(Layer.of(LayerKind.EMBEDDING, code(beginning)), beginning.caption()));
  }

  /** A code to search for, which no stored gist has. */
  byte[] query() {
    return code(beginnings.get(random.nextInt(beginnings.size())));
  }

  private byte[] code(Beginning beginning) {
    byte[] code = new byte[CODE_BYTES];
    random.nextBytes(code);
    System.arraycopy(beginning.coarse(), 0, code, 0, COARSE_BYTES);
    return code;
  }
}
