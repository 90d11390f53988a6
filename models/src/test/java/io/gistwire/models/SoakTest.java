package io.gistwire.models;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.codec.EncodeOptions;
import io.gistwire.codec.LayerKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * Runs for minutes: {@code mvn -P soak -pl models -am verify}, for hours with a real pack: {@code
 * -Dgistwire.soak.pack=FOLDER}.
 */
@Tag("soak")
@DisplayName("Resident memory")
class SoakTest {
  private static final int ROUNDS = Integer.getInteger("gistwire.soak.encodes", 100_000);
  private static final String PACK = System.getProperty("gistwire.soak.pack");
  private static final EncodeOptions CAPTIONED = EncodeOptions.defaults();
  private static final EncodeOptions BARE =
      CAPTIONED.withLayers(EnumSet.of(LayerKind.EMBEDDING, LayerKind.LAYOUT));
  private static final int THREADS = 2;
  private static final long ALLOWANCE_KIB = 64 << 10;

  @Test
  @EnabledOnOs(OS.LINUX)
  @DisplayName("does not grow with the number of photos and queries")
  void resident_memory() throws Exception {
    List<byte[]> photos = new ArrayList<>();
    for (String name : List.of("baseline.jpg", "rgb.png", "progressive.jpg", "lossy.webp")) {
      photos.add(Fixtures.bytes("picture/files/" + name));
    }
    try (ModelPack pack = ModelPack.load(PACK == null ? Fixtures.tinyPack() : Path.of(PACK))) {
      encode(pack, photos, ROUNDS / 5);
      long before = residentKib();
      encode(pack, photos, ROUNDS);
      long grown = residentKib() - before;
      System.out.printf(
          Locale.ROOT, "%d encodes: resident %d KiB, grown by %d KiB%n", ROUNDS, before, grown);
      assertTrue(grown < ALLOWANCE_KIB, "resident memory grew by " + grown + " KiB");
    }
  }

  private static void encode(ModelPack pack, List<byte[]> photos, int count) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        running.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < count / THREADS; i++) {
                    byte[] photo = photos.get(i % photos.size());
                    // Captions are plain Java and slow; one in ten is enough.
                    pack.photoEncoder().encode(photo, i % 10 == 0 ? CAPTIONED : BARE);
                    if (i % 10 == 0) {
                      pack.textEncoder().encode("a dog runs on grass " + i);
                    }
                  }
                  return null;
                }));
      }
      for (Future<?> one : running) {
        one.get();
      }
    } finally {
      threads.shutdown();
    }
  }

  private static long residentKib() throws IOException {
    System.gc();
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    throw new IOException("no VmRSS in /proc/self/status");
  }
}
