package io.gistwire.models.manifest;

/** How a text becomes token ids; paths are files of the pack. */
public sealed interface TokenizerSpec {

  /** The most tokens of one text, start and end included; longer texts are cut. */
  int maxTokens();

  /** BERT's word pieces. */
  record WordPiece(String vocabulary, boolean lowerCase, int maxTokens) implements TokenizerSpec {}

  /**
   * CLIP's byte-level BPE.
   *
   * @param pad the token that pads
   */
  record Clip(String vocabulary, String merges, String pad, int maxTokens)
      implements TokenizerSpec {}

  /** A {@code tokenizer.json} of Hugging Face's library. */
  record HuggingFace(String definition, boolean lowerCase, int pad, int maxTokens)
      implements TokenizerSpec {}
}
