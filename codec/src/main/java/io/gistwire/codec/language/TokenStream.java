package io.gistwire.codec.language;

/** Walks the model along one caption: after each token, the distribution of the next. */
final class TokenStream {
  private final GruSteps steps;
  private final int[] logits;
  private long[] state;
  private long[] next;

  /** Precedes the first token of a caption. */
  TokenStream(LanguageModel model, CaptionCondition given) {
    this.steps = model.newSteps();
    this.logits = new int[model.vocabulary()];
    this.state = new long[model.stateWidth()];
    this.next = new long[model.stateWidth()];
    steps.start(given, state);
    advance(model.tokeniser().endOfText());
  }

  /** Logits of the next token, Q10; the array is refilled by {@link #advance}. */
  int[] logits() {
    return logits;
  }

  /** Takes a token. */
  void advance(int token) {
    steps.step(token, state, next, logits);
    long[] done = state;
    state = next;
    next = done;
  }
}
