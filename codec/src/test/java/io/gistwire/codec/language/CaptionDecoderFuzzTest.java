package io.gistwire.codec.language;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.gistwire.codec.GistFormatException;

/** Caption layers from hostile hands. */
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
        throw new AssertionError("'" + text + "' decoded as '" + again + "'");
      }
    } catch (GistFormatException expected) {
      return;
    }
  }
}
