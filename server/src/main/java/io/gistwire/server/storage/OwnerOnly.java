package io.gistwire.server.storage;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Files and folders that only the server's own user may read: 0600 and 0700. Where the file system
 * has no such permissions, they stay as they are.
 */
public final class OwnerOnly {
  private static final System.Logger LOG = System.getLogger(OwnerOnly.class.getName());
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> FOLDER =
      PosixFilePermissions.fromString("rwx------");

  private OwnerOnly() {}

  /** Makes an empty file, unless it exists; then its permissions are set. */
  public static void createFile(Path file) throws IOException {
    if (!Files.exists(file)) {
      if (isPosix(file.toAbsolutePath().getParent())) {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(FILE));
      } else {
        Files.createFile(file);
      }
    } else {
      restrict(file, FILE);
    }
  }

  /** Makes a folder with its parents, unless it exists; then its permissions are set. */
  public static void createFolder(Path folder) throws IOException {
    Files.createDirectories(folder);
    restrict(folder, FOLDER);
  }

  /** Sets the permissions of a folder and of all in it; links are not followed. */
  public static void restrictAll(Path folder) throws IOException {
    if (!isPosix(folder)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes)
              throws IOException {
            restrict(path, FOLDER);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path path, BasicFileAttributes attributes)
              throws IOException {
            if (attributes.isRegularFile()) {
              restrict(path, FILE);
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path path, IOException failure) {
            LOG.log(System.Logger.Level.WARNING, "{0} cannot be looked at: {1}", path, failure);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static boolean isPosix(Path path) throws IOException {
    return Files.getFileStore(path).supportsFileAttributeView("posix");
  }

  private static void restrict(Path path, Set<PosixFilePermission> wanted) throws IOException {
    if (!isPosix(path)) {
      return;
    }
    try {
      Set<PosixFilePermission> present =
          Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
      if (!wanted.containsAll(present)) {
        Files.setPosixFilePermissions(path, wanted);
      }
    } catch (IOException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "{0} stays readable for other users, its permissions cannot be changed: {1}",
          path,
          e.getMessage());
    }
  }
}
