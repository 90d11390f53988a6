package io.gistwire.models.manifest;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code server.text_encoder}. */
final class TextEncoderReader {
  private static final int MAX_TOKENS = 4096;
  private static final int MAX_ID = 1 << 24;

  private TextEncoderReader() {}

  static TextEncoderSpec read(JsonMembers from) throws PackException {
    from.string("runtime", "torchscript");
    List<String> inputs = from.strings("inputs");
    if (!inputs.contains("ids")
        || Set.copyOf(inputs).size() != inputs.size()
        || inputs.size() > 2
        || !Set.of("ids", "mask").containsAll(inputs)) {
      throw new PackException(
          from.path() + ".inputs is " + inputs + "; \"ids\" and perhaps \"mask\" are allowed");
    }
    List<String> blocks = from.strings("blocks");
    if (blocks.isEmpty() || blocks.size() > 8) {
      throw new PackException(
          from.path() + ".blocks has " + blocks.size() + " names; 1 to 8 are allowed");
    }
    JsonMembers queries = from.object("queries");
    QuerySpec sentence = query(queries.object("sentence"), blocks.size());
    return new TextEncoderSpec(
        from.string("file"),
        tokenizer(from.object("tokenizer")),
        inputs,
        from.bool("pad_to_max", false),
        blocks,
        sentence,
        queries.has("label") ? query(queries.object("label"), blocks.size()) : sentence,
        glossaryOrNull(queries),
        divisor(queries),
        from.integer("label_max_words", 0, 100));
  }

  private static @Nullable String glossaryOrNull(JsonMembers queries) throws PackException {
    boolean has = queries.has("label") && queries.object("label").has("glossary");
    return has ? queries.object("label").string("glossary") : null;
  }

  private static QueryDivisor divisor(JsonMembers queries) throws PackException {
    String name = queries.has("divide_by") ? queries.string("divide_by") : "length";
    switch (name) {
      case "length":
        return QueryDivisor.LENGTH;
      case "weights":
        return QueryDivisor.WEIGHTS;
      default:
        throw new PackException(
            queries.path() + ".divide_by is \"" + name + "\"; length and weights are allowed");
    }
  }

  private static QuerySpec query(JsonMembers from, int blocks) throws PackException {
    List<Float> weights = from.numbers("weights");
    if (weights.size() != blocks || weights.stream().allMatch(w -> w == 0)) {
      throw new PackException(
          from.path()
              + ".weights is "
              + weights
              + "; one for each of the "
              + blocks
              + " blocks, not all 0, is needed");
    }
    List<String> templates = from.strings("templates");
    if (templates.isEmpty() || templates.size() > 100) {
      throw new PackException(
          from.path() + ".templates has " + templates.size() + " texts; 1 to 100 are allowed");
    }
    for (String template : templates) {
      int at = template.indexOf("{}");
      if (at < 0 || template.indexOf("{}", at + 2) >= 0) {
        throw new PackException(
            from.path() + ".templates has \"" + template + "\"; each needs {} exactly once");
      }
    }
    return new QuerySpec(weights, templates);
  }

  private static TokenizerSpec tokenizer(JsonMembers from) throws PackException {
    int maxTokens = from.integer("max_tokens", 3, MAX_TOKENS);
    String kind = from.string("kind");
    switch (kind) {
      case "wordpiece":
        return new TokenizerSpec.WordPiece(
            from.string("vocabulary"), from.bool("lower_case"), maxTokens);
      case "clip":
        return new TokenizerSpec.Clip(
            from.string("vocabulary"), from.string("merges"), from.string("pad"), maxTokens);
      case "huggingface":
        return new TokenizerSpec.HuggingFace(
            from.string("definition"),
            from.bool("lower_case", false),
            from.integer("pad", 0, MAX_ID),
            maxTokens);
      default:
        throw new PackException(
            from.path()
                + ".kind is \""
                + kind
                + "\"; wordpiece, clip and huggingface are known to this release");
    }
  }
}
