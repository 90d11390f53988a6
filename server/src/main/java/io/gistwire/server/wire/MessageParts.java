package io.gistwire.server.wire;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.WireFormat;
import java.io.IOException;

/**
 * Counts the fields of a message without making it. An empty message inside another one is two
 * bytes on the wire and fifty in memory, so that bytes alone do not bound what parsing takes.
 */
public final class MessageParts {
  /** More than any request of use has: 1,024 gists of ten layers with their fields. */
  public static final int MAX_PARTS = 1 << 18;

  /** What a field takes in memory at most, beside its bytes. */
  private static final int BYTES_A_PART = 64;

  /** Of a request's bytes so many times are expected to be held while it is worked on. */
  private static final int EXPECTED_TIMES = 3;

  /** Deeper the parser does not go either. */
  private static final int MAX_DEPTH = 100;

  private MessageParts() {}

  /**
   * The number of fields, those of messages within included; counting ends above {@link
   * #MAX_PARTS}.
   *
   * @param type that the bytes are meant to be of
   * @return 0 or what was counted until then for bytes that are no message: the parser tells why
   */
  public static int count(byte[] bytes, Descriptor type) {
    CodedInputStream in = CodedInputStream.newInstance(bytes);
    int[] count = {0};
    try {
      count(in, type, 0, count);
    } catch (IOException noMessage) {
      return count[0];
    }
    return count[0];
  }

  /** Bytes of memory that parts take beyond what is expected of a message of a size. */
  public static long extraBytes(int parts, int messageBytes) {
    return Math.max(0, (long) parts * BYTES_A_PART - (long) messageBytes * EXPECTED_TIMES);
  }

  private static void count(CodedInputStream in, Descriptor type, int depth, int[] count)
      throws IOException {
    for (int tag = in.readTag(); tag != 0 && count[0] <= MAX_PARTS; tag = in.readTag()) {
      count[0]++;
      boolean isLong = WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
      FieldDescriptor field =
          isLong ? type.findFieldByNumber(WireFormat.getTagFieldNumber(tag)) : null;
      boolean isMessage = field != null && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
      if (isMessage && depth < MAX_DEPTH) {
        int outer = in.pushLimit(in.readRawVarint32());
        count(in, field.getMessageType(), depth + 1, count);
        in.skipRawBytes(in.getBytesUntilLimit());
        in.popLimit(outer);
      } else if (!in.skipField(tag)) {
        return;
      }
    }
  }
}
