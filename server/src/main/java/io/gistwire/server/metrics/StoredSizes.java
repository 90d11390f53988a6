package io.gistwire.server.metrics;

import io.gistwire.server.ledger.Ledger;
import io.gistwire.server.ledger.LedgerStats;
import io.gistwire.server.storage.DataFolder;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * How much the ledger holds and what the data folder takes on its disk, as of the last {@link
 * #refresh}. Meters read what was found then, so that a scrape never waits for the disk.
 * Thread-safe.
 */
public final class StoredSizes {
  private static final String LEDGER = "ledger.db";
  private static final String BACKUPS = "backups";
  private static final String INDEX = "index";

  private final Ledger ledger;
  private final DataFolder folder;
  private volatile Sizes last = new Sizes(0, 0, 0, 0, 0, 0, 0);

  private record Sizes(
      long gistCount,
      long layerBytes,
      long ledgerBytes,
      long indexBytes,
      long backupBytes,
      long otherBytes,
      long freeBytes) {}

  /** Sizes of this ledger and folder, all 0 before the first {@link #refresh}. */
  public StoredSizes(Ledger ledger, DataFolder folder) {
    this.ledger = ledger;
    this.folder = folder;
  }

  /** Registers the gauges. */
  public void register(MeterRegistry meters) {
    gauge(meters, "gistwire.ledger.gists", "Gists held", Sizes::gistCount);
    gauge(meters, "gistwire.ledger.layer.bytes", "Layer bytes held", Sizes::layerBytes);
    gauge(
        meters,
        "gistwire.disk.free.bytes",
        "Bytes free on the data folder's disk",
        Sizes::freeBytes);
    part(meters, "ledger", Sizes::ledgerBytes);
    part(meters, "index", Sizes::indexBytes);
    part(meters, "backups", Sizes::backupBytes);
    part(meters, "other", Sizes::otherBytes);
  }

  private void gauge(
      MeterRegistry meters, String name, String description, ToDoubleFunction<Sizes> value) {
    Gauge.builder(name, this, sizes -> value.applyAsDouble(sizes.last))
        .description(description)
        .register(meters);
  }

  private void part(MeterRegistry meters, String part, ToDoubleFunction<Sizes> value) {
    Gauge.builder("gistwire.disk.used.bytes", this, sizes -> value.applyAsDouble(sizes.last))
        .tag("part", part)
        .description("Bytes of the data folder's files")
        .register(meters);
  }

  /**
   * Reads all sizes anew. Takes as long as a list of the data folder and a sum over the sources.
   *
   * @throws IOException when the folder cannot be read
   */
  public void refresh() throws IOException {
    LedgerStats stats = ledger.stats(Optional.empty());
    long ledgerBytes = 0;
    long indexBytes = 0;
    long backupBytes = 0;
    long otherBytes = 0;
    try (Stream<Path> all = Files.list(folder.path())) {
      for (Path entry : (Iterable<Path>) all::iterator) {
        String name = entry.getFileName().toString();
        long bytes = bytesOf(entry);
        if (name.startsWith(LEDGER)) {
          ledgerBytes += bytes;
        } else if (name.equals(INDEX)) {
          indexBytes += bytes;
        } else if (name.equals(BACKUPS)) {
          backupBytes += bytes;
        } else {
          otherBytes += bytes;
        }
      }
    }
    long freeBytes = Files.getFileStore(folder.path()).getUsableSpace();
    last =
        new Sizes(
            stats.gistCount(),
            stats.layerBytes(),
            ledgerBytes,
            indexBytes,
            backupBytes,
            otherBytes,
            freeBytes);
  }

  /** Of a file, or of all files in a folder; files that are deleted meanwhile count nothing. */
  private static long bytesOf(Path path) throws IOException {
    try (Stream<Path> files = Files.walk(path)) {
      return files.mapToLong(StoredSizes::fileBytes).sum();
    } catch (UncheckedIOException e) {
      return 0;
    }
  }

  private static long fileBytes(Path path) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      return attributes.isRegularFile() ? attributes.size() : 0;
    } catch (IOException e) {
      return 0;
    }
  }
}
