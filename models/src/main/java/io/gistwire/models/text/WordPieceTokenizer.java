package io.gistwire.models.text;

import io.gistwire.models.manifest.PackException;
import io.gistwire.models.manifest.TokenizerSpec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * BERT's tokenizer: basic split, then the longest known piece first (Wu et al. 2016; the rules are
 * those of Hugging Face's {@code BertTokenizerFast}).
 */
final class WordPieceTokenizer implements Tokenizer {
  private static final int MAX_WORD_CODE_POINTS = 100;

  private final Map<String, Integer> pieces;
  private final BertWords words;
  private final int maxTokens;
  private final int start;
  private final int end;
  private final int unknown;
  private final int pad;

  private WordPieceTokenizer(Map<String, Integer> pieces, boolean lowerCase, int maxTokens)
      throws PackException {
    this.pieces = pieces;
    this.words = new BertWords(lowerCase);
    this.maxTokens = maxTokens;
    this.start = special("[CLS]");
    this.end = special("[SEP]");
    this.unknown = special("[UNK]");
    this.pad = special("[PAD]");
  }

  static WordPieceTokenizer of(TokenizerSpec.WordPiece spec, byte[] vocabulary)
      throws PackException {
    Map<String, Integer> pieces = new HashMap<>();
    int id = 0;
    String text = new String(vocabulary, StandardCharsets.UTF_8);
    for (String line : text.split("\n", -1)) {
      String piece = line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
      if (!piece.isEmpty()) {
        pieces.putIfAbsent(piece, id);
      }
      id++;
    }
    return new WordPieceTokenizer(pieces, spec.lowerCase(), spec.maxTokens());
  }

  private int special(String token) throws PackException {
    Integer id = pieces.get(token);
    if (id == null) {
      throw new PackException("the word-piece vocabulary has no token " + token);
    }
    return id;
  }

  @Override
  public int[] encode(String text) {
    List<Integer> ids = new ArrayList<>();
    ids.add(start);
    for (String word : words.split(text)) {
      addWord(word, ids);
      if (ids.size() >= maxTokens) {
        break;
      }
    }
    List<Integer> kept = ids.subList(0, Math.min(ids.size(), maxTokens - 1));
    int[] all = new int[kept.size() + 1];
    for (int i = 0; i < kept.size(); i++) {
      all[i] = kept.get(i);
    }
    all[kept.size()] = end;
    return all;
  }

  private void addWord(String word, List<Integer> ids) {
    if (word.codePointCount(0, word.length()) > MAX_WORD_CODE_POINTS) {
      ids.add(unknown);
      return;
    }
    int before = ids.size();
    int from = 0;
    while (from < word.length()) {
      int to = word.length();
      Integer id = null;
      while (to > from && id == null) {
        String piece = word.substring(from, to);
        id = pieces.get(from == 0 ? piece : "##" + piece);
        if (id == null) {
          to = word.offsetByCodePoints(to, -1);
        }
      }
      if (id == null) {
        ids.subList(before, ids.size()).clear();
        ids.add(unknown);
        return;
      }
      ids.add(id);
      from = to;
    }
  }

  @Override
  public int padId() {
    return pad;
  }

  @Override
  public int maxTokens() {
    return maxTokens;
  }
}
