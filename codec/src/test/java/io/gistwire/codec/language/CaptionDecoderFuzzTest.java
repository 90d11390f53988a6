package io.gistwire.codec.language;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.gistwire.codec.GistFormatException;

/** Caption layers and language model files from hostile hands. */
class CaptionDecoderFuzzTest {
  @FuzzTest(maxDuration = "1m")
  void captionsDecodeOrAreCorrupt(FuzzedDataProvider data) {
    int stages = data.consumeInt(0, 16);
    CaptionCondition given = TestModels.given(data.consumeInt(), stages);
    byte[] layer = data.consumeRemainingAsBytes();
    CaptionCodec codec = CaptionCodec.of(TestModels.tiny());
    try {
      String text = codec.decode(layer, given);
      String again = codec.decode(codec.encode(text, given), given);
      if (!text.equals(again)) {
        throw new AssertionError("'" + text + "' came back as '" + again + "'");
      }
    } catch (GistFormatException expected) {
      return;
    }
  }

  @FuzzTest(maxDuration = "1m")
  void weightFilesAreReadOrRefused(byte[] file) {
    try {
      CaptionCodec.of(LanguageModel.read(file)).implied(CaptionCondition.none());
    } catch (GistFormatException expected) {
      return;
    }
  }
}
