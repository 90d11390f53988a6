package io.gistwire.cli.send;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.cli.output.Problems;
import io.gistwire.cli.picture.PictureCodec;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A followed folder on a real disk, with a taker that counts. */
class FolderFollowerTest {
  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(60);

  @TempDir private Path temporary;
  private Path folder;
  private final StringWriter err = new StringWriter();
  private final List<String> remarks = new CopyOnWriteArrayList<>();
  private final Map<String, List<Integer>> taken = new ConcurrentHashMap<>();
  private final Set<Path> givenBack = ConcurrentHashMap.newKeySet();
  private Thread thread;

  /** Counts the sizes of what it is offered, by the name below the folder. */
  private final FolderFollower.Taker taker =
      new FolderFollower.Taker() {
        @Override
        public boolean take(Path file, FileState state, byte[] photo) {
          String name = folder.relativize(file).toString().replace('\\', '/');
          taken.computeIfAbsent(name, unused -> new CopyOnWriteArrayList<>()).add(photo.length);
          return true;
        }

        @Override
        public Set<Path> givenBack() {
          Set<Path> files = Set.copyOf(givenBack);
          givenBack.removeAll(files);
          return files;
        }
      };

  private static byte[] photo(int width) throws IOException {
    return PictureCodec.JPEG.encode(new BufferedImage(width, 8, BufferedImage.TYPE_INT_RGB), 0.5f);
  }

  @BeforeEach
  void makeFolder() throws IOException {
    folder = Files.createDirectory(temporary.resolve("in"));
  }

  @AfterEach
  void stop() throws InterruptedException {
    if (thread != null) {
      thread.interrupt();
      thread.join();
    }
  }

  private void follow() throws IOException {
    Problems problems = new Problems(new PrintWriter(err, true));
    FolderFollower follower = new FolderFollower(folder, taker, problems, remarks::add);
    thread =
        new Thread(
            () -> {
              try {
                follower.run();
              } catch (IOException failed) {
                remarks.add(failed.toString());
              } catch (InterruptedException told) {
                // The test is over.
              }
            });
    thread.start();
  }

  private void await(String what, BooleanSupplier condition) throws InterruptedException {
    long begin = System.nanoTime();
    while (!condition.getAsBoolean()) {
      assertTrue(
          System.nanoTime() - begin < LIMIT_NANOS,
          () -> what + "; taken: " + taken + ", " + remarks + err);
      Thread.sleep(20);
    }
  }

  private void awaitTaken(String name, int times) throws InterruptedException {
    await(name, () -> taken.getOrDefault(name, List.of()).size() >= times);
  }

  @Test
  void what_is_there_before_and_what_appears_in_old_and_new_subfolders_is_taken_once()
      throws Exception {
    Files.createDirectory(folder.resolve("old"));
    Files.write(folder.resolve("before.jpg"), photo(8));
    follow();
    awaitTaken("before.jpg", 1);
    Files.write(folder.resolve("old/later.jpg"), photo(16));
    Path fresh = Files.createDirectories(folder.resolve("2026/11-30"));
    Files.write(fresh.resolve("new.jpg"), photo(24));
    awaitTaken("old/later.jpg", 1);
    awaitTaken("2026/11-30/new.jpg", 1);
    assertEquals(3, taken.values().stream().mapToInt(List::size).sum(), taken.toString());
  }

  @Test
  void more_photos_at_once_than_the_system_tells_of_are_all_taken() throws Exception {
    follow();
    Files.write(folder.resolve("first.jpg"), photo(8));
    awaitTaken("first.jpg", 1);
    byte[] photo = photo(8);
    for (int i = 0; i < 1_500; i++) {
      Files.write(folder.resolve(i + ".jpg"), photo);
    }
    await("1501 photos", () -> taken.size() == 1_501);
    assertTrue(taken.values().stream().allMatch(sizes -> sizes.size() == 1), taken.toString());
  }

