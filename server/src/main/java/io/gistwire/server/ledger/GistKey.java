package io.gistwire.server.ledger;

import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Identity of a gist: tenant, source, epoch and sequence.
 *
 * @param sequence at least 1
 */
public record GistKey(EpochKey epoch, long sequence) {
  private static final Pattern NAME =
      Pattern.compile(
          "sources/([a-z0-9][a-z0-9._-]{0,62})/gists/([0-9a-f]{16})-([1-9][0-9]{0,18})");

  public GistKey {
    Objects.requireNonNull(epoch, "epoch");
  }

  /** {@code sources/{source}/gists/{epoch}-{sequence}}. */
  public String toName() {
    return epoch.source().toName() + "/gists/" + epoch.toHex() + "-" + sequence;
  }

  /** Reads a resource name; empty when it is none. The tenant is the caller's. */
  public static Optional<GistKey> parse(String tenant, String name) {
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    try {
      long sequence = Long.parseLong(matcher.group(3));
      long epoch = Long.parseUnsignedLong(matcher.group(2), 16);
      SourceKey source = new SourceKey(tenant, matcher.group(1));
      return Optional.of(new GistKey(new EpochKey(source, epoch), sequence));
    } catch (NumberFormatException tooLong) {
      return Optional.empty();
    }
  }
}
