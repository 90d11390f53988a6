package io.gistwire.models.repository;

import io.gistwire.models.files.PackFiles;
import io.gistwire.models.manifest.ManifestReader;
import io.gistwire.models.manifest.PackException;
import io.gistwire.models.manifest.PackManifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A folder of packs, each in a folder {@code NAME@VERSION} of its own. Several processes may use
 * one; a pack appears at once and whole, or not at all.
 */
public final class PackRepository {
  private static final Comparator<InstalledPack> ORDER =
      Comparator.comparing((InstalledPack pack) -> pack.manifest().name())
          .thenComparing(pack -> PackVersion.parse(pack.manifest().packVersion()));

  private final Path root;

  private PackRepository(Path root) {
    this.root = root;
  }

  /** The repository in this folder, which is made when the first pack comes. */
  public static PackRepository at(Path root) {
    return new PackRepository(root);
  }

  /** The user's own: {@code ~/.gistwire/packs}. */
  public static PackRepository ofUser() {
    return at(Path.of(System.getProperty("user.home"), ".gistwire", "packs"));
  }

  /** Where it lies. */
  public Path root() {
    return root;
  }

  /**
   * The packs by name, then version. Folders whose manifest is not readable are left out.
   *
   * @throws UncheckedIOException when the folder cannot be read
   */
  public List<InstalledPack> list() {
    List<InstalledPack> packs = new ArrayList<>();
    if (!Files.isDirectory(root)) {
      return packs;
    }
    try (Stream<Path> folders = Files.list(root)) {
      for (Path folder : (Iterable<Path>) folders::iterator) {
        if (folder.getFileName().toString().contains("@")) {
          read(folder).ifPresent(packs::add);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list " + root, e);
    }
    packs.sort(ORDER);
    return packs;
  }

  private static Optional<InstalledPack> read(Path folder) {
    try (PackFiles files = PackFiles.at(folder)) {
      return Optional.of(new InstalledPack(folder, ManifestReader.read(files.manifestBytes())));
    } catch (PackException | IOException e) {
      return Optional.empty();
    }
  }

  /**
   * The pack of this reference: {@code NAME@VERSION}, or {@code NAME} for its highest version.
   *
   * @throws PackException when it is not here; names those that are
   */
  public InstalledPack find(String reference) throws PackException {
    List<InstalledPack> all = list();
    InstalledPack best = null;
    for (InstalledPack pack : all) {
      if (pack.reference().equals(reference) || pack.manifest().name().equals(reference)) {
        best = pack;
      }
    }
    if (best == null) {
      throw new PackException(
          "no pack "
              + reference
              + " in "
              + root
              + "; it has "
              + (all.isEmpty() ? "none" : all.stream().map(InstalledPack::reference).toList()));
    }
    return best;
  }

  /**
   * Copies a pack in: a folder or a zip, whole or its device part alone. Every file is checked
   * while it is copied, and nothing but listed files is.
   *
   * @return the pack; the one that is here already when it is the same
   * @throws PackException when it is damaged, or another pack of that name and version is here
   */
  public InstalledPack importPack(Path folderOrZip) throws PackException {
    try (PackFiles files = PackFiles.at(folderOrZip)) {
      byte[] bytes = files.manifestBytes();
      PackManifest manifest = ManifestReader.read(bytes);
      Path target = root.resolve(manifest.name() + "@" + manifest.packVersion());
      PackCopy copy = new PackCopy(files, manifest, bytes);
      if (Files.exists(target)) {
        return copy.merge(target);
      }
      return copy.create(root, target);
    } catch (IOException e) {
      throw new PackException(
          "cannot import " + folderOrZip + " into " + root + ": " + e.getMessage(), e);
    }
  }

  /**
   * Deletes a pack. A process that has it open keeps what it has read.
   *
   * @param reference {@code NAME@VERSION}
   */
  public void remove(String reference) throws PackException {
    InstalledPack pack = find(reference);
    if (!pack.reference().equals(reference)) {
      throw new PackException("say which version to remove: " + pack.reference());
    }
    try {
      PackCopy.delete(pack.folder());
    } catch (IOException e) {
      throw new PackException("cannot remove " + pack.folder() + ": " + e.getMessage(), e);
    }
  }

  /**
   * Begins or resumes a download of a pack's zip.
   *
   * @param sha256 sum of the whole zip, 64 lower-case hex digits
   * @param sizeBytes size of the whole zip
   */
  public PackDownload download(String sha256, long sizeBytes) throws PackException {
    return PackDownload.open(this, sha256, sizeBytes);
  }
}
