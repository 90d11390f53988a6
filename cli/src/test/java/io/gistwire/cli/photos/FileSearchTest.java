package io.gistwire.cli.photos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gistwire.cli.output.CommandException;
import io.gistwire.cli.output.Problems;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files the names on a command line stand for. */
class FileSearchTest {
  private final StringWriter err = new StringWriter();
  private final Problems problems = new Problems(new PrintWriter(err, true));
  private final FileSearch search = FileSearch.forPhotos(problems);

  @TempDir private Path folder;

  private Path file(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, new byte[] {1});
  }

  private List<String> found(Path... names) {
    return search.below(List.of(names)).stream()
        .map(found -> found.relative().toString().replace('\\', '/'))
        .toList();
  }

  @Test
  void a_folder_represents_all_photos_below_it_by_name() throws IOException {
    file("b/2.JPG");
    file("b/1.webp");
    file("a.jpeg");
    file("c.png");
    assertEquals(List.of("a.jpeg", "b/1.webp", "b/2.JPG", "c.png"), found(folder));
    assertEquals(0, problems.count());
  }

  @Test
  void what_is_no_photo_is_passed_over_and_counted_by_kind() throws IOException {
    file("IMG_1.jpg");
    file("._IMG_1.jpg");
    file("IMG_2.heic");
    file("IMG_3.HEIC");
    file("IMG_4.gif");
    file(".IMG_5.jpg.Xa41Bc");
    file("IMG_6.jpg.part");
    file("IMG_1.gist");
    file(".thumbnails/1.jpg");
    assertEquals(List.of("IMG_1.jpg"), found(folder));
    assertEquals(
        "passed over 7 that are no photos: 2 HEIC, 1 AppleDouble, 1 GIF, 1 PART, 1 hidden, 1 hidden"
            + " folders",
        search.passedOver().inWords());
    assertEquals(0, problems.count());
  }

  @Test
  void links_to_folders_are_followed_once_even_in_a_loop() throws IOException {
    file("real/sub/a.jpg");
    Files.createSymbolicLink(folder.resolve("real/sub/loop"), folder.resolve("real"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("real"));
    assertEquals(List.of("sub/a.jpg"), found(link));
    assertEquals(List.of("link/sub/a.jpg"), found(folder));
    assertEquals(0, problems.count(), err.toString());
  }

  @Test
  void a_link_to_nothing_is_named_and_stops_nothing() throws IOException {
    file("b.jpg");
    Files.createSymbolicLink(folder.resolve("a.jpg"), folder.resolve("none.jpg"));
    assertEquals(List.of("b.jpg"), found(folder));
    assertEquals(1, problems.count());
    assertTrue(err.toString().contains("a.jpg: there is no such file"), err.toString());
  }

  @Test
  void a_folder_that_may_not_be_read_is_named_and_stops_nothing() throws IOException {
    FileStore store = Files.getFileStore(folder);
    assumeTrue(store.supportsFileAttributeView("posix"));
    file("a/1.jpg");
    file("b/2.jpg");
    file("c/3.jpg");
    Path closed = folder.resolve("b");
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("---------"));
    assumeFalse(Files.isReadable(closed), "root reads every folder");
    try {
      assertEquals(List.of("a/1.jpg", "c/3.jpg"), found(folder));
      assertEquals(1, problems.count());
      assertTrue(err.toString().contains("b: may not be read"), err.toString());
    } finally {
      Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
    }
  }

  @Test
  void a_missing_name_among_others_is_left_to_who_reads_it() throws IOException {
    Path photo = file("a.jpg");
    assertEquals(List.of("a.jpg", "none.jpg"), found(photo, folder.resolve("none.jpg")));
  }

  @Test
  void nothing_at_all_is_an_error_that_states_what_was_passed_over() throws IOException {
    file("IMG_2.heic");
    CommandException none = assertThrows(CommandException.class, () -> found(folder));
    assertTrue(none.getMessage().contains("1 HEIC"), none.getMessage());
    CommandException missing =
        assertThrows(CommandException.class, () -> found(folder.resolve("none")));
    assertTrue(missing.getMessage().contains("no file or folder"), missing.getMessage());
  }
}
