package io.gistwire.server.index;

import java.util.List;

/** Splits texts into the stems that captions are searched by. Implementations are thread-safe. */
@FunctionalInterface
public interface CaptionStems {
  /** Stems in order, without stop words; may be empty. */
  List<String> of(String text);
}
