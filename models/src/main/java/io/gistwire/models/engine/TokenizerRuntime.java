package io.gistwire.models.engine;

/**
 * Hugging Face's tokenizer library, which is optional: packs that name a {@code tokenizer.json}
 * need {@code ai.djl.huggingface:tokenizers} on the class path. Thread-safe.
 */
public interface TokenizerRuntime {
  /**
   * Reads a {@code tokenizer.json}.
   *
   * @throws EngineFailure when the library is missing or refuses the definition
   */
  static TokenizerRuntime load(byte[] definition) {
    EngineSettings.apply();
    try {
      return HuggingFaceRuntime.load(definition);
    } catch (NoClassDefFoundError e) {
      throw new EngineFailure(
          "this pack's tokenizer needs ai.djl.huggingface:tokenizers on the class path", e);
    }
  }

  /** Ids of the text with the special tokens that the definition adds. */
  int[] encode(String text);
}
