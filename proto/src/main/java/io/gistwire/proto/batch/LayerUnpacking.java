package io.gistwire.proto.batch;

import com.google.protobuf.ByteString;
import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.Layer;
import io.gistwire.proto.v1.LayerColumn;
import io.gistwire.proto.v1.LayerKind;
import java.util.Arrays;
import java.util.List;

/** Columns from the other side into the layers of gists. */
final class LayerUnpacking {
  /**
   * Longest embedding that may share bytes with the one before: shared bytes are the one thing in a
   * batch that grows when it is read.
   */
  static final int MAX_SHARING_BYTES = 256;

  private final Gist.Builder[] gists;

  /** Length of each gist's embedding in bytes, once its column was read. */
  private final int[] embeddingBytes;

  private LayerUnpacking(Gist.Builder[] gists) {
    this.gists = gists;
    this.embeddingBytes = new int[gists.length];
  }

  static void unpack(List<LayerColumn> columns, Gist.Builder[] gists) throws BatchFormatException {
    LayerUnpacking unpacking = new LayerUnpacking(gists);
    int previousKind = 0;
    for (LayerColumn column : columns) {
      int kind = column.getKindValue();
      if (kind <= previousKind) {
        throw BatchFormatException.malformed(
            "column of kind "
                + kind
                + " follows one of kind "
                + previousKind
                + "; kinds are above 0 and ascend");
      }
      previousKind = kind;
      unpacking.add(column, "column of kind " + kind);
    }
  }

  private void add(LayerColumn column, String name) throws BatchFormatException {
    int[] holders = Presence.unpack(column.getPresence(), gists.length, name);
    int[] lengths = lengths(column, holders.length, name);
    int[] shared = shared(column, lengths, name);
    checkTotal(column.getData(), lengths, shared, name);
    long[] stages = stages(column, holders, name);
    ByteString previous = ByteString.EMPTY;
    int offset = 0;
    for (int i = 0; i < holders.length; i++) {
      int ownBytes = lengths[i] - shared[i];
      ByteString own = column.getData().substring(offset, offset + ownBytes);
      offset += ownBytes;
      previous = shared[i] == 0 ? own : previous.substring(0, shared[i]).concat(own);
      gists[holders[i]].addLayers(layer(column.getKindValue(), (int) stages[i], previous));
      if (column.getKindValue() == LayerKind.LAYER_KIND_EMBEDDING_VALUE) {
        embeddingBytes[holders[i]] = lengths[i];
      }
    }
  }

  private static Layer layer(int kind, int stages, ByteString data) {
    return Layer.newBuilder().setKindValue(kind).setConditionedStages(stages).setData(data).build();
  }

  private static int[] lengths(LayerColumn column, int count, String name)
      throws BatchFormatException {
    int[] lengths = new int[count];
    int size = column.getData().size();
    if (!column.hasLengths()) {
      if (size % count != 0) {
        throw BatchFormatException.malformed(
            name
                + " has no lengths, and its "
                + size
                + " bytes do not divide among "
                + count
                + " layers");
      }
      Arrays.fill(lengths, size / count);
      return lengths;
    }
    int limit = column.hasSharedLeadingBytes() ? MAX_SHARING_BYTES : size;
    long[] values = IntegerColumns.unpack(column.getLengths(), count, 0, limit, name + ".lengths");
    for (int i = 0; i < count; i++) {
      lengths[i] = (int) values[i];
    }
    return lengths;
  }

  private static int[] shared(LayerColumn column, int[] lengths, String name)
      throws BatchFormatException {
    int[] shared = new int[lengths.length];
    if (!column.hasSharedLeadingBytes()) {
      return shared;
    }
    if (column.getKindValue() != LayerKind.LAYER_KIND_EMBEDDING_VALUE || !column.hasLengths()) {
      throw BatchFormatException.malformed(
          name + " has shared_leading_bytes; only an embedding with lengths may have them");
    }
    long[] values =
        IntegerColumns.unpack(
            column.getSharedLeadingBytes(),
            lengths.length,
            0,
            MAX_SHARING_BYTES,
            name + ".shared_leading_bytes");
    for (int i = 0; i < shared.length; i++) {
      int limit = i == 0 ? 0 : Math.min(lengths[i - 1], lengths[i]);
      if (values[i] > limit) {
        throw BatchFormatException.malformed(
            name
                + " shares "
                + values[i]
                + " bytes in its layer "
                + i
                + "; at most "
                + limit
                + " can be");
      }
      shared[i] = (int) values[i];
    }
    return shared;
  }

  private static void checkTotal(ByteString data, int[] lengths, int[] shared, String name)
      throws BatchFormatException {
    long total = 0;
    for (int i = 0; i < lengths.length; i++) {
      total += lengths[i] - shared[i];
    }
    if (total != data.size()) {
      throw BatchFormatException.malformed(
          name + " has " + data.size() + " bytes of data; its lengths add up to " + total);
    }
  }

  private long[] stages(LayerColumn column, int[] holders, String name)
      throws BatchFormatException {
    if (column.hasConditionedStages()) {
      // Whether a pack can read such a layer is that gist's own matter, not the batch's.
      return IntegerColumns.unpack(
          column.getConditionedStages(),
          holders.length,
          0,
          Integer.MAX_VALUE,
          name + ".conditioned_stages");
    }
    long[] stages = new long[holders.length];
    for (int i = 0; i < stages.length; i++) {
      stages[i] = Math.min(LayerPacking.MAX_CONDITIONED_STAGES, embeddingBytes[holders[i]]);
    }
    return stages;
  }
}
