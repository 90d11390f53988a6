package io.gistwire.proto.batch;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.proto.v1.ExchangeRequest;
import io.gistwire.proto.v1.Gist;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

/** What the protocol itself costs: serialised ExchangeRequest over the layer bytes in it. */
class WireCostTest {
  private static final int FULL = 64;
  private static final int CAPTION_BYTES = 7;
  private static final double GOAL = 1.10;

  /** Far enough into an epoch that a sequence takes three bytes. */
  private static final long FIRST_SEQUENCE = 1_000_000;

  private static List<Gist> gists(
      int count, IntUnaryOperator captionBytes, LongSupplier gapMillis) {
    Random random = new Random(11);
    List<Gist> gists = new ArrayList<>();
    long time = 1_795_000_000_123L;
    for (int i = 0; i < count; i++) {
      gists.add(Gists.usual(random, captionBytes.applyAsInt(i), time));
      time += gapMillis.getAsLong();
    }
    return gists;
  }

  private static int wireBytes(List<Gist> gists) {
    return ExchangeRequest.newBuilder()
        .setBatch(BatchColumns.pack(FIRST_SEQUENCE, gists))
        .build()
        .getSerializedSize();
  }

  private static double ratio(IntUnaryOperator captionBytes, LongSupplier gapMillis) {
    List<Gist> gists = gists(FULL, captionBytes, gapMillis);
    return (double) wireBytes(gists) / Gists.layerBytes(gists);
  }

  private static LongSupplier irregular(int meanMillis) {
    Random random = new Random(5);
    return () -> Math.round(-meanMillis * Math.log(1 - random.nextDouble()));
  }

  @Test
  void a_full_batch_costs_at_most_a_tenth_above_its_layer_bytes() throws Exception {
    Random jitter = new Random(3);
    LongSupplier camera = () -> 100 + jitter.nextInt(9) - 4;
    Random captions = new Random(13);
    double steady = ratio(i -> CAPTION_BYTES, camera);
    double irregular = ratio(i -> CAPTION_BYTES, irregular(1000));
    double varied = ratio(i -> 4 + captions.nextInt(CAPTION_BYTES), camera);
    List<Gist> lone = gists(1, i -> CAPTION_BYTES, () -> 0);
    print(
        figure("wire_ratio_full_batch", irregular, "ratio", GOAL),
        figure("wire_ratio_full_batch_steady_camera", steady, "ratio", GOAL),
        figure("wire_ratio_full_batch_varied_captions", varied, "ratio", GOAL),
        figure("wire_bytes_lone_gist", wireBytes(lone), "bytes", 0));
    assertTrue(irregular <= GOAL, "irregular times: " + irregular);
    assertTrue(steady <= GOAL, "steady camera: " + steady);
    assertTrue(varied <= GOAL, "captions of 4 to 10 bytes: " + varied);
    assertTrue(wireBytes(lone) - Gists.layerBytes(lone) <= 28, "lone gist");
  }

  private static String figure(String name, double value, String unit, double goal) {
    return String.format(
        Locale.ROOT,
        "{\"name\": \"%s\", \"value\": %.4f, \"unit\": \"%s\", %s\"better\": \"lower\"}",
        name,
        value,
        unit,
        goal > 0 ? "\"goal\": " + goal + ", " : "");
  }

  private static void print(String... figures) throws Exception {
    String json =
        "{\"bench\": \"wire\", \"host\": \""
            + host()
            + "\", \"commit\": \""
            + commit()
            + "\", \"figures\": [\n  "
            + String.join(",\n  ", figures)
            + "\n]}";
    System.out.println(json);
    Files.writeString(Path.of("target", "wire-figures.json"), json + "\n");
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "unknown";
    }
  }

  private static String commit() throws Exception {
    Process git = new ProcessBuilder("git", "rev-parse", "--short", "HEAD").start();
    String head = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    return git.waitFor() == 0 ? head : "unknown";
  }
}
