package io.gistwire.cli;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;

/** What the help shows as an example has to be a command line that is accepted. */
class HelpExamplesTest {
  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|'([^']*)'|(\\S+)");

  private static Stream<CommandLine> withSubcommands(CommandLine command) {
    Collection<CommandLine> below = command.getSubcommands().values();
    return Stream.concat(
        Stream.of(command), below.stream().flatMap(HelpExamplesTest::withSubcommands));
  }

  /**
   * The calls of gistwire in a line of shell: remarks, redirections and other programs left out.
   */
  static List<List<String>> calls(String line) {
    List<List<String>> calls = new ArrayList<>();
    for (String part : line.strip().split("\\s{3,}")[0].split("\\s(?:\\||&&)\\s")) {
      List<String> words = new ArrayList<>();
      Matcher matcher = WORD.matcher(part.replaceAll("\\s[<>]\\s*\\S+", ""));
      while (matcher.find()) {
        words.add(
            Stream.of(matcher.group(1), matcher.group(2), matcher.group(3))
                .filter(word -> word != null)
                .findFirst()
                .orElseThrow());
      }
      if (words.get(0).equals("gistwire")) {
        calls.add(words.subList(1, words.size()));
      }
    }
    return calls;
  }

  @TestFactory
  Stream<DynamicTest> every_example_of_the_help_is_accepted() {
    return Main.commandLine().getSubcommands().values().stream()
        .flatMap(HelpExamplesTest::withSubcommands)
        .flatMap(command -> Stream.of(command.getCommandSpec().usageMessage().footer()))
        .filter(line -> !line.isBlank())
        .map(line -> DynamicTest.dynamicTest(line.strip(), () -> accepted(line)));
  }

  private static void accepted(String line) {
    List<List<String>> calls = calls(line);
    assertTrue(!calls.isEmpty(), "no call of gistwire in: " + line);
    for (List<String> call : calls) {
      assertDoesNotThrow(() -> Main.commandLine().parseArgs(call.toArray(String[]::new)), line);
    }
  }

  @Test
  void every_command_that_does_something_shows_an_example() {
    Main.commandLine()
        .getSubcommands()
        .forEach(
            (name, command) -> {
              boolean ours = !name.equals("help") && !name.equals("generate-completion");
              if (ours) {
                String[] footer = command.getCommandSpec().usageMessage().footer();
                assertTrue(footer.length > 0, "no example in the help of " + name);
              }
            });
  }
}
