package io.gistwire.cli.send;

import io.gistwire.cli.output.Problems;
import io.gistwire.cli.output.Reason;
import io.gistwire.cli.photos.FileNames;
import io.gistwire.cli.photos.FolderWalk;
import io.gistwire.cli.photos.PassedOver;
import io.gistwire.cli.photos.PhotoEnd;
import io.gistwire.cli.photos.PhotoFile;
import io.gistwire.codec.UnreadablePhotoException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Keeps what is sent in step with a folder: looks through it and its subfolders at the start, when
 * the system has lost changes, and every few seconds; between, looks at what the system reports has
 * changed. A photo is taken when it has not been written for a moment and has its end, and again
 * when its content changes. Not thread-safe.
 */
final class FolderFollower {
  private static final long SCAN_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long MISSING_SCAN_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Looking through a large folder takes at most this part of the time. */
  private static final int SCAN_SHARE = 20;

  /** More may follow the end of a picture; what writes it may pause. */
  private static final long MORE_REST_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** A file without its end that is not written for so long is taken as it is. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

  /** A file that is waited for is named after so long. */
  private static final long TELL_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final int MOST_KINDS_TOLD = 100;
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long OLD_MILLIS = 2_000;

  /** Takes photos. */
  interface Taker {
    /**
     * Takes a photo.
     *
     * @return whether its present state needs nothing more; else it is offered again later
     */
    boolean take(Path file, FileState state, byte[] photo) throws InterruptedException;

    /** Files that were taken and could not be kept after all; they are offered again. */
    Set<Path> givenBack();
  }

  private final Path root;
  private final Taker taker;
  private final Problems problems;
  private final Consumer<String> remarks;
  private final Settling settling = new Settling();
  private final FolderEvents events;
  private final Set<String> kindsTold = new HashSet<>();
  private long nextScanNanos;
  private boolean missing;
  private boolean begun;

  /**
   * Follows a folder.
   *
   * @param problems is told of entries that cannot be read
   * @param remarks is told what is there at the start, what is not taken for a photo or waited for,
   *     when the folder disappears and when it is back
   */
  FolderFollower(Path root, Taker taker, Problems problems, Consumer<String> remarks)
      throws IOException {
    this.root = root;
    this.taker = taker;
    this.problems = problems;
    this.remarks = remarks;
    this.events = new FolderEvents();
  }

  /** Works until the thread is interrupted. */
  void run() throws IOException, InterruptedException {
    try (events) {
      begin();
      while (true) {
        step();
      }
    }
  }

  /** Looks through the folder for the first time, and tells what is there. */
  private void begin() {
    PassedOver others = new PassedOver("photos");
    int photos = scan(others);
    begun = true;
    remarks.accept(
        String.format(
            Locale.ROOT,
            "following %s: %,d %s there; more are sent as they appear, until this is interrupted%s",
            root,
            photos,
            photos == 1 ? "photo is" : "photos are",
            others.total() == 0 ? "" : "; " + others.inWords()));
  }

  private void step() throws InterruptedException {
    long now = System.nanoTime();
    FolderEvents.Changes changes =
        events.await(settling.untilDueNanos(now, Math.max(0, nextScanNanos - now)));
    if (changes.incomplete() || nextScanNanos - System.nanoTime() <= 0) {
      scan(new PassedOver("photos"));
    } else {
      changes.entries().forEach(this::look);
    }
    for (Path file : taker.givenBack()) {
      settling.notHandled(file, System.nanoTime(), RETRY_NANOS);
    }
    for (Path file : settling.due(System.nanoTime())) {
      take(file);
    }
  }

  /** Looks through the folder; the number of photos there. */
  private int scan(PassedOver others) {
    long begin = System.nanoTime();
    if (!Files.isDirectory(root)) {
      if (!missing) {
        remarks.accept(root + " does not exist any more; it is followed again when it is back");
      }
      missing = true;
      nextScanNanos = begin + MISSING_SCAN_NANOS;
      return 0;
    }
    if (missing) {
      remarks.accept(root + " is back");
    }
    missing = false;
    Set<Path> present = new HashSet<>();
    new FolderWalk(new Finder(present, others)).walk(root);
    settling.retain(present);
    long tookNanos = System.nanoTime() - begin;
    nextScanNanos = begin + Math.max(SCAN_NANOS, SCAN_SHARE * tookNanos);
    return present.size();
  }

  /** Looks at one entry that changed. */
  private void look(Path entry) {
    for (Path part : root.relativize(entry)) {
      if (FileNames.isHidden(part)) {
        return;
      }
    }
    try {
      BasicFileAttributes attributes = Files.readAttributes(entry, BasicFileAttributes.class);
      Finder finder = new Finder(new HashSet<>(), new PassedOver("photos"));
      if (attributes.isDirectory()) {
        new FolderWalk(finder).walk(entry);
      } else {
        finder.file(entry, attributes);
      }
    } catch (NoSuchFileException removed) {
      settling.removed(entry);
    } catch (IOException unreadable) {
      problems.add(entry, unreadable);
    }
  }

