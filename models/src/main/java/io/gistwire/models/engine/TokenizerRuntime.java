package io.gistwire.models.engine;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;

/**
 * Hugging Face's tokenizer library, which is optional: packs that name a {@code tokenizer.json}
 * need {@code ai.djl.huggingface:tokenizers} on the class path. Thread-safe.
 */
public final class TokenizerRuntime {
  private final HuggingFaceTokenizer tokenizer;

  private TokenizerRuntime(HuggingFaceTokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  /**
   * Reads a {@code tokenizer.json}.
   *
   * @throws EngineFailure when the library is missing or refuses the definition
   */
  public static TokenizerRuntime load(byte[] definition) {
    EngineSettings.apply();
    try {
      Map<String, String> options =
          Map.of("truncation", "false", "padding", "false", "addSpecialTokens", "true");
      return new TokenizerRuntime(
          HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(definition), options));
    } catch (NoClassDefFoundError e) {
      throw new EngineFailure(
          "this pack's tokenizer needs ai.djl.huggingface:tokenizers on the class path", e);
    } catch (IOException | RuntimeException e) {
      throw new EngineFailure("the tokenizer definition is not readable: " + e.getMessage(), e);
    }
  }

  /** Ids of the text with the special tokens that the definition adds. */
  public int[] encode(String text) {
    long[] ids = tokenizer.encode(text).getIds();
    int[] narrow = new int[ids.length];
    for (int i = 0; i < ids.length; i++) {
      narrow[i] = Math.toIntExact(ids[i]);
    }
    return narrow;
  }
}
