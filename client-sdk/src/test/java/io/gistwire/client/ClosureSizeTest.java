package io.gistwire.client;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

/** What an application carries that uses the client without the SQLite driver. */
class ClosureSizeTest {
  private static final long MAX_BYTES = 20L << 20;

  /** On the test's class path only. */
  private static final List<String> TEST_ONLY =
      List.of(
          "junit",
          "jqwik",
          "opentest4j",
          "apiguardian",
          "archunit",
          "slf4j",
          "surefire",
          "okhttp",
          "okio",
          "kotlin");

  @Test
  void the_runtime_closure_stays_within_20_mebibytes() throws IOException {
    List<String> parts = new ArrayList<>();
    long sum = 0;
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path path = Path.of(entry);
      if (Files.exists(path) && isShipped(path)) {
        long bytes = sizeBytes(path);
        sum += bytes;
        parts.add(path.getFileName() + " " + bytes);
      }
    }
    assertTrue(sum > 1L << 20, "the class path was not found: " + parts);
    assertTrue(sum <= MAX_BYTES, sum + " bytes; at most " + MAX_BYTES + ": " + parts);
    System.out.println("client_closure_bytes " + sum);
  }

  private static boolean isShipped(Path path) {
    String name = path.toString();
    return TEST_ONLY.stream().noneMatch(path.getFileName().toString()::contains)
        && !name.contains("jetbrains") // kotlin's annotations
        && !name.endsWith("test-classes");
  }

  /** A jar's size; for a folder of classes, that of the jar made of it. */
  private static long sizeBytes(Path path) throws IOException {
    if (Files.isRegularFile(path)) {
      return Files.size(path);
    }
    ByteArrayOutputStream jar = new ByteArrayOutputStream();
    try (Stream<Path> files = Files.walk(path);
        ZipOutputStream zip = new ZipOutputStream(jar)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        zip.putNextEntry(new ZipEntry(path.relativize(file).toString()));
        Files.copy(file, zip);
      }
    }
    return jar.size();
  }
}
