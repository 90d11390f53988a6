package io.gistwire.cli.photos;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Visits everything below a folder in the order of names. Links are followed; a folder that is
 * reached twice, by a link or a loop of links, is visited once. Hidden folders are not entered. An
 * entry that cannot be read, or disappears meanwhile, is reported and stops nothing. Not
 * thread-safe.
 */
public final class FolderWalk {
  /** What is told about the entries. */
  public interface Visitor {
    /** A folder that is entered, the root included. */
    default void folder(Path folder, BasicFileAttributes attributes) {}

    /** A folder whose name begins with a dot, which is not entered. */
    default void hiddenFolder(Path folder) {}

    /** An entry that is no folder: a file, or a link to one. */
    void file(Path file, BasicFileAttributes attributes);

    /** An entry that cannot be read. */
    void failed(Path entry, IOException why);
  }

  private final Visitor visitor;
  private final Set<Object> visited = new HashSet<>();

  /** Reports to a visitor. */
  public FolderWalk(Visitor visitor) {
    this.visitor = visitor;
  }

  /** Visits a folder; the folder itself may be hidden. Folders of earlier calls are left out. */
  public void walk(Path folder) {
    try {
      enter(folder, Files.readAttributes(folder, BasicFileAttributes.class));
    } catch (IOException unreadable) {
      visitor.failed(folder, unreadable);
    }
  }

  private void enter(Path folder, BasicFileAttributes attributes) {
    // Windows has no keys; there, links to folders need a privilege and loops end at the path
    // limit.
    if (attributes.fileKey() != null && !visited.add(attributes.fileKey())) {
      return;
    }
    // Before it is listed: who registers it for changes misses none.
    visitor.folder(folder, attributes);
    List<Path> entries;
    try {
      entries = entries(folder);
    } catch (IOException unreadable) {
      visitor.failed(folder, unreadable);
      return;
    }
    entries.forEach(this::visit);
  }

  private static List<Path> entries(Path folder) throws IOException {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      stream.forEach(entries::add);
    } catch (DirectoryIteratorException broken) {
      throw broken.getCause();
    }
    Collections.sort(entries);
    return entries;
  }

  private void visit(Path entry) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(entry, BasicFileAttributes.class);
      if (!attributes.isDirectory()) {
        visitor.file(entry, attributes);
      } else if (FileNames.isHidden(entry)) {
        visitor.hiddenFolder(entry);
      } else {
        enter(entry, attributes);
      }
    } catch (IOException unreadable) {
      visitor.failed(entry, unreadable);
    }
  }
}
