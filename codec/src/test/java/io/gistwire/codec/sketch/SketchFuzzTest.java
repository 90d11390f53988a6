package io.gistwire.codec.sketch;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Hostile sketch layers: some sketch that writes back. */
class SketchFuzzTest {
  @FuzzTest(maxDuration = "1m")
  void any_layer_states_a_sketch_that_returns(byte[] layer) {
    Sketch sketch = SketchCodec.decode(layer);
    // Large ones come back too, as other tests show; here they would cost most of the minute.
    boolean small = sketch.width() * sketch.height() <= 4096;
    if (small && !sketch.equals(SketchCodec.decode(SketchCodec.encode(sketch)))) {
      throw new AssertionError("another sketch returned");
    }
  }
}
