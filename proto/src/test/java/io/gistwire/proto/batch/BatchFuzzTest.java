package io.gistwire.proto.batch;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.InvalidProtocolBufferException;
import io.gistwire.proto.v1.Batch;
import io.gistwire.proto.v1.Gist;
import java.util.List;

/** Any bytes as a batch: gists or the typed error, and never more bytes than a batch can hold. */
class BatchFuzzTest {
  private static final BatchLimits LIMITS = new BatchLimits(128, 1 << 14);

  @FuzzTest(maxDuration = "60s")
  void any_bytes_give_gists_or_the_typed_error(byte[] bytes) throws BatchFormatException {
    Batch batch;
    try {
      batch = Batch.parseFrom(bytes);
    } catch (InvalidProtocolBufferException notABatch) {
      return;
    }
    List<Gist> gists;
    try {
      gists = BatchColumns.unpack(batch, LIMITS);
    } catch (BatchFormatException expected) {
      return;
    }
    long allowed = bytes.length + (long) LayerUnpacking.MAX_SHARING_BYTES * gists.size();
    if (Gists.layerBytes(gists) > allowed) {
      throw new AssertionError(Gists.layerBytes(gists) + " layer bytes from " + bytes.length);
    }
    if (gists.stream().allMatch(BatchFuzzTest::hasTimeOfTheCalendar)) {
      Batch packed = BatchColumns.pack(batch.getFirstSequence(), gists);
      BatchLimits wide = new BatchLimits(128, Integer.MAX_VALUE);
      if (!gists.equals(BatchColumns.unpack(packed, wide))) {
        throw new AssertionError("packed again, the gists differ");
      }
    }
  }

  private static boolean hasTimeOfTheCalendar(Gist gist) {
    return gist.getCaptureTimeMillis() >= BatchColumns.MIN_CAPTURE_TIME_MILLIS
        && gist.getCaptureTimeMillis() <= BatchColumns.MAX_CAPTURE_TIME_MILLIS;
  }
}
