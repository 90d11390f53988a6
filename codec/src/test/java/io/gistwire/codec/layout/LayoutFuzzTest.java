package io.gistwire.codec.layout;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Hostile layout layers: some grid, always the same. */
class LayoutFuzzTest {
  @FuzzTest(maxDuration = "1m")
  void any_layer_states_a_grid(byte[] layer) {
    LayoutGrid grid = LayoutCodec.decode(layer);
    LayoutGrid again = LayoutCodec.decode(layer.clone());
    if (!grid.equals(again)) {
      throw new AssertionError("the same bytes say two grids");
    }
  }
}
