package io.gistwire.server.audit;

import java.util.Collection;
import org.jboss.logging.Logger;

/**
 * One line of the audit log: {@code ACTION by=WHO NAME=VALUE ...}. Values with other characters
 * than letters, digits and {@code . _ , : / * -} are quoted and escaped as in JSON, so that a line
 * is always one line. Not thread-safe.
 */
public final class AuditLine {
  /** Name of the log category. */
  public static final String CATEGORY = "io.gistwire.audit";

  private static final Logger LOG = Logger.getLogger(CATEGORY);
  private static final int MAX_CHARACTERS = 200;

  private final StringBuilder line;

  private AuditLine(String action, String who) {
    line = new StringBuilder(action);
    with("by", who.isEmpty() ? "anonymous" : who);
  }

  /**
   * Begins a line.
   *
   * @param action such as {@code token.create}
   * @param who name of the token or certificate; empty on a server without authentication
   */
  public static AuditLine of(String action, String who) {
    return new AuditLine(action, who);
  }

  /** Adds a value; it is cut to 200 characters. Returns this. */
  public AuditLine with(String name, Object value) {
    String text = String.valueOf(value);
    String cut = text.length() > MAX_CHARACTERS ? text.substring(0, MAX_CHARACTERS) + "..." : text;
    line.append(' ').append(name).append('=');
    if (!cut.isEmpty() && cut.chars().allMatch(AuditLine::isPlain)) {
      line.append(cut);
    } else {
      quote(cut);
    }
    return this;
  }

  /** Adds values with commas between; {@code all} when there is none. Returns this. */
  public AuditLine withAll(String name, Collection<String> values) {
    return with(name, values.isEmpty() ? "all" : String.join(",", values));
  }

  private static boolean isPlain(int character) {
    return character < 128
        && (Character.isLetterOrDigit(character) || "._,:/*-".indexOf(character) >= 0);
  }

  private void quote(String text) {
    line.append('"');
    for (char character : text.toCharArray()) {
      if (character == '"' || character == '\\') {
        line.append('\\').append(character);
      } else if (Character.isISOControl(character)
          || character == 0x2028
          || character == 0x2029
          || Character.getType(character) == Character.FORMAT) {
        line.append(String.format("\\u%04x", (int) character));
      } else {
        line.append(character);
      }
    }
    line.append('"');
  }

  /** Writes it to the log. */
  public void log() {
    LOG.info(line);
  }

  @Override
  public String toString() {
    return line.toString();
  }
}
