package io.gistwire.cli;

import static java.util.Map.entry;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Puts the options of a command in the place of the protocol's fields that a server names in a
 * message: who typed {@code --top} knows no {@code top_share}. Stateless.
 */
final class OptionNames {
  /** A path of fields, such as {@code query.terms[0].text}. */
  private static final Pattern PATH =
      Pattern.compile(
          "(?<![\\w/'])(?:[a-z][a-z_]*(?:\\[\\d+\\])?\\.)*([a-z][a-z_]*)(?:\\[\\d+\\])?(?![\\w.(/])");

  /** What a field may be on the command line; the first that the command has is taken. */
  private static final Map<String, List<String>> NAMES =
      Map.ofEntries(
          entry("after_position", List.of("--after")),
          entry("all_labels", List.of("--label")),
          entry("caption_expression", List.of("--caption")),
          entry("caption_words", List.of("--words")),
          entry("capture_time", List.of("--since")),
          entry("display_name", List.of("--name")),
          entry("end_time", List.of("--until")),
          entry("expire_time", List.of("--days")),
          entry("file_name", List.of("NAME")),
          entry("gist", List.of("--like", "--gist", "GIST")),
          entry("labels", List.of("LABEL")),
          entry("layers", List.of("--layers")),
          entry("max_age", List.of("--max-age")),
          entry("max_alert_age", List.of("--max-alert-age")),
          entry("max_bytes_each", List.of("--max-bytes")),
          entry("max_layer_bytes", List.of("--max-bytes")),
          entry("min_probability", List.of("--min-probability")),
          entry("min_score", List.of("--min-score")),
          entry("mode", List.of("--mode")),
          entry("name", List.of("WATCH", "ALERT", "TOKEN", "GIST", "--name")),
          entry("names", List.of("GIST")),
          entry("no_labels", List.of("--no-label")),
          entry("note", List.of("NOTE")),
          entry("page_size", List.of("--most", "--hits")),
          entry("parent", List.of("WATCH")),
          entry("permissions", List.of("--may")),
          entry("photo", List.of("--photo")),
          entry("quiet_period", List.of("--quiet")),
          entry("sources", List.of("--source")),
          entry("start_time", List.of("--since")),
          entry("tenant", List.of("--tenant")),
          entry("terms", List.of("TEXT")),
          entry("text", List.of("TEXT")),
          entry("top_share", List.of("--top")),
          entry("watch_id", List.of("NAME")),
          entry("watches", List.of("WATCH")));

  private OptionNames() {}

  /** The message in the words of the command. */
  static String in(String message, CommandSpec command) {
    Matcher path = PATH.matcher(message);
    StringBuilder words = new StringBuilder();
    while (path.find()) {
      String found = path.group();
      boolean isField =
          found.indexOf('_') >= 0
              || found.indexOf('.') >= 0
              || path.start() == 0 && message.startsWith(":", path.end());
      String name = isField ? nameOf(path.group(1), command) : found;
      path.appendReplacement(words, Matcher.quoteReplacement(name.isEmpty() ? found : name));
    }
    return path.appendTail(words).toString();
  }

  private static String nameOf(String field, CommandSpec command) {
    for (String name : NAMES.getOrDefault(field, List.of())) {
      if (name.startsWith("--") ? command.findOption(name) != null : has(command, name)) {
        return name;
      }
    }
    return "";
  }

  private static boolean has(CommandSpec command, String label) {
    return command.positionalParameters().stream()
        .map(PositionalParamSpec::paramLabel)
        .anyMatch(label::equals);
  }
}
