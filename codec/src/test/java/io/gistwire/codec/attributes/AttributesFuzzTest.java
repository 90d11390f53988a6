package io.gistwire.codec.attributes;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.BitSet;

/** Hostile attributes layers: some set of labels that writes back. */
class AttributesFuzzTest {
  @FuzzTest(maxDuration = "1m")
  void any_layer_states_a_set_that_returns(byte[] layer) throws Exception {
    AttributeModel model = AttributeModel.load(AttributeModelTest.file(5));
    int[] x = {900, -4000, 12000, 5, 5, 5, -32768, 32767, 0, 1, 2, 3};
    int stages = layer.length % 17;
    BitSet set = model.decode(layer, x, stages);
    if (!set.equals(model.decode(model.encode(set, x, stages), x, stages))) {
      throw new AssertionError("other labels returned");
    }
  }
}
