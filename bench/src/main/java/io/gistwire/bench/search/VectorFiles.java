package io.gistwire.bench.search;

import io.gistwire.cli.output.Progress;
import io.gistwire.codec.Gist;
import io.gistwire.models.ModelPack;
import io.gistwire.models.manifest.PackException;
import io.gistwire.proto.v1.Query;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Writes a benchmark's codes and queries for the programs of {@code server/bench}: {@code
 * codebooks.bin} as in the pack, {@code codes.bin} one code after the other, {@code queries.f32}
 * rows of little-endian floats, of length 1.
 */
public final class VectorFiles {
  private static final String CODEBOOKS = "codebooks.bin";
  private static final int AT_ONCE = 2_000;

  private VectorFiles() {}

  /** Writes them into a folder, which is made when it is not there. */
  public static void write(Path folder, ModelPack pack, BenchPhotos photos, int gists, int queries)
      throws IOException, PackException {
    Files.createDirectories(folder);
    Files.write(folder.resolve(CODEBOOKS), codebooks(pack));
    try (OutputStream out =
            new BufferedOutputStream(Files.newOutputStream(folder.resolve("codes.bin")));
        Progress progress = Progress.start("Encoding", gists)) {
      for (int first = 0; first < gists; first += AT_ONCE) {
        int end = Math.min(gists, first + AT_ONCE);
        List<Gist> some =
            IntStream.range(first, end).parallel().mapToObj(i -> photos.fill().gist(i)).toList();
        for (Gist gist : some) {
          out.write(gist.layers().get(0).toByteArray());
        }
        progress.at(end);
      }
    }
    Files.write(folder.resolve("queries.f32"), rows(photos, queries));
  }

  private static byte[] codebooks(ModelPack pack) throws IOException, PackException {
    ByteArrayOutputStream device = new ByteArrayOutputStream();
    pack.writeDevicePart(device);
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(device.toByteArray()))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (entry.getName().endsWith(CODEBOOKS)) {
          return zip.readAllBytes();
        }
      }
    }
    throw new IOException("the pack has no file " + CODEBOOKS);
  }

  private static byte[] rows(BenchPhotos photos, int count) {
    List<Query> queries = SearchQueries.byVector(photos.vectors(), count);
    int dimension = queries.get(0).getTerms(0).getEmbedding().getValuesCount();
    ByteBuffer rows =
        ByteBuffer.allocate(Math.multiplyExact(count, 4 * dimension))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (Query query : queries) {
      List<Float> values = query.getTerms(0).getEmbedding().getValuesList();
      double squares = values.stream().mapToDouble(value -> (double) value * value).sum();
      values.forEach(value -> rows.putFloat((float) (value / Math.sqrt(squares))));
    }
    return rows.array();
  }
}
