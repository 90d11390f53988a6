package io.gistwire.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.cli.output.CommandException;
import io.gistwire.cli.output.Problems;
import io.gistwire.cli.picture.PictureCodec;
import java.awt.image.BufferedImage;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ZeroShotTest {
  private static final Problems PROBLEMS = new Problems(new PrintWriter(new StringWriter()));

  @Test
  void the_rate_at_an_accuracy_lies_between_the_points_around_it() {
    List<RatePoint> points =
        List.of(new RatePoint("jpeg", "fine", 1000, 0.8), new RatePoint("jpeg", "coarse", 10, 0.4));
    assertEquals(100, RatePoint.bytesAt(0.6, points).getAsDouble(), 1e-9);
    assertEquals(10, RatePoint.bytesAt(0.3, points).getAsDouble());
    assertEquals(OptionalDouble.empty(), RatePoint.bytesAt(0.9, points));
  }

  @Test
  void of_points_only_those_remain_that_no_cheaper_one_equals() {
    RatePoint tiny = new RatePoint("jpeg", "tiny", 10, 0.4);
    RatePoint wasteful = new RatePoint("jpeg", "wasteful", 500, 0.4);
    RatePoint fine = new RatePoint("jpeg", "fine", 1000, 0.8);
    assertEquals(List.of(tiny, fine), RatePoint.best(List.of(fine, wasteful, tiny)));
  }

  @ParameterizedTest
  @EnumSource(PictureCodec.class)
  void every_codec_is_there_and_a_finer_setting_takes_more_bytes(PictureCodec codec)
      throws Exception {
    assertTrue(codec.available());
    BufferedImage noise = noise(192, 128);
    List<Float> qualities = codec.qualities();
    byte[] coarse = codec.encode(noise, qualities.get(0));
    byte[] fine = codec.encode(noise, qualities.get(qualities.size() - 1));
    assertTrue(coarse.length < fine.length, coarse.length + " and " + fine.length);
    assertEquals(192, PictureCodec.decode(fine).getWidth());
  }

  @Test
  void folders_name_the_labels_and_a_seed_chooses_the_photos(@TempDir Path data) throws Exception {
    for (String label : List.of("cat", "dog")) {
      Files.createDirectories(data.resolve(label));
      for (int i = 0; i < 4; i++) {
        Files.write(
            data.resolve(label).resolve(i + ".jpg"), PictureCodec.JPEG.encode(noise(8, 8), 0.5f));
      }
    }
    LabelledPhotos photos = LabelledPhotos.read(data, "", 5, 3, PROBLEMS);
    assertEquals(List.of("cat", "dog"), photos.labels());
    assertEquals(5, photos.photos().size());
    assertEquals(
        photos.photos().stream().map(LabelledPhotos.Photo::label).toList(),
        LabelledPhotos.read(data, "", 5, 3, PROBLEMS).photos().stream()
            .map(LabelledPhotos.Photo::label)
            .toList());
  }

  @Test
  void one_label_alone_is_refused_with_what_to_do(@TempDir Path data) throws Exception {
    Files.createDirectories(data.resolve("cat"));
    Files.write(data.resolve("cat/0.jpg"), PictureCodec.JPEG.encode(noise(8, 8), 0.5f));
    CommandException error =
        assertThrows(CommandException.class, () -> LabelledPhotos.read(data, "", 5, 3, PROBLEMS));
    assertTrue(error.getMessage().contains("two labels"), error.getMessage());
  }

  private static BufferedImage noise(int width, int height) {
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Random random = new Random(1);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        picture.setRGB(x, y, random.nextInt(1 << 24));
      }
    }
    return picture;
  }
}
