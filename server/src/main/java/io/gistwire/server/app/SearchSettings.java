package io.gistwire.server.app;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of index, searches and watches; docs/search.md has the same as a table. */
@ConfigMapping(prefix = "gistwire.search")
public interface SearchSettings {
  /** Language of captions: cjk, de, en, es, fr, it, nl, plain, pt or ru. */
  @WithDefault("en")
  String captionLanguage();

  /** Log positions that index and watches may be behind before sending is slowed down. */
  @WithDefault("50000")
  long maxLag();

  /** Longest that a search waits for the index to reach the ledger. */
  @WithDefault("5S")
  Duration maxWait();

  /** Longest that a search for words waits for captions to be read. */
  @WithDefault("1S")
  Duration maxCaptionWait();

  /** Most gists that Sample chooses from. */
  @WithDefault("100000")
  int maxSampled();

  /** Most gists that GroupNearDuplicates compares. */
  @WithDefault("20000")
  int maxGrouped();

  /** Most alerts that are kept of a watch; the oldest are deleted. */
  @WithDefault("10000")
  long maxAlerts();

  /** Most watches of a tenant. */
  @WithDefault("2000")
  int maxWatches();
}
