package io.gistwire.codec.language;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.gistwire.codec.GistFormatException;

/** Language model files from hostile hands. (Jazzer fuzzes one method of a class.) */
class WeightFileFuzzTest {
  @FuzzTest(maxDuration = "1m")
  void weightFilesAreReadOrRefused(byte[] file) {
    try {
      CaptionCodec.of(LanguageModel.read(file)).implied(CaptionCondition.none());
    } catch (GistFormatException expected) {
      return;
    }
  }
}
