package io.gistwire.bench.pack;

import io.gistwire.codec.UnreadablePhotoException;
import io.gistwire.models.PackPhotoEncoder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Vectors of many photos of an archive, several at a time. */
final class PhotoVectors {
  private static final int REPORT_EVERY = 500;

  private final PackPhotoEncoder encoder;
  private final int threads;
  private final Consumer<String> progress;

  PhotoVectors(PackPhotoEncoder encoder, int threads, Consumer<String> progress) {
    this.encoder = encoder;
    this.threads = threads;
    this.progress = progress;
  }

  /** The raw vectors of the named photos, in order. */
  List<float[]> of(Path archive, List<String> files) throws IOException {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try (ZipFile zip = new ZipFile(archive.toFile())) {
      List<Future<float[]>> running = new ArrayList<>();
      for (String file : files) {
        Callable<float[]> call = () -> vector(zip, file);
        running.add(pool.submit(call));
      }
      List<float[]> vectors = new ArrayList<>();
      for (Future<float[]> one : running) {
        vectors.add(one.get());
        if (vectors.size() % REPORT_EVERY == 0) {
          progress.accept(archive.getFileName() + ": " + vectors.size() + "/" + files.size());
        }
      }
      return vectors;
    } catch (ExecutionException e) {
      throw new IOException(archive + ": " + e.getCause().getMessage(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      pool.shutdownNow();
    }
  }

  private float[] vector(ZipFile zip, String file) throws IOException, UnreadablePhotoException {
    ZipEntry entry = zip.getEntry(file);
    if (entry == null) {
      throw new IOException("no file " + file);
    }
    try (InputStream in = zip.getInputStream(entry)) {
      return encoder.vector(in.readAllBytes());
    }
  }
}
