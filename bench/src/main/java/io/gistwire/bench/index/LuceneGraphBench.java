package io.gistwire.bench.index;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.lucene912.Lucene912Codec;
import org.apache.lucene.codecs.lucene99.Lucene99HnswScalarQuantizedVectorsFormat;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.MultiDocValues;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.MMapDirectory;

/**
 * Measures the alternative that was not chosen: Lucene's HNSW graph over the decoded vectors, as
 * floats or as int8, merged to one segment, one thread.
 *
 * <pre>
 * bench/run lucene FOLDER float|int8 COUNT QUERIES
 * </pre>
 */
public final class LuceneGraphBench {
  private static final int LINKS = 16;
  private static final int BEAM = 100;

  private LuceneGraphBench() {}

  /** Runs it. */
  public static void main(String[] arguments) throws Exception {
    IndexVectors data =
        IndexVectors.read(
            Path.of(arguments[0]), Integer.parseInt(arguments[2]), Integer.parseInt(arguments[3]));
    KnnVectorsFormat format =
        arguments[1].equals("float")
            ? new Lucene99HnswVectorsFormat(LINKS, BEAM)
            : new Lucene99HnswScalarQuantizedVectorsFormat(LINKS, BEAM);
    Path folder = Files.createTempDirectory("graph");
    try (Directory directory = new MMapDirectory(folder)) {
      build(data, format, directory);
      System.out.printf(Locale.ROOT, "disk: %.1f MB%n", size(folder) / 1e6);
      search(data, directory);
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  private static void build(IndexVectors data, KnnVectorsFormat format, Directory directory)
      throws IOException {
    IndexWriterConfig config = new IndexWriterConfig();
    config.setRAMBufferSizeMB(1024);
    config.setMergeScheduler(new SerialMergeScheduler());
    config.setCodec(
        new Lucene912Codec() {
          @Override
          public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
            return format;
          }
        });
    long begin = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    try (IndexWriter writer = new IndexWriter(directory, config)) {
      for (int i = 0; i < data.count(); i++) {
        Document document = new Document();
        document.add(new NumericDocValuesField("id", i));
        document.add(
            new KnnFloatVectorField("v", data.unitVector(i), VectorSimilarityFunction.DOT_PRODUCT));
        writer.addDocument(document);
        if (i % 50_000 == 0) {
          System.out.printf(Locale.ROOT, "%d added, %.0f s%n", i, seconds(begin));
        }
      }
      writer.forceMerge(1);
    }
    System.out.printf(Locale.ROOT, "built in %.1f s of the processor%n", seconds(begin));
  }

  private static double seconds(long begin) {
    return (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begin) / 1e9;
  }

  private static long size(Path folder) throws IOException {
    long sum = 0;
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        sum += Files.size(file);
      }
    }
    return sum;
  }

  private static void search(IndexVectors data, Directory directory) throws IOException {
    ExactAnswers truth = ExactAnswers.of(data);
    try (DirectoryReader reader = DirectoryReader.open(directory)) {
      IndexSearcher searcher = new IndexSearcher(reader);
      NumericDocValues ids = MultiDocValues.getNumericValues(reader, "id");
      long[] idOf = new long[reader.maxDoc()];
      for (int doc = 0; doc < idOf.length; doc++) {
        ids.advanceExact(doc);
        idOf[doc] = ids.longValue();
      }
      for (int candidates : new int[] {10, 20, 30, 50, 75, 100, 150, 200, 300, 400, 600}) {
        if (measure(data, searcher, idOf, truth, candidates) >= 0.97) {
          return;
        }
      }
    }
  }

  private static double measure(
      IndexVectors data, IndexSearcher searcher, long[] idOf, ExactAnswers truth, int candidates)
      throws IOException {
    QueryTimes timings = new QueryTimes(data.queries().length);
    long right = 0;
    for (int pass = 0; pass < 2; pass++) {
      timings = new QueryTimes(data.queries().length);
      right = 0;
      for (int i = 0; i < data.queries().length; i++) {
        timings.begin();
        ScoreDoc[] found =
            searcher.search(
                    new KnnFloatVectorQuery("v", data.queries()[i], candidates), ExactAnswers.TOP)
                .scoreDocs;
        timings.end();
        for (ScoreDoc hit : found) {
          right += truth.has(i, idOf[hit.doc]) ? 1 : 0;
        }
      }
    }
    double recall = truth.recall(right);
    timings.print(candidates, recall);
    return recall;
  }
}
