package io.gistwire.proto.batch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.gistwire.proto.v1.IntegerColumn;
import java.util.Arrays;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class IntegerColumnsTest {
  private static final long FAR = 1L << 52;

  @Provide
  Arbitrary<long[]> far() {
    return arrays(-FAR, FAR);
  }

  @Provide
  Arbitrary<long[]> near() {
    return arrays(-3, 9000);
  }

  private static Arbitrary<long[]> arrays(long min, long max) {
    return Arbitraries.longs().between(min, max).array(long[].class).ofMinSize(1).ofMaxSize(200);
  }

  private static long[] unpack(IntegerColumn column, int count) throws BatchFormatException {
    return IntegerColumns.unpack(column, count, Long.MIN_VALUE, Long.MAX_VALUE, "column");
  }

  private static IntegerColumn rice(int riceBits, int... octets) {
    byte[] bytes = new byte[octets.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) octets[i];
    }
    return IntegerColumn.newBuilder()
        .setRiceBits(riceBits)
        .setRice(ByteString.copyFrom(bytes))
        .build();
  }

  private static void assertMalformed(String words, IntegerColumn column, int count) {
    BatchFormatException refused =
        assertThrows(BatchFormatException.class, () -> unpack(column, count));
    assertTrue(refused.getMessage().contains(words), refused.getMessage());
  }

  @Property
  void what_was_packed_returns(@ForAll("far") long[] values) throws BatchFormatException {
    assertArrayEquals(values, unpack(IntegerColumns.pack(values), values.length));
  }

  @Property
  void near_values_come_back_and_cost_no_more_than_plain_ones(@ForAll("near") long[] values)
      throws BatchFormatException {
    IntegerColumn packed = IntegerColumns.pack(values);
    IntegerColumn.Builder plain = IntegerColumn.newBuilder();
    LongStream.of(values).forEach(plain::addOffsets);
    assertArrayEquals(values, unpack(packed, values.length));
    assertTrue(
        packed.getSerializedSize() <= Math.max(4, plain.build().getSerializedSize()),
        packed.toString());
  }

  @Test
  void equal_values_are_only_a_base() {
    long[] values = new long[64];
    Arrays.fill(values, 7);
    assertEquals(IntegerColumn.newBuilder().setBase(7).build(), IntegerColumns.pack(values));
  }

  @Test
  void whole_seconds_are_counted_in_seconds() {
    long[] values = {61_000, 75_000, 60_000, 68_000, 90_000, 62_000, 64_000, 63_000};
    IntegerColumn packed = IntegerColumns.pack(values);
    assertEquals(1000, packed.getUnit());
    assertTrue(packed.getSerializedSize() <= 17, packed.toString());
  }

  @Test
  void one_outlier_does_not_widen_the_others() {
    long[] values = new long[64];
    for (int i = 0; i < values.length; i++) {
      values[i] = 100 + i % 8;
    }
    int cheap = IntegerColumns.pack(values).getSerializedSize();
    values[20] = 120_000;
    assertTrue(IntegerColumns.pack(values).getSerializedSize() < cheap + 90);
  }

  @Test
  void a_rice_column_reads_as_the_document_specifies() throws BatchFormatException {
    // 5 = quotient 1, rest 1: 10 01; 0: 0 00; 2: 0 10; padding 0000 000
    assertArrayEquals(new long[] {5, 0, 2}, unpack(rice(2, 0b1001_0000, 0b1000_0000), 3));
  }

  @Test
  void unused_bits_and_bytes_are_refused() {
    assertMalformed("1 bit in its padding", rice(2, 0b1001_0000, 0b1000_0001), 3);
    assertMalformed("bytes more than", rice(2, 0b1001_0000, 0b1000_0000, 0), 3);
  }

  @Test
  void a_short_column_is_refused_before_anything_is_allocated() {
    assertMalformed("too few", rice(2, 0), Integer.MAX_VALUE);
    assertMalformed("ends after", rice(0, 0xFF), 3);
  }

  @Test
  void numbers_out_of_their_range_are_refused() {
    assertMalformed("rice_bits", rice(41, 0, 0, 0, 0, 0, 0), 1);
    assertMalformed("rice_bits", rice(-1, 0), 1);
    assertMalformed("unit", IntegerColumn.newBuilder().setUnit(86_400_001).build(), 1);
    assertMalformed("unit", IntegerColumn.newBuilder().setUnit(-1).build(), 1);
    IntegerColumn far =
        IntegerColumn.newBuilder().setUnit(86_400_000).addOffsets(Long.MAX_VALUE).build();
    assertMalformed("beyond 64 bits", far, 1);
    assertThrows(
        BatchFormatException.class,
        () -> IntegerColumns.unpack(rice(3, 0b0111_0000), 1, 0, 6, "column"));
  }

  @Test
  void two_forms_at_once_and_a_wrong_count_are_refused() {
    assertMalformed("both rice and offsets", rice(2, 0).toBuilder().addOffsets(1).build(), 1);
    assertMalformed("2 are needed", IntegerColumn.newBuilder().addOffsets(1).build(), 2);
  }
}
