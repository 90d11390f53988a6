package io.gistwire.client.outbox;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Files and folders that their owner alone can read: mode 600 and 700 where the file system has
 * POSIX permissions; elsewhere the folder's own rules apply. Thread-safe.
 */
public final class OwnerOnlyFiles {
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> FOLDER =
      PosixFilePermissions.fromString("rwx------");
  private static final FileAttribute<?>[] NONE = {};

  private OwnerOnlyFiles() {}

  /**
   * Makes a folder and the missing ones above it. One that exists is left as it is: others may use
   * it, too.
   */
  public static void createFolders(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder, attributes(folder, FOLDER));
    }
  }

  /** Makes a folder, or takes the others' rights away from the one that is there. */
  public static void ownFolder(Path folder) throws IOException {
    createFolders(folder);
    tighten(folder, FOLDER);
  }

  /** Makes an empty file, or takes the others' rights away from the one that is there. */
  public static void ownFile(Path file) throws IOException {
    if (Files.exists(file)) {
      tighten(file, FILE);
      return;
    }
    try {
      Files.createFile(file, fileAttributes(file));
    } catch (FileAlreadyExistsException e) {
      tighten(file, FILE);
    }
  }

  /** Takes the others' rights away from a file; nothing when it does not exist. */
  public static void tightenFile(Path file) {
    if (Files.exists(file)) {
      tighten(file, FILE);
    }
  }

  /** Attributes for a file that is about to be created there. */
  public static FileAttribute<?>[] fileAttributes(Path file) {
    return attributes(file, FILE);
  }

  private static FileAttribute<?>[] attributes(Path path, Set<PosixFilePermission> permissions) {
    return isPosix(path)
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
        : NONE;
  }

  /** A file of another owner, or on a read-only disk, stays as it is. */
  private static void tighten(Path path, Set<PosixFilePermission> permissions) {
    if (isPosix(path)) {
      try {
        if (!permissions.containsAll(Files.getPosixFilePermissions(path))) {
          Files.setPosixFilePermissions(path, permissions);
        }
      } catch (IOException | UnsupportedOperationException e) {
        // Whoever may not change it may still use it.
      }
    }
  }

  private static boolean isPosix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }
}
