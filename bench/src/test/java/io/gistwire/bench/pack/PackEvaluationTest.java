package io.gistwire.bench.pack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.models.ModelPack;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

@DisplayName("The evaluation of a pack")
class PackEvaluationTest {
  /** The tiny pack and pictures of the tests of models. */
  private static final Path FIXTURES = Path.of("../models/src/test/resources/io/gistwire/models");

  private static final List<String> PHOTOS =
      List.of("baseline.jpg", "rgb.png", "grey.jpg", "orientation-3.jpg", "progressive.jpg");

  @Test
  @DisplayName("reads the data folder and gives every figure of the trainers' table")
  void figures(@TempDir Path folder) throws Exception {
    writeData(folder);
    List<PackFigure> figures = new ArrayList<>();
    try (ModelPack pack = ModelPack.load(FIXTURES.resolve("tiny"))) {
      EvaluationOptions options = new EvaluationOptions("test", true, 3, 2);
      new PackEvaluation(pack, folder, options, figures::add, line -> {}).run();
    }
    List<String> names = figures.stream().map(PackFigure::name).toList();
    assertEquals(2 + 6 + 3 * 5 + 4 + 3 + 3 + 2, names.size(), names.toString());
    assertTrue(names.contains("zero_shot_imagenet_sample"), names.toString());
    for (PackFigure figure : figures) {
      assertTrue(Double.isFinite(figure.value()), figure.toString());
    }
    // All five photos are among the first ten.
    assertEquals(100, value(figures, "t2i_recall_at_10_float"));
    assertEquals(100, value(figures, "t2i_recall_kept_16_bytes"));
  }

  private static double value(List<PackFigure> figures, String name) {
    return figures.stream().filter(f -> f.name().equals(name)).findFirst().orElseThrow().value();
  }

  private static void writeData(Path folder) throws IOException {
    StringBuilder captions = new StringBuilder("file\tsplit\tcaption\n");
    StringBuilder labels = new StringBuilder("file\tset\tlabel\n");
    for (int i = 0; i < PHOTOS.size(); i++) {
      String photo = PHOTOS.get(i);
      captions.append(photo).append("\ttest\ta dog number " + i + " .\n");
      captions.append(photo).append("\ttest\tthe red cat " + i + " runs\n");
      captions.append(photo).append("\ttrain\tnot this one\n");
      for (String set :
          List.of(
              "scenes", "clothing", "houses", "flowers", "imagenette", "miniimagenet", "pacs")) {
        labels.append(photo + "\t" + set + "\t" + (i % 2 == 0 ? "dog" : "beach") + "\n");
        labels.append(photo + "\t" + set + "\tNot sure\n");
      }
    }
    zip(folder.resolve("flickr8k.zip"), "");
    zip(folder.resolve("photos.zip"), "");
    zip(folder.resolve("imagenet-sample.zip"), "n01440764_");
    zip(folder.resolve("kodak.zip"), "");
    Files.writeString(folder.resolve("photos.tsv"), labels);
    try (OutputStream out = Files.newOutputStream(folder.resolve("flickr8k.tsv.xz"));
        XZOutputStream xz = new XZOutputStream(out, new LZMA2Options());
        OutputStreamWriter text = new OutputStreamWriter(xz, StandardCharsets.UTF_8)) {
      text.append(captions);
    }
  }

  private static void zip(Path path, String prefix) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(path))) {
      for (String photo : PHOTOS) {
        zip.putNextEntry(new ZipEntry(prefix + photo));
        zip.write(Files.readAllBytes(FIXTURES.resolve("picture/files").resolve(photo)));
      }
    }
  }
}
