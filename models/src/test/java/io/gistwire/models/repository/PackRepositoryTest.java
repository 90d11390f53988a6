package io.gistwire.models.repository;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.models.Fixtures;
import io.gistwire.models.ModelPack;
import io.gistwire.models.PackCheck;
import io.gistwire.models.manifest.PackException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A repository of packs")
class PackRepositoryTest {
  @TempDir private Path temporary;
  private PackRepository repository;
  private byte[] zip;

  @BeforeEach
  void open() throws Exception {
    repository = PackRepository.at(temporary.resolve("packs"));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ModelPack pack = ModelPack.load(Fixtures.tinyPack())) {
      pack.writeDevicePart(out);
    }
    zip = out.toByteArray();
  }

  @Test
  @DisplayName("is empty before the first pack and finds what was imported")
  void import_and_find() throws Exception {
    assertEquals(List.of(), repository.list());
    InstalledPack pack = repository.importPack(Fixtures.tinyPack());
    assertEquals("tiny@1.0.0", pack.reference());
    assertEquals(pack, repository.find("tiny"));
    assertEquals(pack, repository.find("tiny@1.0.0"));
    assertEquals(List.of(pack), repository.list());
    try (ModelPack loaded = ModelPack.load(pack.folder())) {
      assertTrue(PackCheck.run(loaded).size() >= 4);
    }
    repository.remove("tiny@1.0.0");
    assertEquals(List.of(), repository.list());
    PackException e = assertThrows(PackException.class, () -> repository.find("tiny"));
    assertTrue(e.getMessage().contains("it has none"), e.getMessage());
  }

  @Test
  @DisplayName("adds the server part to a device part that is here already")
  void merge() throws Exception {
    Path file = Files.write(temporary.resolve("device.zip"), zip);
    InstalledPack device = repository.importPack(file);
    assertFalse(Files.exists(device.folder().resolve("text_encoder.pt")));
    repository.importPack(Fixtures.tinyPack());
    assertTrue(Files.exists(device.folder().resolve("text_encoder.pt")));
    assertEquals(1, repository.list().size());
  }

  @Test
  @DisplayName("refuses another pack of the same name and version")
  void conflict() throws Exception {
    InstalledPack pack = repository.importPack(Fixtures.tinyPack());
    Files.writeString(pack.folder().resolve("manifest.json"), "{}");
    PackException e =
        assertThrows(PackException.class, () -> repository.importPack(Fixtures.tinyPack()));
    assertTrue(e.getMessage().contains("remove it first"), e.getMessage());
  }

  @Test
  @DisplayName("leaves nothing behind of a damaged pack")
  void damaged() throws Exception {
    byte[] bad = zip.clone();
    bad[bad.length / 2] ^= 1;
    Path file = Files.write(temporary.resolve("bad.zip"), bad);
    assertThrows(PackException.class, () -> repository.importPack(file));
    try (Stream<Path> left = Files.list(repository.root())) {
      assertEquals(0, left.count());
    }
  }

  @Test
  @DisplayName("goes on with a download where it stopped")
  void resume() throws Exception {
    int half = zip.length / 2;
    try (PackDownload download = repository.download(sum(zip), zip.length)) {
      download.add(0, ByteBuffer.wrap(zip, 0, half));
      assertFalse(download.isComplete());
      assertThrows(PackException.class, download::finish);
      assertThrows(PackException.class, () -> repository.download(sum(zip), zip.length));
    }
    try (PackDownload download = repository.download(sum(zip), zip.length)) {
      assertEquals(half, download.receivedBytes());
      assertThrows(PackException.class, () -> download.add(0, ByteBuffer.wrap(zip, 0, 1)));
      download.add(half, ByteBuffer.wrap(zip, half, zip.length - half));
      assertEquals("tiny@1.0.0", download.finish().reference());
    }
    assertTrue(Files.notExists(repository.root().resolve("downloads/" + sum(zip) + ".zip")));
  }

  @Test
  @DisplayName("throws a download away whose sum is wrong")
  void wrong_sum() throws Exception {
    try (PackDownload download = repository.download("0".repeat(64), zip.length)) {
      download.add(0, ByteBuffer.wrap(zip));
      assertThrows(PackException.class, download::finish);
      assertEquals(0, download.receivedBytes());
    }
    assertEquals(List.of(), repository.list());
    assertThrows(PackException.class, () -> repository.download("../x", 10));
    assertThrows(PackException.class, () -> repository.download("0".repeat(64), 1L << 60));
  }

  private static String sum(byte[] bytes) throws IOException {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IOException(e);
    }
  }
}
