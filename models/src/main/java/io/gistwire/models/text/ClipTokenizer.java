package io.gistwire.models.text;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import io.gistwire.models.manifest.PackException;
import io.gistwire.models.manifest.TokenizerSpec;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * CLIP's byte-level BPE (Radford et al. 2021; the rules are those of Hugging Face's {@code
 * CLIPTokenizerFast}, except that special tokens written in a query are ordinary text).
 */
final class ClipTokenizer implements Tokenizer {
  private static final String WORD_END = "</w>";
  private static final String START = "<|startoftext|>";
  private static final String END = "<|endoftext|>";
  private static final Pattern SPACE = Pattern.compile("\\s+", Pattern.UNICODE_CHARACTER_CLASS);
  private static final Pattern WORDS =
      Pattern.compile(
          "'s|'t|'re|'ve|'m|'ll|'d|\\p{L}+|\\p{N}|[^\\s\\p{L}\\p{N}]+",
          Pattern.UNICODE_CHARACTER_CLASS);

  private final Map<String, Integer> ids;
  private final Map<String, Integer> ranks;
  private final int maxTokens;
  private final int start;
  private final int end;
  private final int pad;

  private ClipTokenizer(
      Map<String, Integer> ids, Map<String, Integer> ranks, TokenizerSpec.Clip spec)
      throws PackException {
    this.ids = ids;
    this.ranks = ranks;
    this.maxTokens = spec.maxTokens();
    this.start = special(START);
    this.end = special(END);
    this.pad = special(spec.pad());
  }

  static ClipTokenizer of(TokenizerSpec.Clip spec, byte[] vocabulary, byte[] merges)
      throws PackException {
    return new ClipTokenizer(ids(vocabulary), ranks(merges), spec);
  }

  private static Map<String, Integer> ids(byte[] json) throws PackException {
    try {
      JsonObject object =
          new Gson().fromJson(new String(json, StandardCharsets.UTF_8), JsonObject.class);
      Map<String, Integer> ids = new HashMap<>();
      for (Map.Entry<String, JsonElement> entry : object.entrySet()) {
        ids.put(entry.getKey(), entry.getValue().getAsInt());
      }
      return ids;
    } catch (JsonParseException
        | NullPointerException
        | NumberFormatException
        | UnsupportedOperationException
        | IllegalStateException e) {
      throw new PackException("the CLIP vocabulary is no JSON object of token ids", e);
    }
  }

  private static Map<String, Integer> ranks(byte[] merges) {
    Map<String, Integer> ranks = new HashMap<>();
    for (String line : new String(merges, StandardCharsets.UTF_8).split("\r?\n")) {
      if (!line.isEmpty() && !line.startsWith("#version")) {
        ranks.putIfAbsent(line, ranks.size());
      }
    }
    return ranks;
  }

  private int special(String token) throws PackException {
    Integer id = ids.get(token);
    if (id == null) {
      throw new PackException("the CLIP vocabulary has no token " + token);
    }
    return id;
  }

  @Override
  public int[] encode(String text) {
    String clean = Normalizer.normalize(text, Normalizer.Form.NFC);
    clean = lower(SPACE.matcher(clean).replaceAll(" "));
    List<Integer> out = new ArrayList<>();
    out.add(start);
    Matcher word = WORDS.matcher(clean);
    while (out.size() < maxTokens && word.find()) {
      for (String piece : merge(ByteAlphabet.spell(word.group()))) {
        out.add(ids.getOrDefault(piece, end));
      }
    }
    int count = Math.min(out.size(), maxTokens - 1);
    int[] all = new int[count + 1];
    for (int i = 0; i < count; i++) {
      all[i] = out.get(i);
    }
    all[count] = end;
    return all;
  }

  // Code point by code point: String.toLowerCase would look at a sigma's neighbours.
  private static String lower(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints().forEach(c -> out.append(Character.toString(c).toLowerCase(Locale.ROOT)));
    return out.toString();
  }

  /** Merges the pair of the lowest rank, leftmost first, until none is known. */
  private List<String> merge(List<String> letters) {
    List<String> parts = new ArrayList<>(letters);
    int last = parts.size() - 1;
    parts.set(last, parts.get(last) + WORD_END);
    while (parts.size() > 1) {
      int best = Integer.MAX_VALUE;
      int at = -1;
      for (int i = 0; i + 1 < parts.size(); i++) {
        int rank = ranks.getOrDefault(parts.get(i) + " " + parts.get(i + 1), Integer.MAX_VALUE);
        if (rank < best) {
          best = rank;
          at = i;
        }
      }
      if (at < 0) {
        return parts;
      }
      parts.set(at, parts.get(at) + parts.remove(at + 1));
    }
    return parts;
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
