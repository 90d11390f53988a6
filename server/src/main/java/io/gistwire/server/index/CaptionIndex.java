package io.gistwire.server.index;

import io.gistwire.server.ledger.GistKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;

/**
 * Captions in Lucene, with the position of the log in the commit data: after a crash it goes on
 * where its last commit was. One thread writes, any may read.
 */
final class CaptionIndex implements AutoCloseable {
  private static final String POSITION = "gistwire.position";
  private static final double RAM_MEGABYTES = 32;

  private final Path folder;
  private final Directory directory;
  private final IndexWriter writer;
  private final SearcherManager searchers;
  private final Analyzer analyzer;

  private CaptionIndex(Path folder, Analyzer analyzer) throws IOException {
    this.folder = folder;
    this.analyzer = analyzer;
    this.directory = FSDirectory.open(folder);
    IndexWriterConfig config = new IndexWriterConfig(analyzer);
    config.setRAMBufferSizeMB(RAM_MEGABYTES);
    config.setCommitOnClose(false);
    this.writer = new IndexWriter(directory, config);
    this.searchers = new SearcherManager(writer, null);
  }

  static CaptionIndex open(Path folder, Analyzer analyzer) throws IOException {
    Files.createDirectories(folder);
    return new CaptionIndex(folder, analyzer);
  }

  Analyzer analyzer() {
    return analyzer;
  }

  /** Position of the log in the last commit; 0 when there is none. */
  long committedPosition() {
    Iterable<Map.Entry<String, String>> data = writer.getLiveCommitData();
    if (data != null) {
      for (Map.Entry<String, String> entry : data) {
        if (entry.getKey().equals(POSITION)) {
          return Long.parseLong(entry.getValue());
        }
      }
    }
    return 0;
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

  /** Makes what was written durable, together with the position that it stands for. */
  void commit(long position) throws IOException {
    writer.setLiveCommitData(Map.of(POSITION, Long.toString(position)).entrySet());
    writer.commit();
  }

  /** Asks a searcher; it is given back afterwards. */
  <T> T search(Search<T> search) throws IOException {
    IndexSearcher searcher = searchers.acquire();
    try {
      return search.in(searcher);
    } finally {
      searchers.release(searcher);
    }
  }

  long diskBytes() throws IOException {
    long sum = 0;
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        sum += Files.exists(file) ? Files.size(file) : 0;
      }
    }
    return sum;
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
