package io.gistwire.models.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.models.Fixtures;
import io.gistwire.models.ModelPack;
import io.gistwire.models.manifest.PackException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A damaged pack")
class DamagedPackTest {
  @TempDir private Path temporary;
  private Path folder;

  @BeforeEach
  void copy() throws IOException {
    folder = temporary.resolve("tiny");
    Files.createDirectory(folder);
    try (Stream<Path> files = Files.list(Fixtures.tinyPack())) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.copy(file, folder.resolve(file.getFileName().toString()));
      }
    }
  }

  @Test
  @DisplayName("is refused when one bit of a file is another")
  void flipped_bit() throws IOException {
    for (String name : new String[] {"image_encoder.pt", "codebooks.bin", "text_encoder.pt"}) {
      byte[] good = Files.readAllBytes(folder.resolve(name));
      byte[] bad = good.clone();
      bad[bad.length / 2] ^= 1;
      Files.write(folder.resolve(name), bad);
      assertTrue(refused(folder).contains(name + ": has SHA-256"), refused(folder));
      Files.write(folder.resolve(name), good);
    }
  }

  @Test
  @DisplayName("is refused when a file is longer or shorter than the manifest states")
  void other_size() throws IOException {
    Path file = folder.resolve("codebooks.bin");
    byte[] good = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(good, good.length + 1));
    assertTrue(refused(folder).contains("more than the " + good.length), refused(folder));
    Files.write(file, java.util.Arrays.copyOf(good, good.length - 1));
    assertTrue(refused(folder).contains("has " + (good.length - 1)), refused(folder));
  }

  @Test
  @DisplayName("is refused when a file or the manifest is missing")
  void missing() throws IOException {
    Files.delete(folder.resolve("codebooks.bin"));
    assertTrue(refused(folder).contains("no file codebooks.bin"), refused(folder));
    Files.delete(folder.resolve("manifest.json"));
    assertTrue(refused(folder).contains("no file manifest.json"), refused(folder));
    assertTrue(refused(temporary.resolve("nowhere")).contains("no pack at"));
  }

  @Test
  @DisplayName("is refused when a file is a link out of its folder")
  void link() throws IOException {
    Path outside = temporary.resolve("outside.bin");
    Files.move(folder.resolve("codebooks.bin"), outside);
    Files.createSymbolicLink(folder.resolve("codebooks.bin"), outside);
    assertTrue(refused(folder).contains("leads out"), refused(folder));
  }

  @Test
  @DisplayName("writes nothing to disk when a zip names paths outside")
  void zip_slip() throws Exception {
    Path zip = zip("../evil.txt");
    try (ModelPack pack = ModelPack.load(zip)) {
      assertEquals("tiny", pack.manifest().name());
    }
    assertTrue(Files.notExists(temporary.resolve("evil.txt")));
    assertTrue(Files.notExists(temporary.getParent().resolve("evil.txt")));
  }

  @Test
  @DisplayName("is refused when it is no zip, or one of too many entries")
  void bad_zip() throws IOException {
    Path text = Files.writeString(temporary.resolve("pack.zip"), "no zip at all");
    assertTrue(refused(text).contains("is no zip"), refused(text));
    String[] many = new String[1001];
    for (int i = 0; i < many.length; i++) {
      many[i] = "file" + i;
    }
    assertTrue(refused(zip(many)).contains("at most 1000"));
  }

  private Path zip(String... further) throws IOException {
    Path path = temporary.resolve("tiny.zip");
    try (OutputStream out = Files.newOutputStream(path);
        ZipOutputStream zip = new ZipOutputStream(out);
        Stream<Path> files = Files.list(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        zip.putNextEntry(new ZipEntry(file.getFileName().toString()));
        zip.write(Files.readAllBytes(file));
      }
      for (String name : further) {
        zip.putNextEntry(new ZipEntry(name));
      }
    }
    return path;
  }

  private static String refused(Path pack) {
    return assertThrows(PackException.class, () -> ModelPack.load(pack)).getMessage();
  }
}
