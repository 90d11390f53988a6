package io.gistwire.server.ledger;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code sources/{source}}. */
public final class SourceNames {
  private static final Pattern NAME = Pattern.compile("sources/([a-z0-9][a-z0-9._-]{0,62})");

  private SourceNames() {}

  /** The part after {@code sources/}; empty when the name is none. */
  public static Optional<String> parse(String name) {
    Matcher matcher = NAME.matcher(name);
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }
}
