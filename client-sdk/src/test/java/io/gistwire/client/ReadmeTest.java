package io.gistwire.client;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReadmeTest {
  @Test
  void the_readme_shows_the_lines_that_compile() throws IOException {
    String source =
        Files.readString(Path.of("src/test/java/io/gistwire/client/ReadmeExample.java"));
    String example =
        source.substring(
            source.indexOf("// README: begin") + "// README: begin".length(),
            source.indexOf("// README: end"));
    String readme = Files.readString(Path.of("README.md"));
    assertTrue(words(readme).contains(words(example)), "README.md lacks:\n" + example);
  }

  private static String words(String text) {
    return text.replaceAll("\\s+", "");
  }
}
