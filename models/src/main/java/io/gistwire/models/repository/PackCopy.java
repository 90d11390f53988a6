package io.gistwire.models.repository;

import io.gistwire.models.files.PackFiles;
import io.gistwire.models.manifest.ManifestReader;
import io.gistwire.models.manifest.PackException;
import io.gistwire.models.manifest.PackFile;
import io.gistwire.models.manifest.PackManifest;
import io.gistwire.models.manifest.PackPart;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Copies one pack into a repository, checked, under a name of its own until it is complete. */
final class PackCopy {
  private final PackFiles files;
  private final PackManifest manifest;
  private final byte[] manifestBytes;

  PackCopy(PackFiles files, PackManifest manifest, byte[] manifestBytes) {
    this.files = files;
    this.manifest = manifest;
    this.manifestBytes = manifestBytes;
  }

  InstalledPack create(Path root, Path target) throws PackException, IOException {
    Files.createDirectories(root);
    Path temporary = Files.createTempDirectory(root, "import-");
    try {
      for (PackFile file : manifest.files()) {
        if (file.part() == PackPart.DEVICE || files.has(file)) {
          copy(file, temporary);
        }
      }
      Files.write(temporary.resolve(ManifestReader.FILE_NAME), manifestBytes);
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      return new InstalledPack(target, manifest);
    } catch (PackException | IOException | RuntimeException e) {
      delete(temporary);
      throw e;
    }
  }

  /** The pack is there already: adds what it lacks, when it is the same pack. */
  InstalledPack merge(Path target) throws PackException, IOException {
    Path manifestFile = target.resolve(ManifestReader.FILE_NAME);
    if (!Files.isRegularFile(manifestFile)
        || !Arrays.equals(Files.readAllBytes(manifestFile), manifestBytes)) {
      throw new PackException(
          "another pack "
              + target.getFileName()
              + " is in "
              + target.getParent()
              + "; remove it first, or give this one another pack_version");
    }
    for (PackFile file : manifest.files()) {
      if (!Files.exists(target.resolve(file.path())) && files.has(file)) {
        copy(file, target);
      }
    }
    return new InstalledPack(target, manifest);
  }

  private void copy(PackFile file, Path folder) throws PackException, IOException {
    Path target = folder.resolve(file.path()).normalize();
    if (!target.startsWith(folder)) {
      throw new PackException(file.path() + " leads out of the pack's folder");
    }
    Files.createDirectories(target.getParent());
    Path temporary = target.resolveSibling(target.getFileName() + ".part");
    try (InputStream in = files.open(file)) {
      Files.copy(in, temporary, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      Files.deleteIfExists(temporary);
      throw new PackException(files.location() + ": " + file.path() + ": " + e.getMessage(), e);
    }
    Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
  }

  static void delete(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(folder)) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.delete(path);
    }
  }
}
