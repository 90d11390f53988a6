package io.gistwire.models;

import io.gistwire.models.files.PackFiles;
import io.gistwire.models.manifest.PackException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Packs on the class path. Each jar names its packs in {@value #INDEX}, one a line: listing a
 * folder of the class path works with some class loaders only.
 */
final class BundledPacks {
  static final String INDEX = "META-INF/gistwire/packs";
  private static final String ROOT = "io/gistwire/packs/";
  private static final int MAX_INDEX_BYTES = 4096;

  private BundledPacks() {}

  static List<String> names() throws PackException {
    Set<String> names = new TreeSet<>();
    try {
      for (URL index : Collections.list(loader().getResources(INDEX))) {
        try (InputStream in = index.openStream()) {
          String text = new String(in.readNBytes(MAX_INDEX_BYTES), StandardCharsets.UTF_8);
          text.lines().map(String::trim).filter(name -> !name.isEmpty()).forEach(names::add);
        }
      }
    } catch (IOException e) {
      throw new PackException("the class path's packs cannot be listed: " + e.getMessage(), e);
    }
    return new ArrayList<>(names);
  }

  static PackFiles files(String name) throws PackException {
    if (!names().contains(name)) {
      throw new PackException("no pack " + name + " on the class path; it has " + names());
    }
    return PackFiles.onClassPath(loader(), ROOT + name + "/");
  }

  private static ClassLoader loader() {
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    return context == null ? BundledPacks.class.getClassLoader() : context;
  }
}
