package io.gistwire.models;

import io.gistwire.models.files.PackFiles;
import io.gistwire.models.manifest.PackException;
import io.gistwire.models.manifest.PackFile;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What labels mean: other words for the same thing and a gloss.
 *
 * <p>UTF-8, a line for each meaning: its words with ", " between them, a tab, the gloss. Empty
 * lines and lines that begin with {@code #} are left out. A word of several meanings has the first.
 * Immutable.
 */
final class Glossary {
  static final Glossary EMPTY = new Glossary(Map.of());

  private static final int MAX_BYTES = 16 << 20;
  private static final int MAX_LINE_CHARACTERS = 4_000;

  private final Map<String, String> byWord;

  private Glossary(Map<String, String> byWord) {
    this.byWord = byWord;
  }

  static Glossary open(PackFile file, PackFiles files) throws PackException {
    if (file.sizeBytes() > MAX_BYTES) {
      throw new PackException(
          file.path()
              + " has "
              + file.sizeBytes()
              + " bytes; a glossary may have at most "
              + MAX_BYTES);
    }
    return parse(file.path(), files.readFully(file));
  }

  static Glossary parse(String name, byte[] utf8) throws PackException {
    Map<String, String> byWord = new HashMap<>();
    int number = 0;
    for (String line : new String(utf8, StandardCharsets.UTF_8).split("\n")) {
      number++;
      if (!line.isBlank() && !line.startsWith("#")) {
        add(byWord, name + " line " + number, line.stripTrailing());
      }
    }
    return new Glossary(byWord);
  }

  private static void add(Map<String, String> byWord, String where, String line)
      throws PackException {
    int tab = line.indexOf('\t');
    boolean whole = tab > 0 && tab + 1 < line.length() && tab == line.lastIndexOf('\t');
    if (!whole || line.length() > MAX_LINE_CHARACTERS) {
      throw new PackException(
          where
              + " has "
              + line.length()
              + " characters and "
              + line.chars().filter(c -> c == '\t').count()
              + " tabs; words, one tab and a gloss, at most "
              + MAX_LINE_CHARACTERS
              + " characters together, are needed");
    }
    String words = line.substring(0, tab);
    for (String word : words.split(", ")) {
      byWord.putIfAbsent(key(word), words + ", " + line.substring(tab + 1));
    }
  }

  /** What the label means, if it is a known word: its words and gloss as one text. */
  Optional<String> meaning(String label) {
    return Optional.ofNullable(byWord.get(key(label)));
  }

  private static String key(String word) {
    return word.strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
  }
}
