package io.gistwire.codec.language;

import io.gistwire.codec.GistFormatException;
import io.gistwire.codec.quantizer.Quantizer;
import java.util.Arrays;

/**
 * What a caption is coded given: the vector decoded from the first stages of the embedding code, or
 * nothing. Immutable and thread-safe.
 */
public final class CaptionCondition {
  private static final int MAX_STAGES = 16;
  private static final CaptionCondition NONE = new CaptionCondition(new int[0], 0);

  private final int[] vector;
  private final int stages;

  private CaptionCondition(int[] vector, int stages) {
    this.vector = vector;
    this.stages = stages;
  }

  /** Given nothing: the caption-only mode. */
  public static CaptionCondition none() {
    return NONE;
  }

  /**
   * Given a decoded prefix of the code.
   *
   * @param vector the decoded vector, Q14, as many numbers as the pack's dimension; copied
   * @param stages how many stages it was decoded from, 0 to 16; 0 is {@link #none()}
   */
  public static CaptionCondition of(int[] vector, int stages) {
    if (stages < 0 || stages > MAX_STAGES) {
      throw new IllegalArgumentException(
          "caption conditioned on " + stages + " stages; 0 to " + MAX_STAGES + " are allowed");
    }
    return stages == 0 ? NONE : new CaptionCondition(vector.clone(), stages);
  }

  /**
   * Given a code (prefix).
   *
   * @param code the embedding layer as far as it is known; empty is {@link #none()}
   * @throws GistFormatException when the quantiser's writer makes no such bytes
   */
  public static CaptionCondition of(Quantizer quantizer, byte[] code) throws GistFormatException {
    if (code.length == 0) {
      return NONE;
    }
    int indices = quantizer.check(code, 0, code.length);
    int[] vector = new int[quantizer.dimension()];
    quantizer.decode(code, 0, code.length, vector);
    return of(vector, quantizer.prefixDecodable() ? indices : MAX_STAGES);
  }

  /** How many stages of the code are known; 0 when nothing is. */
  public int stages() {
    return stages;
  }

  int size() {
    return vector.length;
  }

  /** Number i of the vector, clamped to 16 bits. */
  int clamped(int i) {
    return Int16.clamp(vector[i]);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CaptionCondition that
        && stages == that.stages
        && Arrays.equals(vector, that.vector);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(vector) + stages;
  }

  @Override
  public String toString() {
    return "CaptionCondition[stages=" + stages + ", size=" + vector.length + "]";
  }
}
