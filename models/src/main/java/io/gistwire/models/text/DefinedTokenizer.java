package io.gistwire.models.text;

import io.gistwire.models.engine.EngineFailure;
import io.gistwire.models.engine.TokenizerRuntime;
import io.gistwire.models.manifest.PackException;
import io.gistwire.models.manifest.TokenizerSpec;
import java.util.Arrays;
import java.util.Locale;

/** Any tokenizer of Hugging Face's library, run by that library. */
final class DefinedTokenizer implements Tokenizer {
  private final TokenizerRuntime runtime;
  private final TokenizerSpec.HuggingFace spec;

  private DefinedTokenizer(TokenizerRuntime runtime, TokenizerSpec.HuggingFace spec) {
    this.runtime = runtime;
    this.spec = spec;
  }

  static DefinedTokenizer of(TokenizerSpec.HuggingFace spec, byte[] definition)
      throws PackException {
    try {
      return new DefinedTokenizer(TokenizerRuntime.load(definition), spec);
    } catch (EngineFailure e) {
      throw new PackException(e.getMessage(), e);
    }
  }

  @Override
  public int[] encode(String text) {
    int[] ids = runtime.encode(spec.lowerCase() ? text.toLowerCase(Locale.ROOT) : text);
    if (ids.length <= spec.maxTokens()) {
      return ids;
    }
    int[] cut = Arrays.copyOf(ids, spec.maxTokens());
    cut[cut.length - 1] = ids[ids.length - 1];
    return cut;
  }

  @Override
  public int padId() {
    return spec.pad();
  }

  @Override
  public int maxTokens() {
    return spec.maxTokens();
  }
}
