package io.gistwire.models.text;

/** Text to the token ids of one text encoder. Implementations are thread-safe. */
public interface Tokenizer {
  /**
   * Token ids of the text with the encoder's start and end, cut to its maximum.
   *
   * @param text any string; what cannot be expressed becomes the unknown token
   */
  int[] encode(String text);

  /** The id that fills shorter texts of a batch. */
  int padId();

  /** The most ids that {@link #encode} returns. */
  int maxTokens();
}
