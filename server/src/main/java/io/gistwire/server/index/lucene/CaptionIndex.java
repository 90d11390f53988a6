package io.gistwire.server.index.lucene;

import io.gistwire.server.index.Budget;
import io.gistwire.server.index.CaptionHit;
import io.gistwire.server.index.CaptionQuery;
import io.gistwire.server.ledger.GistKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.index.CodecReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.LockObtainFailedException;
import org.jboss.logging.Logger;

/**
 * Captions in Lucene, with the position of the log in the commit data: after a crash it goes on
 * where its last commit was. One thread writes, any may read.
 */
public final class CaptionIndex implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(CaptionIndex.class);
  private static final String POSITION = "gistwire.position";
  private static final String MARK = "gistwire.mark";
  private static final double RAM_MEGABYTES = 32;

  private final Path folder;
  private final Directory directory;
  private final IndexWriter writer;
  private final SearcherManager searchers;
  private final Analyzer analyzer;

  private CaptionIndex(Path folder, Directory directory, Analyzer analyzer) throws IOException {
    this.folder = folder;
    this.directory = directory;
    this.analyzer = analyzer;
    IndexWriterConfig config = new IndexWriterConfig(analyzer);
    config.setRAMBufferSizeMB(RAM_MEGABYTES);
    config.setCommitOnClose(false);
    this.writer = new IndexWriter(directory, config);
    try {
      this.searchers = new SearcherManager(writer, null);
      checkIntegrity();
    } catch (IOException | RuntimeException e) {
      writer.rollback();
      throw e;
    }
  }

  /** Compares the checksums of all files. */
  private void checkIntegrity() throws IOException {
    search(
        searcher -> {
          for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
            ((CodecReader) leaf.reader()).checkIntegrity();
          }
          return null;
        });
  }

  /**
   * Opens the words of a folder; an index that is damaged or of another version of Lucene is
   * dropped and begins anew, with one line in the log.
   *
   * @throws IOException when the folder cannot be written
   */
  public static CaptionIndex open(Path folder, CaptionLanguage language) throws IOException {
    return open(folder, language.analyzer());
  }

  private static CaptionIndex open(Path folder, Analyzer analyzer) throws IOException {
    Files.createDirectories(folder);
    try {
      return openOnce(folder, analyzer);
    } catch (LockObtainFailedException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      LOG.warnf(
          "the words of captions in %s cannot be read (%s); they are indexed again",
          folder, e.getMessage());
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : (Iterable<Path>) files::iterator) {
          Files.delete(file);
        }
      }
      return openOnce(folder, analyzer);
    }
  }

  private static CaptionIndex openOnce(Path folder, Analyzer analyzer) throws IOException {
    Directory directory = FSDirectory.open(folder);
    try {
      return new CaptionIndex(folder, directory, analyzer);
    } catch (IOException | RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  Analyzer analyzer() {
    return analyzer;
  }

  /** Position of the log in the last commit; 0 when there is none. */
  long committedPosition() {
    return committed(POSITION).orElse(0);
  }

  /** The log's mark of that position, where the commit has one. */
  OptionalLong committedMark() {
    return committed(MARK);
  }

  private OptionalLong committed(String name) {
    Iterable<Map.Entry<String, String>> data = writer.getLiveCommitData();
    if (data != null) {
      for (Map.Entry<String, String> entry : data) {
        if (entry.getKey().equals(name)) {
          return OptionalLong.of(Long.parseLong(entry.getValue()));
        }
      }
    }
    return OptionalLong.empty();
  }

  void put(GistKey key, long position, String caption, boolean isImplied) throws IOException {
    writer.updateDocument(
        CaptionDocument.idTerm(key), CaptionDocument.of(key, position, caption, isImplied));
  }

  void delete(GistKey key) throws IOException {
    writer.deleteDocuments(CaptionDocument.idTerm(key));
  }

  void clear() throws IOException {
    writer.deleteAll();
  }

  /** Makes what was written visible to searches. */
  void refresh() throws IOException {
    searchers.maybeRefreshBlocking();
  }

  /** Makes what was written durable, together with the position that it represents. */
  void commit(long position, OptionalLong mark) throws IOException {
    Map<String, String> data = new HashMap<>();
    data.put(POSITION, Long.toString(position));
    mark.ifPresent(value -> data.put(MARK, Long.toString(value)));
    writer.setLiveCommitData(data.entrySet());
    writer.commit();
  }

  /** Queries a searcher; it is given back afterwards. */
  <T> T search(Search<T> search) throws IOException {
    IndexSearcher searcher = searchers.acquire();
    try {
      return search.in(searcher);
    } finally {
      searchers.release(searcher);
    }
  }

  /**
   * The gists whose captions match best, by BM25.
   *
   * @param accept asked about gists that would be kept
   * @param count most hits
   */
  public List<CaptionHit> find(
      String tenant, CaptionQuery query, Predicate<GistKey> accept, int count, Budget budget)
      throws IOException {
    return new CaptionSearch(tenant, accept, count, budget).run(this, query);
  }

  /** Size of its files. */
  public long diskBytes() throws IOException {
    long sum = 0;
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        sum += sizeBytes(file);
      }
    }
    return sum;
  }

  /** A merge may delete a file between the list of the folder and the look at it. */
  private static long sizeBytes(Path file) throws IOException {
    try {
      return Files.size(file);
    } catch (NoSuchFileException deleted) {
      return 0;
    }
  }

  @Override
  public void close() throws IOException {
    searchers.close();
    writer.close();
    directory.close();
  }

  /** What is done with a searcher. */
  interface Search<T> {
    T in(IndexSearcher searcher) throws IOException;
  }
}
