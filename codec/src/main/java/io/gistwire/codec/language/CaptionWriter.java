package io.gistwire.codec.language;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/** Captions in the model's own words: greedy (FORMAT.md, 5.6) and by beam search (5.7). */
final class CaptionWriter {
  static final int BEAMS = 16;

  static final int MAX_TOKENS = 40;

  private final LanguageModel model;
  private final int end;

  CaptionWriter(LanguageModel model) {
    this.model = model;
    this.end = model.tokeniser().endOfText();
  }

  /** The implied text. */
  String greedy(CaptionCondition given) {
    int[] tokens = new int[MAX_TOKENS];
    int count = 0;
    TokenStream stream = new TokenStream(model, given);
    while (true) {
      int token = ExpWeights.argmax(stream.logits());
      if (token == end) {
        break;
      }
      tokens[count++] = token;
      if (count == MAX_TOKENS) {
        break;
      }
      stream.advance(token);
    }
    return text(tokens, count);
  }

  /** The ranked list, cheapest first, 16 entries at most. */
  List<RankedCaption> ranked(CaptionCondition given) {
    List<Beam> ended = new ArrayList<>();
    GruSteps steps = model.newSteps();
    long[] state = new long[model.stateWidth()];
    steps.start(given, state);
    List<Beam> open = List.of(new Beam(state, new int[0], 0));
    for (int round = 0; round < MAX_TOKENS && !open.isEmpty(); round++) {
      open = extend(steps, open, ended);
    }
    ended.addAll(open);
    ended.sort(Comparator.comparingInt(Beam::price));
    List<RankedCaption> list = new ArrayList<>();
    for (Beam beam : ended) {
      list.add(new RankedCaption(text(beam.tokens, beam.tokens.length), beam.price));
    }
    return Collections.unmodifiableList(list);
  }

  /** One round: returns the open beams of the next, and adds to the ended ones. */
  private List<Beam> extend(GruSteps steps, List<Beam> open, List<Beam> ended) {
    CheapestExtensions best = new CheapestExtensions(BEAMS - ended.size());
    int[] logits = new int[model.vocabulary()];
    long[][] states = new long[open.size()][];
    for (int i = 0; i < open.size(); i++) {
      Beam beam = open.get(i);
      states[i] = new long[model.stateWidth()];
      steps.step(beam.last(end), beam.state, states[i], logits);
      int top = logits[ExpWeights.argmax(logits)];
      int base =
          beam.price + top + ExpWeights.log2(model.expWeights().sum(logits, top)) - 24 * 1024;
      for (int token = 0; token < logits.length; token++) {
        best.offer(base - logits[token], i, token);
      }
    }
    List<Beam> next = new ArrayList<>();
    for (int rank = 0; rank < best.size(); rank++) {
      int parent = best.parent(rank);
      Beam from = open.get(parent);
      if (best.token(rank) == end) {
        ended.add(new Beam(new long[0], from.tokens, best.price(rank)));
      } else {
        next.add(new Beam(states[parent], from.with(best.token(rank)), best.price(rank)));
      }
    }
    return next;
  }

  private String text(int[] tokens, int count) {
    return Utf8.validPrefix(model.tokeniser().decode(tokens, count));
  }

  /** A caption so far; the price is in 1/1024 bit. */
  private record Beam(long[] state, int[] tokens, int price) {
    int last(int start) {
      return tokens.length == 0 ? start : tokens[tokens.length - 1];
    }

    int[] with(int token) {
      int[] longer = Arrays.copyOf(tokens, tokens.length + 1);
      longer[tokens.length] = token;
      return longer;
    }
  }
}
