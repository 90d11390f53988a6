package io.gistwire.models.engine;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;

/** The library's tokenizer, neither padding nor cutting. */
final class HuggingFaceRuntime implements TokenizerRuntime {
  private static final Map<String, String> OPTIONS =
      Map.of("truncation", "false", "padding", "false", "addSpecialTokens", "true");

  private final HuggingFaceTokenizer tokenizer;

  private HuggingFaceRuntime(HuggingFaceTokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  static HuggingFaceRuntime load(byte[] definition) {
    try {
      return new HuggingFaceRuntime(
          HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(definition), OPTIONS));
    } catch (IOException | RuntimeException e) {
      throw new EngineFailure("the tokenizer definition is not readable: " + e.getMessage(), e);
    }
  }

  @Override
  public int[] encode(String text) {
    long[] ids = tokenizer.encode(text).getIds();
    int[] narrow = new int[ids.length];
    for (int i = 0; i < ids.length; i++) {
      narrow[i] = Math.toIntExact(ids[i]);
    }
    return narrow;
  }
}
