package io.gistwire.codec.attributes;

import io.gistwire.codec.CorruptGistException;
import io.gistwire.codec.GistFormatException;
import io.gistwire.codec.TruncatedGistException;
import io.gistwire.codec.UnsupportedFormatException;
import io.gistwire.codec.entropy.Logistic;
import io.gistwire.codec.entropy.RangeDecoder;
import io.gistwire.codec.entropy.RangeEncoder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Probabilities of the pack's labels given the embedding, in integers, and the coding of label sets
 * with them. What is likelier than not is implied: the implied set is 0 bytes long. Immutable and
 * thread-safe.
 */
public final class AttributeModel {
  private static final int HEADER_BYTES = 12;
  private static final byte[] MAGIC = {'G', 'W', 'A', 'T'};

  private final int maxStages;
  private final int shift;
  private final int labels;
  private final int dimension;
  private final byte[] weights;
  private final short[] multipliers;
  private final short[] biases;

  private AttributeModel(int maxStages, int shift, int labels, int dimension, ByteBuffer body) {
    this.maxStages = maxStages;
    this.shift = shift;
    this.labels = labels;
    this.dimension = dimension;
    this.weights = new byte[labels * dimension];
    body.get(weights);
    this.multipliers = shorts(body, (maxStages + 1) * labels);
    this.biases = shorts(body, (maxStages + 1) * labels);
  }

  private static short[] shorts(ByteBuffer in, int count) {
    short[] numbers = new short[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = in.getShort();
    }
    return numbers;
  }

  /**
   * Reads an attributes file ({@code attributes.bin}, FORMAT.md 6.1).
   *
   * @throws GistFormatException when the bytes are not such a file
   */
  public static AttributeModel load(byte[] file) throws GistFormatException {
    if (file.length < HEADER_BYTES) {
      throw new TruncatedGistException(
          "attributes file has " + file.length + " bytes; its header alone has " + HEADER_BYTES);
    }
    if (!Arrays.equals(Arrays.copyOf(file, 4), MAGIC)) {
      throw new CorruptGistException("attributes file does not begin with GWAT");
    }
    if (file[4] != 1) {
      throw new UnsupportedFormatException(
          "attributes file of version " + (file[4] & 0xff) + "; version 1 is known");
    }
    ByteBuffer in = ByteBuffer.wrap(file, 5, file.length - 5).order(ByteOrder.LITTLE_ENDIAN);
    int stages = in.get() & 0xff;
    int shift = in.get() & 0xff;
    int reserved = in.get();
    int labels = in.getShort() & 0xffff;
    int dimension = in.getShort() & 0xffff;
    boolean shape = labels >= 1 && labels <= 4096 && dimension >= 1 && dimension <= 4096;
    if (stages > 16 || shift > 40 || reserved != 0 || !shape) {
      throw new CorruptGistException(
          "attributes file has N = "
              + stages
              + ", shift = "
              + shift
              + ", L = "
              + labels
              + ", D = "
              + dimension
              + "; at most 16, 40, 4096 and 4096 are allowed");
    }
    checkLength(in.remaining(), (long) labels * dimension + 4L * (stages + 1) * labels);
    return new AttributeModel(stages, shift, labels, dimension, in);
  }

  private static void checkLength(int seen, long needed) throws GistFormatException {
    if (seen < needed) {
      throw new TruncatedGistException(
          "attributes file has " + seen + " bytes of numbers; " + needed + " are needed");
    }
    if (seen > needed) {
      throw new CorruptGistException("attributes file has " + (seen - needed) + " bytes too many");
    }
  }

  /** Length of the pack's label list. */
  public int labels() {
    return labels;
  }

  /** Numbers in the vectors that probabilities are given. */
  public int dimension() {
    return dimension;
  }

  /** Most stages of the embedding that probabilities can be given. */
  public int maxStages() {
    return maxStages;
  }

  /**
   * Probability that each label holds, in 1/65536 (16 to 65520).
   *
   * @param x the decoded prefix of the code, Q14, D numbers; not looked at with 0 stages
   * @param stages stages in the prefix, 0 to {@link #maxStages()}
   */
  public int[] probabilities(int[] x, int stages) {
    if (stages < 0 || stages > maxStages) {
      throw new IllegalArgumentException(
          "attributes given " + stages + " stages; 0 to " + maxStages + " are allowed");
    }
    if (stages > 0 && x.length != dimension) {
      throw new IllegalArgumentException(
          "vector has " + x.length + " numbers; the attributes file is for " + dimension);
    }
    int[] probabilities = new int[labels];
    for (int label = 0; label < labels; label++) {
      long dot = stages == 0 ? 0 : dot(x, label * dimension);
      int row = stages * labels + label;
      probabilities[label] = Logistic.squash((dot * multipliers[row] >> shift) + biases[row]);
    }
    return probabilities;
  }

  private long dot(int[] x, int at) {
    long sum = 0;
    for (int j = 0; j < dimension; j++) {
      sum += (long) weights[at + j] * Math.max(-32768, Math.min(32767, x[j]));
    }
    return sum;
  }

  /** The labels that are likelier than not: what 0 bytes say. */
  public BitSet implied(int[] x, int stages) {
    return decode(new byte[0], x, stages);
  }

  /**
   * The layer's bytes for a set of labels.
   *
   * @param set labels that hold, each below {@link #labels()}
   * @param x as for {@link #probabilities}
   */
  public byte[] encode(BitSet set, int[] x, int stages) {
    if (set.length() > labels) {
      throw new IllegalArgumentException(
          "label " + (set.length() - 1) + " in a set; the pack has " + labels + " labels");
    }
    int[] probabilities = probabilities(x, stages);
    byte[] memory = new byte[2 * labels + 8];
    RangeEncoder encoder = new RangeEncoder(memory, 0, memory.length);
    for (int label = 0; label < labels; label++) {
      encoder.encodeLikelyFirst(set.get(label) ? 1 : 0, probabilities[label]);
    }
    return Arrays.copyOf(memory, encoder.finish());
  }

  /** The set of labels that the layer's bytes say; any bytes say one. */
  public BitSet decode(byte[] layer, int[] x, int stages) {
    int[] probabilities = probabilities(x, stages);
    RangeDecoder decoder = new RangeDecoder(layer, 0, layer.length);
    BitSet set = new BitSet(labels);
    for (int label = 0; label < labels; label++) {
      set.set(label, decoder.decodeLikelyFirst(probabilities[label]) == 1);
    }
    return set;
  }
}
