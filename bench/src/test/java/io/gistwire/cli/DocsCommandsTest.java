package io.gistwire.cli;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;

/** Every call of gistwire in the pages of this project is one that the command line accepts. */
class DocsCommandsTest {
  private static final Path HOME = Path.of("").toAbsolutePath().getParent();

  /** A line of a block, or a span of code in a sentence, that begins with the program's name. */
  private static final Pattern CALL =
      Pattern.compile("(?m)(?:^ *|`|&& |\\| )(?:\\./)?(gistwire (?!code 1)[a-z-]+[^`\\n]*)");

  private static List<Path> pages() throws IOException {
    try (Stream<Path> files = Files.walk(HOME)) {
      return files
          .filter(file -> file.toString().endsWith(".md"))
          .filter(file -> !HOME.relativize(file).toString().matches("(.*/)?(target|src|\\..*)/.*"))
          .toList();
    }
  }

  private static Set<String> calls() throws IOException {
    Set<String> calls = new LinkedHashSet<>();
    for (Path page : pages()) {
      Matcher matcher = CALL.matcher(Files.readString(page));
      while (matcher.find()) {
        // Without a remark after it; what is in [ ] is taken as given.
        String call = matcher.group(1).replaceFirst("\\s+#.*", "").replaceFirst(" &$", "");
        calls.add(call.replaceAll("[\\[\\]]", "").strip());
      }
    }
    return calls;
  }

  @TestFactory
  Stream<DynamicTest> every_call_in_the_pages_is_accepted() throws IOException {
    return calls().stream().map(call -> DynamicTest.dynamicTest(call, () -> accepted(call)));
  }

  private static void accepted(String line) {
    for (List<String> call : HelpExamplesTest.calls(line)) {
      // A page that only names a command leaves its arguments out.
      boolean named = call.stream().noneMatch(word -> word.startsWith("-")) && call.size() <= 2;
      if (named) {
        exists(call);
      } else {
        String[] words = call.toArray(String[]::new);
        assertDoesNotThrow(() -> Main.commandLine().parseArgs(words), line);
      }
    }
  }

  private static void exists(List<String> call) {
    CommandLine command = Main.commandLine();
    for (String word : call) {
      CommandLine below = command.getSubcommands().get(word);
      if (below == null) {
        assertTrue(command.getSubcommands().isEmpty(), "no command " + String.join(" ", call));
        return;
      }
      command = below;
    }
  }

  @Test
  void the_pages_are_found() throws IOException {
    assertTrue(pages().contains(HOME.resolve("README.md")), pages().toString());
    assertTrue(calls().size() >= 10, calls().toString());
  }
}
