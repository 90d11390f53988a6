package io.gistwire.client.photos;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gistwire.codec.CodeFingerprint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PhotoShelfTest {
  private static final long EPOCH = 0xfedcba9876543210L;
  private static final PhotoCode CODE =
      new PhotoCode(CodeFingerprint.parse("00112233445566aa"), 16, 0xdeadbeef, true);

  @TempDir Path folder;

  private PhotoShelf open(int photos, long bytes) throws IOException {
    return PhotoShelf.open(folder, EPOCH, new PhotoLimits(photos, bytes));
  }

  @Test
  void a_photo_returns_with_what_its_layers_depend_on() throws IOException {
    PhotoShelf shelf = open(10, 1_000);
    keep(shelf, 7, new byte[] {1, 2, 3});
    PhotoShelf.Kept kept = open(10, 1_000).find(7).orElseThrow();
    assertArrayEquals(new byte[] {1, 2, 3}, kept.photo());
    assertEquals(CODE, kept.code());
    assertEquals(Optional.empty(), shelf.find(8));
  }

  @Test
  void photos_can_be_read_by_their_owner_only_also_those_kept_before() throws IOException {
    assumeTrue(folder.getFileSystem().supportedFileAttributeViews().contains("posix"));
    keep(open(10, 1_000), 7, new byte[] {1, 2, 3});
    Path photo = folder.resolve(names().get(0));
    assertEquals("rw-------", permissions(photo));
    Files.setPosixFilePermissions(photo, PosixFilePermissions.fromString("rw-r--r--"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    open(10, 1_000);
    assertEquals("rw-------", permissions(photo));
    assertEquals("rwx------", permissions(folder));
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void a_photo_that_was_never_kept_was_removed_after_a_crash() throws IOException {
    PhotoShelf shelf = open(10, 1_000);
    shelf.stage(new byte[100], CODE).orElseThrow();
    assertEquals(100, shelf.bytes());
    PhotoShelf after = open(10, 1_000);
    assertEquals(0, after.bytes());
    assertEquals(List.of(), names());
  }

  /** What a power cut may leave: any prefix of the file, or the right length with other bytes. */
  @Test
  void a_half_written_photo_is_never_used() throws IOException {
    byte[] photo = new byte[300];
    new Random(3).nextBytes(photo);
    for (int length : new int[] {0, 1, 150, 299}) {
      keep(open(10, 1_000), 1, photo);
      Files.write(file(), java.util.Arrays.copyOf(photo, length));
      assertEquals(Optional.empty(), open(10, 1_000).find(1), length + " bytes are left");
      assertEquals(List.of(), names(), "it is taken away");
    }
    keep(open(10, 1_000), 1, photo);
    byte[] zeros = new byte[300];
    Files.write(file(), zeros);
    assertEquals(Optional.empty(), open(10, 1_000).find(1));
  }

  @Test
  void a_photo_that_grew_behind_our_back_is_not_read() throws IOException {
    PhotoShelf shelf = open(10, 1_000);
    keep(shelf, 1, new byte[10]);
    Files.write(file(), new byte[5_000]);
    assertEquals(Optional.empty(), shelf.find(1));
  }

  @Test
  void the_oldest_leave_at_the_bound_of_photos() throws IOException {
    PhotoShelf shelf = open(2, 1_000);
    for (long sequence = 1; sequence <= 4; sequence++) {
      keep(shelf, sequence, new byte[10]);
    }
    assertEquals(2, shelf.count());
    assertFalse(shelf.has(2));
    assertTrue(shelf.has(3) && shelf.has(4));
    assertEquals(2, names().size());
  }

  @Test
  void a_photo_beyond_the_bound_of_bytes_is_not_kept_and_drives_no_one_out() throws IOException {
    PhotoShelf shelf = open(10, 100);
    keep(shelf, 1, new byte[60]);
    assertEquals(Optional.empty(), shelf.stage(new byte[101], CODE));
    assertTrue(shelf.has(1));
  }

  @Test
  void photos_of_an_earlier_epoch_leave_first() throws IOException {
    PhotoShelf before = PhotoShelf.open(folder, 1, new PhotoLimits(10, 1_000));
    keep(before, 900, new byte[10]);
    PhotoShelf shelf = open(2, 1_000);
    assertFalse(shelf.has(900), "another epoch's sequence is another gist");
    keep(shelf, 1, new byte[10]);
    keep(shelf, 2, new byte[10]);
    assertTrue(shelf.has(1) && shelf.has(2));
    assertEquals(2, names().size());
  }

  @Test
  void smaller_bounds_hold_from_the_next_start_on() throws IOException {
    PhotoShelf shelf = open(10, 1_000);
    for (long sequence = 1; sequence <= 5; sequence++) {
      keep(shelf, sequence, new byte[10]);
    }
    PhotoShelf smaller = open(10, 25);
    assertEquals(2, smaller.count());
    assertTrue(smaller.has(4) && smaller.has(5));
  }

  @Test
  void foreign_files_are_left_alone() throws IOException {
    Path notes = folder.resolve("notes.photo");
    Files.writeString(notes, "mine");
    PhotoShelf shelf = open(1, 10);
    keep(shelf, 1, new byte[10]);
    keep(shelf, 2, new byte[10]);
    assertTrue(Files.exists(notes));
    assertEquals(1, shelf.count());
  }

  @Test
  void discarding_gives_the_space_back() throws IOException {
    PhotoShelf shelf = open(1, 100);
    PhotoShelf.Staged staged = shelf.stage(new byte[100], CODE).orElseThrow();
    assertEquals(Optional.empty(), shelf.stage(new byte[1], CODE), "no space beside it");
    shelf.discard(staged);
    keep(shelf, 1, new byte[100]);
    assertEquals(100, shelf.bytes());
  }

  /** Oracle: a queue of what was kept, cut from its head. */
  @Test
  void random_photos_leave_what_a_plain_queue_holds() throws IOException {
    Random random = new Random(11);
    ArrayDeque<long[]> oracle = new ArrayDeque<>();
    PhotoShelf shelf = open(8, 500);
    for (long sequence = 1; sequence <= 300; sequence++) {
      int size = random.nextInt(120);
      keep(shelf, sequence, new byte[size]);
      oracle.add(new long[] {sequence, size});
      while (oracle.size() > 8 || oracle.stream().mapToLong(p -> p[1]).sum() > 500) {
        oracle.remove();
      }
      if (random.nextInt(10) == 0) {
        shelf = open(8, 500);
      }
      assertEquals(oracle.size(), shelf.count(), "after " + sequence);
      assertEquals(oracle.stream().mapToLong(p -> p[1]).sum(), shelf.bytes());
      for (long[] photo : oracle) {
        assertTrue(shelf.has(photo[0]), "photo " + photo[0] + " after " + sequence);
      }
    }
  }

  private static void keep(PhotoShelf shelf, long sequence, byte[] photo) throws IOException {
    shelf.keep(sequence, shelf.stage(photo, CODE).orElseThrow());
  }

  private Path file() throws IOException {
    assertEquals(1, names().size());
    return folder.resolve(names().get(0));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return new ArrayList<>(files.map(f -> f.getFileName().toString()).sorted().toList());
    }
  }
}
