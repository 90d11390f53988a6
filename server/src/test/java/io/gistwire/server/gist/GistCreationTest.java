package io.gistwire.server.gist;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.protobuf.ByteString;
import io.gistwire.proto.v1.CreateGistRequest;
import io.gistwire.proto.v1.Gist;
import io.gistwire.server.ledger.Submission;
import io.gistwire.server.packs.ServedPacks;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Photos that the server encodes, by the tiny pack of the models' tests. */
class GistCreationTest {
  private static final Path MODELS = Path.of("../models/src/test/resources/io/gistwire/models");
  private static ServedPacks packs;

  @BeforeAll
  static void load() throws Exception {
    packs = ServedPacks.load(List.of(MODELS.resolve("tiny")), List.of());
  }

  @AfterAll
  static void close() {
    packs.close();
  }

  @Test
  void a_gist_has_the_size_of_the_upright_photo() throws Exception {
    byte[] turned = Files.readAllBytes(MODELS.resolve("picture/files/orientation-6.jpg"));
    assertEquals("16x24", size(created(turned)));
  }

  @Test
  void a_photo_of_more_pixels_than_are_kept_has_its_own_size() throws Exception {
    assertEquals("5001x3999", size(created(picture("png", 5001, 3999))));
    assertEquals("4999x4001", size(created(picture("jpeg", 4999, 4001))));
  }

  private static Gist created(byte[] photo) throws IOException {
    CreateGistRequest request =
        CreateGistRequest.newBuilder()
            .setParent("sources/cam")
            .setPhoto(ByteString.copyFrom(photo))
            .build();
    Submission.Put put = new GistCreation(packs, 1 << 16).read(request);
    return Gist.parseFrom(put.payload());
  }

  private static String size(Gist gist) {
    return gist.getPhotoWidthPixels() + "x" + gist.getPhotoHeightPixels();
  }

  private static byte[] picture(String format, int width, int height) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY), format, out);
    return out.toByteArray();
  }
}
