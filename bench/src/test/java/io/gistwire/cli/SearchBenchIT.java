package io.gistwire.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The benchmarks of search and watches run through and say something that can be right. */
class SearchBenchIT {
  @TempDir private Path folder;

  private static JsonObject run(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command = Main.commandLine();
    command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    assertEquals(0, command.execute(args), out + "\n" + err);
    return out.toString().isEmpty()
        ? new JsonObject()
        : JsonParser.parseString(out.toString()).getAsJsonObject();
  }

  private static double value(JsonObject figures, String name) {
    for (JsonElement figure : figures.getAsJsonArray("figures")) {
      if (figure.getAsJsonObject().get("name").getAsString().equals(name)) {
        return figure.getAsJsonObject().get("value").getAsDouble();
      }
    }
    throw new AssertionError("no figure " + name + " in " + figures);
  }

  @Test
  void a_small_search_benchmark_finds_what_the_scan_finds() {
    JsonObject figures =
        run(
            "bench",
            "search",
            "--gists",
            "400",
            "--queries",
            "5",
            "--callers",
            "2",
            "--folder",
            folder.toString(),
            "--json");
    // So few gists are scanned all.
    assertEquals(1, value(figures, "search_grpc_recall_at_10"));
    assertEquals(400, value(figures, "search_grpc_codes_compared"));
    assertEquals(1, value(figures, "search_grpc_filter_10_percent_recall_at_10"));
    assertTrue(value(figures, "search_grpc_p50_millis") > 0);
  }

  @Test
  void a_small_watch_benchmark_hears_every_marker() {
    JsonObject figures =
        run(
            "bench",
            "watch",
            "--watches",
            "5",
            "--seconds",
            "1",
            "--folder",
            folder.toString(),
            "--json");
    assertEquals(5, value(figures, "watch_grpc_count"));
    assertTrue(value(figures, "watch_send_to_alert_p50_millis") > 0);
    assertTrue(value(figures, "watch_grpc_gists_per_s") > 0);
  }

  @Test
  void codes_and_queries_are_written_for_the_programs_beside_the_server() throws Exception {
    Path vectors = folder.resolve("vectors");
    run("bench", "search", "--gists", "50", "--queries", "4", "--write", vectors.toString());
    assertEquals(50 * 16, Files.size(vectors.resolve("codes.bin")));
    assertEquals(4 * 256 * 4, Files.size(vectors.resolve("queries.f32")));
    assertTrue(Files.size(vectors.resolve("codebooks.bin")) > 16);
  }
}
