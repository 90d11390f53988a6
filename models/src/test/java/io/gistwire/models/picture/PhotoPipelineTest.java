package io.gistwire.models.picture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.gistwire.codec.UnreadablePhotoException;
import io.gistwire.models.Fixtures;
import io.gistwire.models.engine.Tensor;
import io.gistwire.models.manifest.PhotoOperation;
import io.gistwire.models.manifest.PhotoOperation.CropCentre;
import io.gistwire.models.manifest.PhotoOperation.CropSquare;
import io.gistwire.models.manifest.PhotoOperation.Filter;
import io.gistwire.models.manifest.PhotoOperation.Normalise;
import io.gistwire.models.manifest.PhotoOperation.Resize;
import io.gistwire.models.manifest.PhotoOperation.ResizeShortest;
import io.gistwire.models.manifest.PhotoOperation.ToTensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Preprocessing")
class PhotoPipelineTest {
  private static final String FOLDER = "picture/shapes/";
  private static final Map<String, List<PhotoOperation>> OPERATIONS =
      Map.of(
          "square-bicubic-32", List.of(new CropSquare(), new Resize(32, 32, Filter.BICUBIC)),
          "square-bilinear-32", List.of(new CropSquare(), new Resize(32, 32, Filter.BILINEAR)),
          "resize-bicubic-20x30", List.of(new Resize(20, 30, Filter.BICUBIC)),
          "shortest-24-centre-24",
              List.of(new ResizeShortest(24, Filter.BICUBIC), new CropCentre(24, 24)));

  static Stream<String[]> shapes() {
    return Fixtures.rows(FOLDER + "index.tsv").stream();
  }

  @ParameterizedTest(name = "{1}x{2} {3}")
  @MethodSource("shapes")
  @DisplayName("crops and resizes as Pillow does, bit for bit")
  void equals_pillow(
      String source, int width, int height, String operations, int outWidth, int outHeight)
      throws Exception {
    Picture picture = new Picture(width, height, Fixtures.bytes(FOLDER + source + ".rgb"));
    Picture shaped = pipeline(OPERATIONS.get(operations)).shape(picture);
    assertEquals(outWidth + "x" + outHeight, shaped.width() + "x" + shaped.height());
    assertArrayEquals(Fixtures.bytes(FOLDER + source + "." + operations + ".rgb"), shaped.rgb());
  }

  @Test
  @DisplayName("lays normalised channels out one after the other")
  void tensor() throws Exception {
    Picture picture = new Picture(2, 1, new byte[] {0, 127, (byte) 255, 1, 2, 3});
    PhotoPipeline pipeline =
        new PhotoPipeline(
            List.of(
                new Normalise(1, List.of(127.0, 0.0, 1.0), List.of(128.0, 1.0, 2.0)),
                new ToTensor()));
    Tensor.Floats tensor = pipeline.tensor(picture);
    assertArrayEquals(new long[] {1, 3, 1, 2}, tensor.shape());
    assertArrayEquals(new float[] {-127 / 128f, -126 / 128f, 127, 2, 127, 1}, tensor.values());
  }

  @Test
  @DisplayName("refuses a picture that is too small for the pack's crop")
  void too_small() {
    PhotoPipeline pipeline = pipeline(List.of(new CropCentre(24, 24)));
    Picture picture = new Picture(23, 30, new byte[23 * 30 * 3]);
    assertThrows(UnreadablePhotoException.class, () -> pipeline.tensor(picture));
  }

  @Test
  @DisplayName("refuses a sliver whose longer side would explode")
  void sliver() {
    PhotoPipeline pipeline = pipeline(List.of(new ResizeShortest(4096, Filter.BICUBIC)));
    Picture picture = new Picture(1, 65_535, new byte[65_535 * 3]);
    assertThrows(UnreadablePhotoException.class, () -> pipeline.tensor(picture));
  }

  private static PhotoPipeline pipeline(List<PhotoOperation> shaping) {
    List<PhotoOperation> all = new ArrayList<>(shaping);
    all.add(new Normalise(1, List.of(0.0, 0.0, 0.0), List.of(1.0, 1.0, 1.0)));
    all.add(new ToTensor());
    return new PhotoPipeline(all);
  }
}
