package io.gistwire.cli.gist;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gistwire.cli.photos.FileSearch;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No gist of a run is written over another. */
class GistTargetsTest {
  private static List<String> targets(GistTargets targets, String... photos) {
    return Stream.of(photos)
        .map(name -> new FileSearch.Found(Path.of("in", name), Path.of(name)))
        .map(photo -> targets.of(photo).toString().replace('\\', '/'))
        .toList();
  }

  @Test
  void subfolders_are_kept_below_the_output_folder() {
    assertEquals(
        List.of("out/2024/IMG_1.gist", "out/2025/IMG_1.gist", "out/2025/IMG_1.jpeg.gist"),
        targets(
            new GistTargets(Path.of("out")),
            "2024/IMG_1.jpg",
            "2025/IMG_1.JPG",
            "2025/IMG_1.jpeg"));
  }

  @Test
  void photos_of_equal_names_from_several_folders_are_numbered() {
    GistTargets targets = new GistTargets(Path.of("out"));
    assertEquals(
        List.of("out/a.gist", "out/a.jpg.gist", "out/a-2.gist", "out/A-3.gist"),
        targets(targets, "a.jpg", "a.jpg", "a.jpg", "A.jpg"));
  }

  @Test
  void beside_the_photo_two_endings_get_two_files() {
    assertEquals(
        List.of("in/IMG_1.gist", "in/IMG_1.png.gist"),
        targets(new GistTargets(null), "IMG_1.jpg", "IMG_1.png"));
  }
}
