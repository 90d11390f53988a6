package io.gistwire.server.index.memory;

import io.gistwire.codec.CorruptGistException;
import io.gistwire.codec.TruncatedGistException;
import io.gistwire.codec.quantizer.Quantizer;
import io.gistwire.server.index.CodeSample;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Draws the sample that scores are calibrated against: gists spread evenly over the table. Where
 * there are too few, codes whose indices are random fill up: as if photos of all kinds were there.
 * Each gist takes the place of {@link #OUTWEIGHS} of them, so that they are removed where the gists
 * alone can tell what is rare: random codes are like nothing, and would let too many gists pass.
 */
final class Sampler {
  /** Enough for the tail's fit: a twentieth of it are about 200 codes. */
  static final int SIZE = 4096;

  /** Random codes where there is no gist. */
  static final int FEWEST = 1024;

  /** Random codes that one gist is worth. */
  static final int OUTWEIGHS = 4;

  private static final long SEED = 0x67697374L;

  private final Quantizer quantizer;

  Sampler(Quantizer quantizer) {
    this.quantizer = quantizer;
  }

  CodeSample draw(GistTable table) {
    List<byte[]> codes = new ArrayList<>(SIZE);
    int count = table.columns().count();
    double step = Math.max(1, (double) count / SIZE);
    for (double row = 0; row < count; row += step) {
      byte[] code = table.code((int) row);
      if (code.length > 0) {
        codes.add(code);
      }
    }
    fillUp(codes);
    float[] norms = new float[codes.size()];
    for (int i = 0; i < norms.length; i++) {
      norms[i] = quantizer.inverseNorm(codes.get(i), 0, codes.get(i).length);
    }
    return new CodeSample(List.copyOf(codes), norms, table.columns().live());
  }

  private void fillUp(List<byte[]> codes) {
    Random random = new Random(SEED);
    byte[] code = new byte[quantizer.codeBytes()];
    int goal = Math.max(codes.size(), FEWEST - (OUTWEIGHS - 1) * codes.size());
    int tries = 0;
    while (codes.size() < goal && tries++ < 4 * FEWEST) {
      random.nextBytes(code);
      if (isCode(code)) {
        codes.add(code.clone());
      }
    }
  }

  private boolean isCode(byte[] code) {
    try {
      quantizer.check(code, 0, code.length);
      return true;
    } catch (CorruptGistException | TruncatedGistException e) {
      return false;
    }
  }
}
