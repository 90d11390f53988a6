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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Layers that are asked for later, with the packaged server and the bundled pack. */
class RefineIT {
  private static final Duration LIMIT = Duration.ofSeconds(180);

  @TempDir private Path folder;

  private String run(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command = Main.commandLine();
    command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    assertEquals(0, command.execute(args), out + "\n" + err);
    return out.toString();
  }

  @Test
  void a_device_that_was_away_answers_from_its_kept_photo_when_it_returns() throws Exception {
    Path photo = folder.resolve("kodim23.jpg");
    try (InputStream in = Main.class.getResourceAsStream("demo/photos/kodim23.jpg")) {
      Files.copy(in, photo);
    }
    String outbox = folder.resolve("outbox").toString();
    try (ServerProcess server =
        ServerProcess.start(ServerOptions.onFreePorts(folder.resolve("data")), LIMIT)) {
      String target = "localhost:" + server.grpcPort();
      run(
          "send",
          photo.toString(),
          "--as",
          "cam",
          "--outbox",
          outbox,
          "--server",
          target,
          "--keep-photos",
          "64");
      String name = onlyGist(target);
      assertTrue(!json(target, name).contains("LAYOUT"), "only the basic layers were sent");
      String told = run("refine", name, "--layers", "layout,semantic_map", "--server", target);
      assertTrue(told.contains("the device is away"), told);
      Thread device = stayConnected(outbox, target);
      try {
        awaitLayer("LAYER_KIND_LAYOUT", target, name);
        awaitLayer("LAYER_KIND_SEMANTIC_MAP", target, name);
      } finally {
        device.interrupt();
        device.join();
      }
    }
  }

  /** Sends what is left and answers for as long as the thread is not interrupted. */
  private static Thread stayConnected(String outbox, String target) {
    String[] send = {
      "send",
      "--as",
      "cam",
      "--outbox",
      outbox,
      "--server",
      target,
      "--keep-photos",
      "64",
      "--stay",
      "" + LIMIT.toSeconds()
    };
    Thread device = new Thread(() -> Main.commandLine().execute(send), "device");
    device.start();
    return device;
  }

  private void awaitLayer(String kind, String target, String name) throws InterruptedException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!json(target, name).contains(kind)) {
      assertTrue(System.nanoTime() < deadline, () -> kind + " did not come: " + json(target, name));
      Thread.sleep(50);
    }
  }

  private String onlyGist(String target) {
    String listed = run("list", "--server", target);
    Matcher name = Pattern.compile("sources/cam/gists/[0-9a-f]{16}-1").matcher(listed);
    assertTrue(name.find(), listed);
    return name.group();
  }

  private String json(String target, String name) {
    return run("get", name, "--json", "--server", target);
  }
}
