package io.gistwire.models.repository;

import io.gistwire.models.manifest.PackManifest;
import java.nio.file.Path;

/**
 * A pack in a repository.
 *
 * @param folder where it lies
 * @param manifest what it states; the files' sums were checked when it was imported
 */
public record InstalledPack(Path folder, PackManifest manifest) {
  /** Name and version: {@code base-1@1.0.0}. */
  public String reference() {
    return manifest.name() + "@" + manifest.packVersion();
  }
}
