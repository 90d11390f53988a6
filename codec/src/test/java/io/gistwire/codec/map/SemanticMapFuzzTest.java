package io.gistwire.codec.map;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Hostile map layers: some map that writes back. */
class SemanticMapFuzzTest {
  @FuzzTest(maxDuration = "1m")
  void any_layer_states_a_map_that_returns(byte[] layer) {
    SemanticMapCodec codec = new SemanticMapCodec(layer.length % 2 == 0 ? 300 : 3);
    SemanticMap map = codec.decode(layer);
    if (!map.equals(codec.decode(codec.encode(map)))) {
      throw new AssertionError("another map returned");
    }
  }
}
