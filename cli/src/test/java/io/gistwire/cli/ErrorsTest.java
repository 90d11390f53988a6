package io.gistwire.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What goes wrong is told in one line of what and one of what to do. */
class ErrorsTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path folder;

  @BeforeEach
  void files() throws Exception {
    Files.createDirectory(folder.resolve("empty"));
    Files.writeString(folder.resolve("text.jpg"), "hello\n");
  }

  private int run(String... args) {
    CommandLine command = Main.commandLine();
    command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return command.execute(args);
  }

  @ParameterizedTest
  @CsvSource({
    "1, no file or folder, encode $/none.jpg",
    "1, no photo in, encode $/empty",
    "2, --embedding-bytes is 40, encode --embedding-bytes 40 $/text.jpg",
    "2, '--layers', encode --layers colours $/text.jpg",
    "2, --layers is, encode --layers sketch $/text.jpg",
    "2, '--layers', refine --layers colours sources/a/gists/0000000000000001-1",
    "1, no pack other, encode --pack other $/text.jpg",
    "1, no file, describe $/none.gist",
    "1, no .gist file in, inspect $/empty",
    "1, are not a .gist file, describe $/text.jpg",
    "1, no file or folder, demo --photos $/none",
    "2, at least 300 are needed, demo --rate 10",
    "1, the benchmarks are not installed, bench pack $/none --json",
    "1, no file or folder, send $/none.jpg",
    "2, --since is 'never', list --since never",
    "2, nohost:abc, list --server nohost:abc",
    "1, refuses connections, list --server localhost:1",
    "1, there is no such file, classify cat dog --photo $/none.jpg",
    "2, nothing to look for, search",
    "2, 'NAME', watch add"
  })
  void a_mistake_is_told_in_two_lines_with_the_right_exit_code(
      int exitCode, String said, String line) {
    assertEquals(exitCode, run(line.replace("$", folder.toString()).split(" ")), err.toString());
    List<String> lines = err.toString().lines().toList();
    assertEquals(2, lines.size(), err.toString());
    assertTrue(lines.get(0).startsWith("gistwire: "), err.toString());
    assertTrue(lines.get(0).contains(said), err.toString());
    assertTrue(lines.get(1).matches("  \\S.*"), err.toString());
    assertEquals("", out.toString());
  }

  @Test
  void the_trace_comes_only_when_it_is_asked_for() {
    run("list", "--server", "localhost:1", "-v");
    assertTrue(err.toString().contains("\tat "), err.toString());
  }

  @Test
  void a_photo_that_cannot_be_read_is_named_and_leaves_no_empty_table() {
    assertEquals(1, run("encode", folder.resolve("text.jpg").toString()));
    assertTrue(err.toString().contains("text.jpg: photo is neither JPEG"), err.toString());
    assertEquals("", out.toString());
  }
}
