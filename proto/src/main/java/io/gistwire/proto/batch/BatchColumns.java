package io.gistwire.proto.batch;

import io.gistwire.proto.v1.Batch;
import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.IntegerColumn;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/**
 * Packs gists of consecutive sequences into a {@link Batch} and unpacks them. Stateless and
 * thread-safe.
 *
 * <p>A round trip gives equal gists. Unpacking checks what only the batch can say (its columns fit
 * each other and its limits); whether a layer is one that the pack allows is for the reader to
 * check gist by gist, so that one bad gist never costs its neighbours.
 */
public final class BatchColumns {
  /** 0001-01-01T00:00:00Z, in milliseconds since 1970. */
  public static final long MIN_CAPTURE_TIME_MILLIS = -62_135_596_800_000L;

  /** 9999-12-31T23:59:59.999Z, in milliseconds since 1970. */
  public static final long MAX_CAPTURE_TIME_MILLIS = 253_402_300_799_999L;

  private static final int MAX_SIDE_PIXELS = 65_535;

  private BatchColumns() {}

  /**
   * Lays gists out in columns.
   *
   * @param firstSequence sequence of the first gist, at least 1
   * @param gists at least one, each with its layers in ascending order of kind
   * @throws IllegalArgumentException when there is none, a sequence or capture time is out of
   *     range, or layers are not in order
   */
  public static Batch pack(long firstSequence, List<Gist> gists) {
    if (gists.isEmpty() || firstSequence < 1) {
      throw new IllegalArgumentException(
          gists.size() + " gists from sequence " + firstSequence + "; both are at least 1");
    }
    Batch.Builder batch = Batch.newBuilder().setFirstSequence(firstSequence);
    if (gists.size() > 1) {
      batch.setGistCount(gists.size());
    }
    packTimes(gists, batch);
    long[] widths = column(gists, Gist::getPhotoWidthPixels);
    if (notAllZero(widths)) {
      batch.setPhotoWidthPixels(IntegerColumns.pack(widths));
    }
    long[] heights = column(gists, Gist::getPhotoHeightPixels);
    if (notAllZero(heights)) {
      batch.setPhotoHeightPixels(IntegerColumns.pack(heights));
    }
    return batch.addAllColumns(LayerPacking.pack(gists)).build();
  }

  private static void packTimes(List<Gist> gists, Batch.Builder batch) {
    long[] times = column(gists, Gist::getCaptureTimeMillis);
    for (long time : times) {
      if (time < MIN_CAPTURE_TIME_MILLIS || time > MAX_CAPTURE_TIME_MILLIS) {
        throw new IllegalArgumentException(
            "capture time " + time + " ms lies outside the years 1 to 9999");
      }
    }
    batch.setFirstCaptureTimeMillis(times[0]);
    long[] deltas = new long[times.length - 1];
    for (int i = 0; i < deltas.length; i++) {
      deltas[i] = times[i + 1] - times[i];
    }
    if (notAllZero(deltas)) {
      batch.setCaptureDeltaMillis(IntegerColumns.pack(deltas));
    }
  }

  private static long[] column(List<Gist> gists, ToLongFunction<Gist> field) {
    return gists.stream().mapToLong(field).toArray();
  }

  private static boolean notAllZero(long[] values) {
    for (long value : values) {
      if (value != 0) {
        return true;
      }
    }
    return false;
  }

  /**
   * Reads the gists of a batch from the other side. Allocates no more than a small multiple of the
   * batch's own size and the limits.
   *
   * @return the gists in the order of their sequences; a gist may turn out to have no layer
   * @throws BatchFormatException when the batch breaks a limit or its columns contradict each other
   */
  public static List<Gist> unpack(Batch batch, BatchLimits limits) throws BatchFormatException {
    int count = checkedCount(batch, limits);
    Gist.Builder[] gists = new Gist.Builder[count];
    for (int i = 0; i < count; i++) {
      gists[i] = Gist.newBuilder();
    }
    unpackTimes(batch, gists);
    if (batch.hasPhotoWidthPixels()) {
      long[] widths = sides(batch.getPhotoWidthPixels(), count, "photo_width_pixels");
      for (int i = 0; i < count; i++) {
        gists[i].setPhotoWidthPixels((int) widths[i]);
      }
    }
    if (batch.hasPhotoHeightPixels()) {
      long[] heights = sides(batch.getPhotoHeightPixels(), count, "photo_height_pixels");
      for (int i = 0; i < count; i++) {
        gists[i].setPhotoHeightPixels((int) heights[i]);
      }
    }
    LayerUnpacking.unpack(batch.getColumnsList(), gists);
    return Arrays.stream(gists).map(Gist.Builder::build).collect(Collectors.toList());
  }

  private static int checkedCount(Batch batch, BatchLimits limits) throws BatchFormatException {
    int sizeBytes = batch.getSerializedSize();
    if (sizeBytes > limits.maxBytes()) {
      throw BatchFormatException.tooLarge(
          "batch has " + sizeBytes + " bytes; at most " + limits.maxBytes() + " are allowed");
    }
    long count = Math.max(1, Integer.toUnsignedLong(batch.getGistCount()));
    if (count > limits.maxGists()) {
      throw BatchFormatException.tooLarge(
          "batch has " + count + " gists; at most " + limits.maxGists() + " are allowed");
    }
    long first = batch.getFirstSequence();
    if (first < 1 || first > Long.MAX_VALUE - count) {
      throw BatchFormatException.malformed(
          "batch begins at sequence "
              + Long.toUnsignedString(first)
              + "; 1 to 2^63 - 1 are allowed");
    }
    return (int) count;
  }

  private static void unpackTimes(Batch batch, Gist.Builder[] gists) throws BatchFormatException {
    long time = batch.getFirstCaptureTimeMillis();
    long[] deltas =
        batch.hasCaptureDeltaMillis()
            ? IntegerColumns.unpack(
                batch.getCaptureDeltaMillis(),
                gists.length - 1,
                Long.MIN_VALUE,
                Long.MAX_VALUE,
                "capture_delta_millis")
            : new long[gists.length - 1];
    gists[0].setCaptureTimeMillis(time);
    for (int i = 1; i < gists.length; i++) {
      try {
        time = Math.addExact(time, deltas[i - 1]);
      } catch (ArithmeticException overflow) {
        throw BatchFormatException.malformed(
            "capture time of gist " + i + " of the batch lies beyond 64 bits");
      }
      gists[i].setCaptureTimeMillis(time);
    }
  }

  private static long[] sides(IntegerColumn column, int count, String name)
      throws BatchFormatException {
    return IntegerColumns.unpack(column, count, 0, MAX_SIDE_PIXELS, name);
  }
}
