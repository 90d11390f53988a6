package io.gistwire.cli.send;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The command that continues a run: the same options, exactly as they were given. Stateless. */
final class SameCall {
  /** Secrets are not repeated; the others are about this run's photos alone. */
  private static final Set<String> LEFT_OUT =
      Set.of("--token", "--follow", "--stay", "--wait", "--again");

  private SameCall() {}

  /** The call without photos, which the outbox does not need. */
  static String of(ParseResult parsed, String source) {
    List<String> words = new ArrayList<>(List.of("gistwire", "send", "--as", quoted(source)));
    for (OptionSpec option : parsed.matchedOptions()) {
      String name = option.longestName();
      if (name.equals("--as") || LEFT_OUT.contains(name)) {
        continue;
      }
      boolean flag = option.arity().max() == 0;
      String given = flag ? flagName(option, name) : name;
      words.add(given);
      if (!flag) {
        words.add(quoted(String.join(",", option.originalStringValues())));
      }
    }
    return String.join(" ", words);
  }

  /** {@code --no-tls} is the option {@code --tls} with another value. */
  private static String flagName(OptionSpec option, String name) {
    boolean no = option.negatable() && Boolean.FALSE.equals(option.getValue());
    return no ? "--no-" + name.substring(2) : name;
  }

  private static String quoted(String word) {
    return word.matches("[A-Za-z0-9_./:@%+=,~-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
