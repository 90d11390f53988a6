package io.gistwire.codec.golden;

import io.gistwire.codec.attributes.AttributeModel;
import io.gistwire.codec.layout.LayoutCodec;
import io.gistwire.codec.layout.LayoutGrid;
import io.gistwire.codec.map.SemanticMap;
import io.gistwire.codec.map.SemanticMapCodec;
import io.gistwire.codec.quantizer.Quantizer;
import io.gistwire.codec.sketch.Sketch;
import io.gistwire.codec.sketch.SketchCodec;
import io.gistwire.codec.tokens.TokenCodec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Random;
import java.util.zip.CRC32C;

/**
 * Layers of all kinds made from a seed under the committed pack files of a format version, and one
 * line of text for what a layer decodes to. Golden files and the digest that is compared between
 * machines are both made of these.
 */
final class Cases {
  static final String[] KINDS = {
    "residual", "product", "shared", "attributes", "layout", "map", "sketch", "structure"
  };

  private static final int MAP_LABELS = 300;

  private final Quantizer residual;
  private final Quantizer product;
  private final Quantizer shared;
  private final AttributeModel attributes;
  private final TokenCodec tokens;

  /** Reads the pack files in a folder of golden files. */
  Cases(Path folder) throws Exception {
    residual = Quantizer.load(Files.readAllBytes(folder.resolve("codebooks-residual.bin")));
    product = Quantizer.load(Files.readAllBytes(folder.resolve("codebooks-product.bin")));
    shared = Quantizer.load(Files.readAllBytes(folder.resolve("codebooks-shared.bin")));
    attributes = AttributeModel.load(Files.readAllBytes(folder.resolve("attributes.bin")));
    tokens = TokenCodec.load(Files.readAllBytes(folder.resolve("tokens.bin")));
  }

  /** A layer of a kind, the same for the same seed on every machine. */
  byte[] layer(String kind, long seed) {
    Random random = new Random(seed);
    switch (kind) {
      case "residual":
        byte[] code = residual.encode(vector(random, residual.dimension()));
        return Arrays.copyOf(code, (int) (seed % 17));
      case "product":
        return product.encode(vector(random, product.dimension()));
      case "shared":
        return shared.encode(vector(random, shared.dimension()));
      case "attributes":
        BitSet set = attributes.implied(numbers(seed), stages(seed));
        set.flip(random.nextInt(attributes.labels()));
        set.flip(random.nextInt(attributes.labels()));
        return attributes.encode(set, numbers(seed), stages(seed));
      case "layout":
        return LayoutCodec.encode(grid(random), 8 + (int) (seed % 25));
      case "map":
        return new SemanticMapCodec(MAP_LABELS).encode(map(random));
      case "sketch":
        return SketchCodec.encode(sketch(random));
      default:
        return tokens.encode(tokens(random), (int) (seed % 18) - 1, (int) (seed % 23));
    }
  }

  /** What the layer decodes to, as one line. */
  String meaning(String kind, long seed, byte[] layer) throws Exception {
    switch (kind) {
      case "residual":
        return vector(residual, seed, layer);
      case "product":
        return vector(product, seed, layer);
      case "shared":
        return vector(shared, seed, layer);
      case "attributes":
        return attributes.decode(layer, numbers(seed), stages(seed)).toString();
      case "layout":
        return sum(LayoutCodec.decode(layer).toArray());
      case "map":
        SemanticMap map = new SemanticMapCodec(MAP_LABELS).decode(layer);
        return map.width() + " x " + map.height() + " " + sum(map.toArray());
      case "sketch":
        Sketch sketch = SketchCodec.decode(layer);
        int[] set = new int[sketch.width() * sketch.height()];
        for (int i = 0; i < set.length; i++) {
          set[i] = sketch.isSet(i % sketch.width(), i / sketch.width()) ? 1 : 0;
        }
        return sketch.width() + " x " + sketch.height() + " " + sum(set);
      default:
        int[] read = tokens.decode(layer, (int) (seed % 18) - 1);
        return read.length + " tokens " + sum(read);
    }
  }

  private static String vector(Quantizer quantizer, long seed, byte[] code) throws Exception {
    int indices = quantizer.check(code, 0, code.length);
    int[] x = new int[quantizer.dimension()];
    quantizer.decode(code, 0, code.length, x);
    float norm = quantizer.inverseNorm(code, 0, code.length);
    float[] query = vector(new Random(~seed), quantizer.dimension());
    float score = quantizer.scoreTable(query).score(code, 0, code.length, norm);
    return indices
        + " indices "
        + sum(x)
        + " norm "
        + Integer.toHexString(Float.floatToIntBits(norm))
        + " score "
        + Integer.toHexString(Float.floatToIntBits(score));
  }

  private static float[] vector(Random random, int dimension) {
    float[] vector = new float[dimension];
    for (int j = 0; j < dimension; j++) {
      vector[j] = (random.nextInt(2001) - 1000) / 1500f;
    }
    return vector;
  }

  private static int stages(long seed) {
    return (int) (seed % 17);
  }

  private int[] numbers(long seed) {
    Random random = new Random(seed);
    return random.ints(12, -20000, 20000).toArray();
  }

  private static LayoutGrid grid(Random random) {
    int[] rgb = new int[256];
    int[] corner = random.ints(12, 0, 256).toArray();
    for (int i = 0; i < 256; i++) {
      int x = i % 16;
      int y = i / 16;
      for (int c = 0; c < 3; c++) {
        int top = corner[c] * (15 - x) + corner[3 + c] * x;
        int bottom = corner[6 + c] * (15 - x) + corner[9 + c] * x;
        int value = (top * (15 - y) + bottom * y) / 225 + random.nextInt(9) - 4;
        rgb[i] = rgb[i] << 8 | Math.max(0, Math.min(255, value));
      }
    }
    return LayoutGrid.of(rgb);
  }

  private static SemanticMap map(Random random) {
    int width = 1 + random.nextInt(12);
    int height = 1 + random.nextInt(12);
    int[] cells = new int[width * height];
    for (int i = 0; i < cells.length; i++) {
      boolean old = i >= width && random.nextInt(5) > 0;
      cells[i] = old ? cells[random.nextBoolean() ? i - 1 : i - width] : random.nextInt(MAP_LABELS);
    }
    return SemanticMap.of(width, height, cells);
  }

  private static Sketch sketch(Random random) {
    int width = 1 + random.nextInt(48);
    int height = 1 + random.nextInt(48);
    BitSet pixels = new BitSet();
    int x = width / 2;
    for (int y = 0; y < height; y++) {
      pixels.set(y * width + x);
      pixels.set(y * width + random.nextInt(width), random.nextInt(8) == 0);
      x = Math.max(0, Math.min(width - 1, x + random.nextInt(3) - 1));
    }
    return Sketch.of(width, height, pixels);
  }

  private int[] tokens(Random random) {
    int[] all = new int[tokens.totalTokens()];
    int at = 0;
    for (int s = 0; s < tokens.scales(); s++) {
      for (int i = 0; i < tokens.height(s) * tokens.width(s); i++) {
        all[at++] = random.nextInt(tokens.tokens(s));
      }
    }
    return all;
  }

  private static String sum(int[] numbers) {
    CRC32C crc = new CRC32C();
    for (int number : numbers) {
      crc.update(number >>> 24);
      crc.update(number >>> 16);
      crc.update(number >>> 8);
      crc.update(number);
    }
    return Long.toHexString(crc.getValue());
  }
}
