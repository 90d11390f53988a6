package io.gistwire.server.services;

import static io.gistwire.server.refusal.Refusals.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.gistwire.proto.v1.DownloadPackRequest;
import io.gistwire.proto.v1.DownloadPackResponse;
import io.gistwire.proto.v1.GetPackRequest;
import io.gistwire.proto.v1.ListPacksRequest;
import io.gistwire.proto.v1.Pack;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Iterator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The packs that a server offers to devices. */
@Timeout(120)
class PackCallsTest {
  private static final String INVALID = "INVALID_ARGUMENT FIELD_INVALID";

  @TempDir static Path path;
  private static WholeServer server;
  private static WholeServer.As device;

  @BeforeAll
  static void start() throws Exception {
    server = WholeServer.open(path);
    device = server.as("acme");
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  private static DownloadPackRequest.Builder current() {
    return DownloadPackRequest.newBuilder().setName("packs/current").setMaxChunkBytes(4096);
  }

  private static Pack pack(String name) {
    return device.packs().getPack(GetPackRequest.newBuilder().setName(name).build()).getPack();
  }

  @Test
  void the_current_pack_is_in_the_list_and_has_its_fingerprint() {
    Pack pack = pack("packs/current");
    assertEquals(server.fingerprint(), pack.getCodeFingerprint());
    assertEquals(pack.getName(), pack(pack.getName()).getName());
    var list = device.packs().listPacks(ListPacksRequest.getDefaultInstance());
    assertEquals(1, list.getPacksCount());
    assertEquals(pack.getName(), list.getPacks(0).getName());
  }

  @Test
  void a_download_is_the_whole_zip_with_its_checksum_and_may_go_on_in_the_middle()
      throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DownloadPackResponse first = null;
    Iterator<DownloadPackResponse> pieces = device.packs().downloadPack(current().build());
    for (int i = 0; i < 3 && pieces.hasNext(); i++) {
      DownloadPackResponse piece = pieces.next();
      first = first == null ? piece : first;
      assertEquals(bytes.size(), piece.getOffsetBytes());
      piece.getData().writeTo(bytes);
    }
    // As after a cut: on from the next byte.
    Iterator<DownloadPackResponse> rest =
        device
            .packs()
            .downloadPack(
                current()
                    .setOffsetBytes(bytes.size())
                    .setExpectedSha256(first.getSha256())
                    .build());
    while (rest.hasNext()) {
      rest.next().getData().writeTo(bytes);
    }
    assertEquals(first.getTotalSizeBytes(), bytes.size());
    assertArrayEquals(
        MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray()),
        first.getSha256().toByteArray());
    boolean hasManifest = false;
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        hasManifest |= entry.getName().equals("manifest.json");
      }
    }
    assertTrue(hasManifest);
  }

  @Test
  void downloads_that_cannot_be_are_refused() {
    assertRefused(
        "ABORTED ETAG_MISMATCH",
        () -> drain(current().setExpectedSha256(ByteString.copyFrom(new byte[32]))));
    assertRefused(INVALID, () -> drain(current().setOffsetBytes(Long.MAX_VALUE)));
    assertRefused(INVALID, () -> drain(current().setMaxChunkBytes(1)));
    assertRefused(INVALID, () -> drain(current().setMaxChunkBytes(-1)));
    assertRefused(INVALID, () -> drain(current().setName("current")));
    assertRefused("NOT_FOUND NOT_FOUND", () -> drain(current().setName("packs/other")));
  }

  private static void drain(DownloadPackRequest.Builder request) {
    device.packs().downloadPack(request.build()).forEachRemaining(piece -> {});
  }

  @Test
  void pages_that_were_not_made_here_are_refused() {
    assertRefused(
        INVALID,
        () -> device.packs().listPacks(ListPacksRequest.newBuilder().setPageSize(-1).build()));
    assertRefused(
        "INVALID_ARGUMENT PAGE_TOKEN_INVALID",
        () -> device.packs().listPacks(ListPacksRequest.newBuilder().setPageToken("x").build()));
  }
}
