package io.gistwire.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.cli.process.ServerOptions;
import io.gistwire.cli.process.ServerProcess;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands as a user types them, against the packaged server and with the bundled pack. */
class DemoIT {
  private static final Duration START_LIMIT = Duration.ofSeconds(180);

  @TempDir private Path folder;

  private String run(int expected, String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command = Main.commandLine();
    command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    int code = command.execute(args);
    assertEquals(expected, code, out + "\n" + err);
    return out.toString();
  }

  private Path photos(String... names) throws Exception {
    Path photos = Files.createDirectories(folder.resolve("photos"));
    for (String name : names) {
      try (InputStream in = Main.class.getResourceAsStream("demo/photos/" + name)) {
        Files.copy(in, photos.resolve(name));
      }
    }
    return photos;
  }

  @Test
  void the_demo_sends_searches_watches_and_writes_its_page() throws Exception {
    Path page = folder.resolve("demo.html");
    String out = run(0, "demo", "--rate", "20000", "--round-trip", "100", "-o", page.toString());
    assertTrue(out.contains("24 of 24 photos arrived"), out);
    assertTrue(out.contains("Searched \"colourful parrots\": kodim23.jpg"), out);
    assertTrue(out.contains("Watch \"a boat on the water\" fired on"), out);
    assertTrue(out.contains("of them label maps"), out);
    String html = Files.readString(page);
    assertTrue(html.contains("Photo by photo"));
    assertEquals(24, html.split("<svg ", -1).length - 1, "a label map for each photo");
  }

  @Test
  void photos_that_were_sent_are_listed_found_fetched_and_deleted() throws Exception {
    Path photos = photos("kodim05.jpg", "kodim23.jpg");
    try (ServerProcess server =
        ServerProcess.start(ServerOptions.onFreePorts(folder.resolve("data")), START_LIMIT)) {
      String target = "localhost:" + server.grpcPort();
      Path outbox = folder.resolve("outbox");
      String sent =
          run(
              0,
              "send",
              photos.toString(),
              "--as",
              "cam",
              "--outbox",
              outbox.toString(),
              "--server",
              target);
      assertTrue(sent.startsWith("2 of 2 photos delivered as cam"), sent);
      List<String> lines = run(0, "list", "--server", target).lines().toList();
      assertEquals(3, lines.size(), lines.toString());
      String found = run(0, "search", "two parrots", "--server", target, "-n", "1", "--json");
      assertTrue(found.contains("\"name\":\"sources/cam/gists/"), found);
      String name =
          found.replaceAll("(?s).*\"name\":\"(sources/cam/gists/[0-9a-f]{16}-[0-9]+)\".*", "$1");
      Path gist = folder.resolve("parrots.gist");
      run(0, "get", name, "-o", gist.toString(), "--server", target);
      assertTrue(run(0, "inspect", gist.toString()).contains("embedding"));
      run(0, "delete", name, "--server", target);
      assertEquals(2, run(0, "list", "--server", target).lines().count());
      assertTrue(run(0, "ledger", "check", "--server", target).contains("The ledger is sound."));
    }
  }

  @Test
  void a_photo_is_encoded_described_and_inspected_without_a_server() throws Exception {
    Path photos = photos("kodim23.jpg");
    String encoded = run(0, "encode", photos.toString());
    assertTrue(encoded.contains("embedding 16"), encoded);
    String described = run(0, "describe", photos.resolve("kodim23.gist").toString());
    assertTrue(described.contains("kodim23.gist: "), described);
    run(0, "encode", "--layers", "embedding,semantic_map", photos.toString());
    String where = run(0, "describe", photos.resolve("kodim23.gist").toString());
    assertTrue(where.contains(" bird"), where);
    assertTrue(run(0, "models", "verify").contains("ok  image encoder"));
    assertTrue(run(0, "models", "list").contains("base-1"));
  }

  @Test
  void a_description_tells_whether_its_caption_was_sent_or_composed() throws Exception {
    String photos = photos("kodim23.jpg").toString();
    String gist = folder.resolve("photos/kodim23.gist").toString();
    run(0, "encode", photos);
    assertTrue(run(0, "describe", gist).contains("  (inferred from the code, "));
    String composed = run(0, "describe", gist, "--json");
    assertTrue(composed.contains("\"caption_implied\":true,\"composed_caption\":\""), composed);
    run(0, "encode", "--caption", "Two parrots.", photos);
    String sent = run(0, "describe", gist);
    assertTrue(sent.contains("kodim23.gist: Two parrots.  (sent, "), sent);
    String own = run(0, "describe", gist, "--json");
    assertTrue(
        own.contains("\"caption\":\"Two parrots.\",\"caption_implied\":false,\"labels"), own);
  }

  @Test
  void a_server_that_is_not_there_is_reported_with_what_to_do() {
    StringWriter err = new StringWriter();
    CommandLine command = Main.commandLine();
    command.setErr(new PrintWriter(err, true));
    assertEquals(1, command.execute("list", "--server", "localhost:1"));
    assertTrue(err.toString().contains("gistwire serve"), err.toString());
  }
}
