package io.gistwire.codec.attributes;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.gistwire.codec.GistFormatException;
import java.util.BitSet;

/** Hostile attributes files: refused, or models that work. */
class AttributeFileFuzzTest {
  @FuzzTest(maxDuration = "1m")
  void attributes_files_load_or_are_refused(byte[] file) {
    try {
      AttributeModel model = AttributeModel.load(file);
      BitSet all = new BitSet();
      all.set(0, model.labels());
      byte[] layer = model.encode(all, new int[0], 0);
      if (!all.equals(model.decode(layer, new int[0], 0))) {
        throw new AssertionError("other labels returned");
      }
    } catch (GistFormatException expected) {
      return;
    }
  }
}
