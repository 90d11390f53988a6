package io.gistwire.server.captions.sqlite;

import io.gistwire.server.captions.CaptionStore;
import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.storage.SqliteFault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Captions in {@code captions.db}. What was put is gathered and written a thousand at a time. */
public final class SqliteCaptionStore implements CaptionStore {
  /** Name of the file in its folder. */
  static final String FILE = "captions.db";

  private static final System.Logger LOG = System.getLogger(SqliteCaptionStore.class.getName());
  private static final int GATHERED = 1000;

  /** Beyond so many that a full disk keeps in memory, the oldest are dropped and read again. */
  private static final int MAX_GATHERED = 20_000;

  private static final long COMPLAINT_NANOS = TimeUnit.MINUTES.toNanos(1);

  /** Something done with the file. */
  private interface Use<T> {
    T with(CaptionDatabase file) throws SQLException;
  }

  private final Path path;
  private final Object flushing = new Object();
  private final Map<GistKey, Optional<Entry>> gathered = new LinkedHashMap<>();
  private Map<GistKey, Optional<Entry>> inFlush = Map.of();
  private volatile CaptionDatabase file;
  private boolean isClosed;
  private long complainedNanos;
  private boolean hasComplained;

  private SqliteCaptionStore(Path path) throws IOException {
    this.path = path;
    try {
      this.file = CaptionDatabase.open(path);
    } catch (SQLException e) {
      this.file = anew(e);
    }
  }

  /**
   * Opens the captions of a folder; begins anew where they cannot be read.
   *
   * @throws IOException when the folder cannot be written
   */
  public static SqliteCaptionStore open(Path folder) throws IOException {
    Files.createDirectories(folder);
    return new SqliteCaptionStore(folder.resolve(FILE));
  }

  private CaptionDatabase anew(SQLException cause) throws IOException {
    LOG.log(
        System.Logger.Level.WARNING,
        "{0} cannot be used ({1}); captions are read again from the ledger",
        path,
        cause.getMessage());
    CaptionDatabase.remove(path);
    try {
      return CaptionDatabase.open(path);
    } catch (SQLException e) {
      throw new IOException("captions in " + path + " cannot be kept: " + e.getMessage(), e);
    }
  }

  @Override
  public Optional<Entry> find(GistKey key) {
    synchronized (gathered) {
      Optional<Entry> fresh = gathered.getOrDefault(key, inFlush.get(key));
      if (fresh != null) {
        return fresh;
      }
    }
    return use(Optional.empty(), open -> open.find(key));
  }

  @Override
  public Map<GistKey, Entry> findAll(Collection<GistKey> keys) {
    Map<GistKey, Entry> found = new HashMap<>();
    List<GistKey> onDisk = new ArrayList<>();
    synchronized (gathered) {
      for (GistKey key : keys) {
        Optional<Entry> fresh = gathered.getOrDefault(key, inFlush.get(key));
        if (fresh == null) {
          onDisk.add(key);
        } else {
          fresh.ifPresent(entry -> found.put(key, entry));
        }
      }
    }
    found.putAll(use(Map.of(), open -> open.findAll(onDisk)));
    return found;
  }

  @Override
  public void put(GistKey key, Entry entry) {
    gather(key, Optional.of(entry));
  }

  @Override
  public void delete(GistKey key) {
    gather(key, Optional.empty());
  }

  private void gather(GistKey key, Optional<Entry> change) {
    boolean isMuch;
    synchronized (gathered) {
      gathered.put(key, change);
      isMuch = gathered.size() >= GATHERED;
    }
    if (isMuch) {
      flush();
    }
  }

  @Override
  public void flush() {
    synchronized (flushing) {
      synchronized (gathered) {
        if (gathered.isEmpty()) {
          return;
        }
        inFlush = new LinkedHashMap<>(gathered);
        gathered.clear();
      }
      boolean isWritten =
          use(
              false,
              open -> {
                open.write(inFlush);
                return true;
              });
      synchronized (gathered) {
        if (!isWritten) {
          keep();
        }
        inFlush = Map.of();
      }
    }
  }

  /** What could not be written waits for the next time, up to a bound. */
  private void keep() {
    for (Map.Entry<GistKey, Optional<Entry>> change : inFlush.entrySet()) {
      boolean hasSpace = gathered.size() < MAX_GATHERED || change.getValue().isEmpty();
      if (hasSpace) {
        gathered.putIfAbsent(change.getKey(), change.getValue());
      }
    }
  }

  @Override
  public List<GistKey> keys(Optional<GistKey> after, int limit) {
    return use(List.of(), open -> open.keys(after, limit));
  }

  @Override
  public Optional<Progress> progress() {
    return use(Optional.empty(), CaptionDatabase::progress);
  }

  @Override
  public void setProgress(Progress progress) {
    use(
        null,
        open -> {
          open.setProgress(progress);
          return null;
        });
  }

  /** Uses the file; begins it anew when it turns out to be damaged. */
  private <T> T use(T otherwise, Use<T> use) {
    CaptionDatabase open = file;
    try {
      return use.with(open);
    } catch (SQLException e) {
      failed(open, e);
      return otherwise;
    }
  }

  private synchronized void failed(CaptionDatabase open, SQLException failure) {
    if (isClosed || open != file) {
      return;
    }
    if (SqliteFault.of(failure) != SqliteFault.CORRUPT) {
      complain(failure);
      return;
    }
    try {
      open.close();
    } catch (SQLException e) {
      LOG.log(System.Logger.Level.DEBUG, "closing a damaged file failed", e);
    }
    try {
      file = anew(failure);
    } catch (IOException e) {
      complain(e);
    }
  }

  private void complain(Exception failure) {
    long now = System.nanoTime();
    if (!hasComplained || now - complainedNanos > COMPLAINT_NANOS) {
      hasComplained = true;
      complainedNanos = now;
      LOG.log(
          System.Logger.Level.WARNING,
          "captions in {0} are not kept for now: {1}",
          path,
          failure.getMessage());
    }
  }

  @Override
  public long diskBytes() {
    try {
      long sum = 0;
      for (String suffix : List.of("", "-wal")) {
        Path part = path.resolveSibling(path.getFileName() + suffix);
        sum += Files.exists(part) ? Files.size(part) : 0;
      }
      return sum;
    } catch (IOException e) {
      throw new UncheckedIOException("looking at " + path, e);
    }
  }

  @Override
  public synchronized void close() {
    if (isClosed) {
      return;
    }
    isClosed = true;
    try {
      file.close();
    } catch (SQLException e) {
      LOG.log(System.Logger.Level.DEBUG, "closing the captions failed", e);
    }
  }
}