  private final class Finder implements FolderWalk.Visitor {
    private final Set<Path> present;
    private final PassedOver others;

    Finder(Set<Path> present, PassedOver others) {
      this.present = present;
      this.others = others;
    }

    @Override
    public void folder(Path folder, BasicFileAttributes attributes) {
      try {
        events.register(folder);
      } catch (IOException limit) {
        problems.remark(
            "the system does not tell of changes in "
                + folder
                + " ("
                + Reason.of(limit)
                + "); it is looked through every few seconds");
      }
    }

    @Override
    public void file(Path file, BasicFileAttributes attributes) {
      if (FileNames.isPhoto(file) && attributes.isRegularFile()) {
        present.add(file);
        FileState state = FileState.of(attributes);
        settling.found(file, state, isOld(state), System.nanoTime());
      } else {
        others.add(file);
        other(file, attributes.isRegularFile());
      }
    }

    @Override
    public void hiddenFolder(Path folder) {
      others.addHiddenFolder();
    }

    @Override
    public void failed(Path entry, IOException why) {
      // An entry that was removed meanwhile is as if it had not been there.
      if (!(why instanceof NoSuchFileException) || Files.isSymbolicLink(entry)) {
        problems.add(entry, why);
      }
    }
  }

  /** Names the first file of each kind that is not sent, unless the start's line counts it. */
  private void other(Path file, boolean regular) {
    String ending = FileNames.ending(file);
    boolean isExpected = FileNames.isHidden(file) || ending.equals("gist");
    String kind = regular ? ending : "no file";
    if (isExpected || kindsTold.size() >= MOST_KINDS_TOLD || !kindsTold.add(kind) || !begun) {
      return;
    }
    remarks.accept(
        regular
            ? file
                + " is passed over, as all of its kind: files whose names end in .jpg, .jpeg, .png or"
                + " .webp are sent"
            : file + " is passed over: it is no file");
  }

  private static boolean isOld(FileState state) {
    return System.currentTimeMillis() - state.modified().toMillis() > OLD_MILLIS;
  }

  private void take(Path file) throws InterruptedException {
    try {
      FileState state = FileState.of(Files.readAttributes(file, BasicFileAttributes.class));
      if (!settling.isWaiting(file, state)) {
        settling.found(file, state, false, System.nanoTime());
      } else if (state.bytes() > 0 || isPatienceOver(file)) {
        read(file, state);
      }
    } catch (NoSuchFileException removed) {
      settling.removed(file);
    } catch (InterruptedIOException toldToEnd) {
      throw new InterruptedException(toldToEnd.getMessage());
    } catch (IOException unreadable) {
      problems.add(file, unreadable);
      settling.later(file, System.nanoTime(), RETRY_NANOS);
    } catch (UnreadablePhotoException wrong) {
      problems.add(file, wrong);
      settling.later(file, System.nanoTime(), Long.MAX_VALUE / 4);
    }
  }

  private void read(Path file, FileState state)
      throws IOException, UnreadablePhotoException, InterruptedException {
    byte[] photo = PhotoFile.read(file);
    FileState after = FileState.of(Files.readAttributes(file, BasicFileAttributes.class));
    if (!after.equals(state)) {
      settling.found(file, after, false, System.nanoTime());
    } else if (isComplete(file, state, PhotoEnd.of(photo))) {
      if (taker.take(file, state, photo)) {
        settling.handled(file, state);
      } else {
        settling.later(file, System.nanoTime(), RETRY_NANOS);
      }
    }
  }

  /** Whether the file is to be taken now; else it is due again when it may be. */
  private boolean isComplete(Path file, FileState state, PhotoEnd.State end) {
    return switch (end) {
      case COMPLETE -> true;
      case COMPLETE_WITH_MORE -> isOld(state) || hasRested(file, MORE_REST_NANOS);
      case INCOMPLETE -> isPatienceOver(file);
    };
  }

  /** Whether a file without its end has waited long enough; one that waits is named meanwhile. */
  private boolean isPatienceOver(Path file) {
    if (!hasRested(file, TELL_NANOS)) {
      return false;
    }
    boolean over = hasRested(file, PATIENCE_NANOS);
    if (!over) {
      problems.remark(
          file
              + " is not complete; it is sent when it is, or tried as it is when it has not been"
              + " written for 30 s");
    }
    return over;
  }

  private boolean hasRested(Path file, long nanos) {
    long now = System.nanoTime();
    long left = nanos - settling.restedNanos(file, now);
    if (left > 0) {
      settling.later(file, now, left);
    }
    return left <= 0;
  }
}
