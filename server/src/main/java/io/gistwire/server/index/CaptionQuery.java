package io.gistwire.server.index;

import java.util.List;

/**
 * Words to find in captions.
 *
 * @param words any of these, the more the better
 * @param phrases words that must stand together, each a list of words
 * @param excluded words that must not occur
 */
public record CaptionQuery(List<String> words, List<String> phrases, List<String> excluded) {
  /** Takes copies. */
  public CaptionQuery {
    words = List.copyOf(words);
    phrases = List.copyOf(phrases);
    excluded = List.copyOf(excluded);
  }
}
