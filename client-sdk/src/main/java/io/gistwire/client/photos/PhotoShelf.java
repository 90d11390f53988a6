package io.gistwire.client.photos;

import io.gistwire.client.outbox.OwnerOnlyFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * A bounded folder of photos, one file each, for layers that are asked for later. Thread-safe.
 *
 * <p>A photo is written and synced under another name and gets its own by one rename, and its sum
 * is checked when it is read: what a crash left half-written is never used. Promises nothing about
 * keeping: the oldest leave when the bounds are reached, photos of earlier epochs first.
 *
 * <p>At most one open shelf a folder; the lock of the outbox beside it sees to that.
 */
public final class PhotoShelf {
  private static final String PARTIAL = ".partial";
  private static final Set<StandardOpenOption> WRITING =
      EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE);

  /** Photos of earlier epochs leave first: no one can ask for them any more. */
  private record Key(boolean current, long epoch, long sequence) {
    private static final Comparator<Key> OLDEST_FIRST =
        Comparator.comparing(Key::current)
            .thenComparingLong(Key::epoch)
            .thenComparingLong(Key::sequence);
  }

  private record Held(PhotoName name, long bytes) {}

  /** A photo that is written and has no sequence yet: to be kept or discarded. */
  public static final class Staged {
    private final Path file;
    private final PhotoCode code;
    private final long bytes;
    private final int sum;

    private Staged(Path file, PhotoCode code, long bytes, int sum) {
      this.file = file;
      this.code = code;
      this.bytes = bytes;
      this.sum = sum;
    }
  }

  /** A photo and what its layers depend on. */
  public record Kept(byte[] photo, PhotoCode code) {}

  private final Path folder;
  private final long epoch;
  private final PhotoLimits limits;
  private final TreeMap<Key, Held> held = new TreeMap<>(Key.OLDEST_FIRST);
  private long bytes;
  private int staged;
  private long stagedNumber;

  private PhotoShelf(Path folder, long epoch, PhotoLimits limits) {
    this.folder = folder;
    this.epoch = epoch;
    this.limits = limits;
  }

  /**
   * Opens a shelf, making its folder when it is not there. Takes away what a crash left
   * half-written; files with names of other forms are left alone.
   *
   * @param epoch of the outbox whose photos these are
   */
  public static PhotoShelf open(Path folder, long epoch, PhotoLimits limits) throws IOException {
    OwnerOnlyFiles.ownFolder(folder);
    PhotoShelf shelf = new PhotoShelf(folder, epoch, limits);
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        shelf.found(file);
      }
    }
    shelf.makeSpace(0, 0);
    return shelf;
  }

  private void found(Path file) throws IOException {
    String name = file.getFileName().toString();
    if (name.endsWith(PARTIAL)) {
      Files.deleteIfExists(file);
      return;
    }
    Optional<PhotoName> photo = PhotoName.parse(name);
    if (photo.isPresent()) {
      OwnerOnlyFiles.tightenFile(file);
      add(photo.get(), Files.size(file));
    }
  }

  /**
   * Writes a photo that may be kept.
   *
   * @return empty when it does not fit the bounds
   * @throws IOException when it cannot be written; nothing of it stays
   */
  public Optional<Staged> stage(byte[] photo, PhotoCode code) throws IOException {
    Path file = reserve(photo.length);
    if (file == null) {
      return Optional.empty();
    }
    try (FileChannel channel =
        FileChannel.open(file, WRITING, OwnerOnlyFiles.fileAttributes(file))) {
      ByteBuffer rest = ByteBuffer.wrap(photo);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      channel.force(true);
    } catch (IOException e) {
      discard(new Staged(file, code, photo.length, 0));
      throw e;
    }
    return Optional.of(new Staged(file, code, photo.length, sum(photo)));
  }

  /** A name for a photo under way, counted within the bounds; null when there is no space. */
  private synchronized @org.jspecify.annotations.Nullable Path reserve(long size)
      throws IOException {
    if (!makeSpace(1, size)) {
      return null;
    }
    staged++;
    bytes += size;
    return folder.resolve(++stagedNumber + PARTIAL);
  }

  /** Keeps a photo as that of a sequence of this epoch. */
  public synchronized void keep(long sequence, Staged photo) throws IOException {
    PhotoName name = new PhotoName(epoch, sequence, photo.code, photo.sum);
    try {
      Files.move(photo.file, folder.resolve(name.toString()), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      discard(photo);
      throw e;
    }
    staged--;
    bytes -= photo.bytes;
    add(name, photo.bytes);
  }

  /** Takes a photo away that will not be kept. */
  public synchronized void discard(Staged photo) throws IOException {
    staged--;
    bytes -= photo.bytes;
    Files.deleteIfExists(photo.file);
  }

  /** Whether a photo of this sequence should be there; {@link #find} may still find it damaged. */
  public synchronized boolean has(long sequence) {
    return held.containsKey(key(sequence));
  }

  /**
   * The photo of a sequence, as it was given. One that is not whole is taken away.
   *
   * @throws IOException when it cannot be read
   */
  public synchronized Optional<Kept> find(long sequence) throws IOException {
    Held photo = held.get(key(sequence));
    if (photo == null) {
      return Optional.empty();
    }
    Path file = folder.resolve(photo.name().toString());
    try {
      // Never more than what was counted within the bounds when it was received.
      if (Files.size(file) == photo.bytes()) {
        byte[] read = Files.readAllBytes(file);
        if (sum(read) == photo.name().sum()) {
          return Optional.of(new Kept(read, photo.name().code()));
        }
      }
    } catch (NoSuchFileException removed) {
      // Somebody tidied up; it is forgotten below.
    }
    forget(sequence);
    return Optional.empty();
  }

  /** Takes the photo of a sequence away. Does nothing when there is none. */
  public synchronized void forget(long sequence) throws IOException {
    remove(key(sequence));
  }

  /** How many photos are kept. */
  public synchronized int count() {
    return held.size();
  }

  /** How many bytes of photos are kept or about to be. */
  public synchronized long bytes() {
    return bytes;
  }

  private Key key(long sequence) {
    return new Key(true, epoch, sequence);
  }

  private void add(PhotoName name, long size) throws IOException {
    Key key = new Key(name.epoch() == epoch, name.epoch(), name.sequence());
    remove(key);
    held.put(key, new Held(name, size));
    bytes += size;
  }

  private boolean makeSpace(int photos, long size) throws IOException {
    if (size > limits.maxBytes()) {
      return false;
    }
    while (held.size() + staged + photos > limits.maxPhotos() || bytes + size > limits.maxBytes()) {
      Map.Entry<Key, Held> oldest = held.firstEntry();
      if (oldest == null) {
        return false; // all space is taken by photos under way
      }
      remove(oldest.getKey());
    }
    return true;
  }

  private void remove(Key key) throws IOException {
    Held removed = held.remove(key);
    if (removed != null) {
      bytes -= removed.bytes();
      Files.deleteIfExists(folder.resolve(removed.name().toString()));
    }
  }

  private static int sum(byte[] photo) {
    CRC32 crc = new CRC32();
    crc.update(photo, 0, photo.length);
    return (int) crc.getValue();
  }
}
