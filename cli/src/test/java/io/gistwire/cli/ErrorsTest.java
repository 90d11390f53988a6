package io.gistwire.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
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
    Files.createFile(folder.resolve("empty.token"));
    Files.writeString(folder.resolve("two-lines.token"), "secret\nother\n\n");
    Files.writeString(
        folder.resolve("damaged.pem"),
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    try (InputStream photo = getClass().getResourceAsStream("demo/photos/kodim01.jpg")) {
      Files.copy(photo, folder.resolve("photo.jpg"));
    }
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
    "1, 'is a photo; encode it first: gistwire encode ', describe $/photo.jpg",
    "1, 'is a photo; encode it first: gistwire encode ', inspect $/photo.jpg",
    "1, 2 JPG, describe $",
    "1, a part of the path is no folder, encode -o $/text.jpg/gists $/text.jpg",
    "2, there is no folder, demo -o $/none/page.html",
    "2, is a folder, demo -o $/empty",
    "1, no file or folder, demo --photos $/none",
    "2, at least 300 are needed, demo --rate 10",
    "1, the benchmarks are not installed, bench pack $/none --json",
    "1, no file or folder, send $/none.jpg",
    "2, --since is 'never', list --since never",
    "2, nohost:abc, list --server nohost:abc",
    "2, '--server: '''' is no address', list --server=",
    "2, '--server: ''dns:'' is no address', list --server dns:",
    "2, '--server: ''ftp://x'' is no address', list --server ftp://x",
    "2, '--server: ''a_b%:9000'' is no address', list --server a_b%:9000",
    "2, '--server-name: ''a/b'' is no name', list --server localhost:1 --server-name a/b",
    "2, text.jpg has no certificate in PEM, list --ca $/text.jpg",
    "2, '--ca ', list --ca $/none.pem",
    "2, is a folder, list --ca $/empty",
    "2, text.jpg has no certificate, list --cert $/text.jpg --key $/text.jpg",
    "2, has a certificate that cannot be read, list --ca $/damaged.pem",
    "2, 'a line break as character 7 of 12', list --token-file $/two-lines.token",
    "2, the token is empty, list --token-file $/empty.token",
    "2, '--token-file', list --token-file $/none.token",
    "2, '--most is 0', list -n 0",
    "2, '--top is 150', watch add dogs dog --top 150",
    "2, '--quiet is -1', watch add dogs dog --quiet -1",
    "2, --dry-run is about a change, ledger retention --dry-run",
    "2, '--max-age is ''ever''', ledger retention --max-age ever",
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
  void names_with_control_characters_are_escaped_in_every_line() throws Exception {
    Path evil = Files.writeString(folder.resolve("a\u001b[2Jb\nc.jpg"), "hello");
    for (String[] call :
        new String[][] {
          {"encode", evil.toString()},
          {"describe", evil.toString()},
          {"inspect", evil.toString(), folder.resolve("text.jpg").toString()},
          {"send", folder.resolve("no\u001b[2J\nne.jpg").toString()},
          {"list", "--server", "a\u001b[2Jb\nc"},
          {"search", "--photo", folder.resolve("no\u001b[2J\nne.jpg").toString()},
          {"list", "x\u001b[2J\ny"},
          {"demo", "-o", evil + "/page.html"},
          {"encode", "--pack", evil.toString(), "x.jpg", "-v"}
        }) {
      err.getBuffer().setLength(0);
      run(call);
      assertTrue(err.toString().contains("\\x1b[2J"), String.join(" ", call) + err);
      assertTrue(!err.toString().contains("\u001b"), err.toString());
      assertTrue(err.toString().lines().noneMatch(line -> line.matches("(c|ne|y)\\b.*")), "" + err);
    }
  }

  @Test
  void the_trace_comes_only_when_it_is_asked_for() {
    run("list", "--server", "localhost:1", "-v");
    assertTrue(err.toString().contains("\tat "), err.toString());
  }

  @Test
  void a_gist_is_told_from_a_photo() throws Exception {
    Path made = Files.createFile(folder.resolve("made.gist"));
    assertEquals(1, run("encode", made.toString()));
    assertTrue(err.toString().contains("made.gist: is a .gist file, which is encoded"), "" + err);
  }

  @Test
  void a_photo_that_cannot_be_read_is_named_and_leaves_no_empty_table() {
    assertEquals(1, run("encode", folder.resolve("text.jpg").toString()));
    assertTrue(err.toString().contains("text.jpg: photo is neither JPEG"), err.toString());
    assertEquals("", out.toString());
  }
}
