package io.gistwire.codec.layout;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Hostile layout layers: some grid, and a prefix never contradicts what is determined. */
class LayoutFuzzTest {
  @FuzzTest(maxDuration = "1m")
  void any_layer_says_a_grid(byte[] layer) {
    LayoutGrid grid = LayoutCodec.decode(layer);
    byte[] again = LayoutCodec.encode(grid, 32);
    if (again.length > 32) {
      throw new AssertionError(again.length + " bytes");
    }
    LayoutCodec.decode(again);
  }
}
