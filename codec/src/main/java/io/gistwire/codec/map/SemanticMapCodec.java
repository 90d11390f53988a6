package io.gistwire.codec.map;

import io.gistwire.codec.entropy.RangeDecoder;
import io.gistwire.codec.entropy.RangeEncoder;
import io.gistwire.codec.entropy.SymbolPort;
import java.util.Arrays;

/** Semantic maps to bytes and back, for packs of one label count. Immutable and thread-safe. */
public final class SemanticMapCodec {
  /** The most labels that a pack can have. */
  public static final int MAX_LABELS = 4096;

  private final int labels;

  /**
   * A codec for labels {@code 0 .. labels - 1}.
   *
   * @param labels 1 to {@value #MAX_LABELS}
   */
  public SemanticMapCodec(int labels) {
    if (labels < 1 || labels > MAX_LABELS) {
      throw new IllegalArgumentException(
          "semantic maps of " + labels + " labels; 1 to " + MAX_LABELS + " are allowed");
    }
    this.labels = labels;
  }

  /** The layer's bytes. */
  public byte[] encode(SemanticMap map) {
    int[] cells = map.toArray();
    for (int label : cells) {
      if (label < 0 || label >= labels) {
        throw new IllegalArgumentException(
            "semantic map has label " + label + "; the pack has " + labels + " labels");
      }
    }
    byte[] memory = new byte[16 + 10 * cells.length];
    RangeEncoder encoder = new RangeEncoder(memory, 0, memory.length);
    SymbolPort port = SymbolPort.writing(encoder);
    port.uniform(map.width() - 1, SemanticMap.MAX_SIDE);
    port.uniform(map.height() - 1, SemanticMap.MAX_SIDE);
    new CellWalk(port, labels, map.width(), map.height(), cells).run();
    return Arrays.copyOf(memory, encoder.finish());
  }

  /** The map that the bytes say; any bytes say one. */
  public SemanticMap decode(byte[] layer) {
    SymbolPort port = SymbolPort.reading(new RangeDecoder(layer, 0, layer.length));
    int width = port.uniform(0, SemanticMap.MAX_SIDE) + 1;
    int height = port.uniform(0, SemanticMap.MAX_SIDE) + 1;
    int[] cells = new int[width * height];
    new CellWalk(port, labels, width, height, cells).run();
    return SemanticMap.of(width, height, cells);
  }
}