  @Test
  void a_photo_that_is_written_in_pieces_is_taken_when_it_has_its_end() throws Exception {
    follow();
    byte[] photo = photo(640);
    Path file = folder.resolve("slow.jpg");
    for (int piece = 0; piece < 4; piece++) {
      byte[] part =
          Arrays.copyOfRange(photo, piece * photo.length / 4, (piece + 1) * photo.length / 4);
      Files.write(file, part, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      Thread.sleep(500);
    }
    awaitTaken("slow.jpg", 1);
    assertEquals(List.of(photo.length), taken.get("slow.jpg"));
  }

  @Test
  void a_photo_that_is_replaced_is_taken_again() throws Exception {
    byte[] first = photo(8);
    byte[] second = photo(320);
    Files.write(folder.resolve("a.jpg"), first);
    follow();
    awaitTaken("a.jpg", 1);
    Path other = Files.write(folder.resolve(".a.jpg.Xy12Zz"), second);
    Files.move(other, folder.resolve("a.jpg"), StandardCopyOption.REPLACE_EXISTING);
    awaitTaken("a.jpg", 2);
    assertEquals(List.of(first.length, second.length), taken.get("a.jpg"));
  }

  @Test
  void names_of_uploads_are_not_taken_before_they_are_renamed() throws Exception {
    follow();
    Path hidden = Files.write(folder.resolve(".b.jpg.Ab3dEf"), photo(8));
    Path part = Files.write(folder.resolve("c.jpg.part"), photo(8));
    Files.createDirectories(folder.resolve(".tmp"));
    Files.write(folder.resolve(".tmp/d.jpg"), photo(8));
    Files.write(folder.resolve("mark.jpg"), photo(8));
    awaitTaken("mark.jpg", 1);
    Files.move(hidden, folder.resolve("b.jpg"));
    Files.move(part, folder.resolve("c.jpg"));
    awaitTaken("b.jpg", 1);
    awaitTaken("c.jpg", 1);
    assertEquals(Set.of("mark.jpg", "b.jpg", "c.jpg"), taken.keySet());
  }

  @Test
  void a_folder_that_disappears_is_reported_and_followed_again_when_it_returns() throws Exception {
    Files.write(folder.resolve("a.jpg"), photo(8));
    follow();
    awaitTaken("a.jpg", 1);
    Files.move(folder, temporary.resolve("elsewhere"));
    await("it is reported", () -> remarks.size() == 2);
    assertTrue(remarks.get(1).contains("does not exist any more"), remarks.toString());
    Files.createDirectory(folder);
    Files.write(folder.resolve("b.jpg"), photo(16));
    awaitTaken("b.jpg", 1);
    await("its return is reported", () -> remarks.size() == 3);
    Files.write(folder.resolve("c.jpg"), photo(24));
    awaitTaken("c.jpg", 1);
  }

  @Test
  void an_empty_photo_and_more_behind_the_end_of_one_are_waited_for() throws Exception {
    follow();
    Path file = Files.createFile(folder.resolve("a.jpg"));
    Thread.sleep(500);
    ByteArrayOutputStream two = new ByteArrayOutputStream();
    two.write(photo(8));
    two.write(photo(16));
    Files.write(file, two.toByteArray());
    awaitTaken("a.jpg", 1);
    assertEquals(List.of(two.size()), taken.get("a.jpg"));
  }

  @Test
  void the_start_states_what_is_there_and_the_first_of_each_other_kind_is_named() throws Exception {
    Files.write(folder.resolve("a.jpg"), photo(8));
    Files.write(folder.resolve("b.png"), photo(8));
    Files.createFile(folder.resolve("IMG_1.HEIC"));
    Files.createFile(folder.resolve(".upload.jpg"));
    follow();
    awaitTaken("b.png", 1);
    assertEquals(
        "following "
            + folder
            + ": 2 photos are there; more are sent as they appear, until this is interrupted;"
            + " passed over 2 that are no photos: 1 HEIC, 1 hidden",
        remarks.get(0));
    for (String name : new String[] {"IMG_2.heic", "film.mov", "film2.mov", ".b.jpg"}) {
      Files.createFile(folder.resolve(name));
    }
    Files.createSymbolicLink(folder.resolve("lost.jpg"), folder.resolve("nowhere.jpg"));
    Files.write(folder.resolve("mark.jpg"), photo(8));
    awaitTaken("mark.jpg", 1);
    await("the film", () -> remarks.size() == 2);
    await("the link", () -> err.toString().contains("lost.jpg: there is no such file"));
    assertTrue(remarks.get(1).contains("film.mov is passed over, as all"), remarks.toString());
  }

  @Test
  void a_photo_without_its_end_is_named_while_it_is_waited_for() throws Exception {
    follow();
    byte[] photo = photo(640);
    Path cut = Files.write(folder.resolve("cut.jpg"), Arrays.copyOf(photo, photo.length / 2));
    await("it is named", () -> err.toString().contains(cut + " is not complete; it is sent when"));
    assertEquals(Set.of(), taken.keySet());
    Files.write(cut, photo);
    awaitTaken("cut.jpg", 1);
    assertEquals(List.of(photo.length), taken.get("cut.jpg"));
  }

  @Test
  void a_photo_that_could_not_be_kept_is_offered_again() throws Exception {
    Path file = Files.write(folder.resolve("a.jpg"), photo(8));
    follow();
    awaitTaken("a.jpg", 1);
    givenBack.add(file);
    awaitTaken("a.jpg", 2);
  }
}
