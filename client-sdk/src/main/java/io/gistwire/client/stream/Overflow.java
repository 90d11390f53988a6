package io.gistwire.client.stream;

import com.google.protobuf.InvalidProtocolBufferException;
import io.gistwire.client.outbox.OutboxException;
import io.gistwire.client.outbox.OutboxFullException;
import io.gistwire.client.outbox.OutboxLimits;
import io.gistwire.client.outbox.OutboxRecord;
import io.gistwire.client.outbox.OutboxStats;
import io.gistwire.client.outbox.OutboxStore;
import io.gistwire.client.outbox.OverflowPolicy;
import io.gistwire.client.outbox.SkipReason;
import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.Layer;
import io.gistwire.proto.v1.LayerKind;
import java.util.ArrayList;
import java.util.List;

/** Keeps the outbox within its limits. Runs on the disk executor. */
final class Overflow {
  /**
   * Space is freed in steps of this share of what waits, so that a full outbox is not walked for
   * each gist.
   */
  private static final int STEP_SHARE = 16;

  private static final int WALK_RECORDS = 4_096;
  private static final long WALK_BYTES = 4L << 20;

  /** How many of a group fit, and what was given up for them. */
  record Space(int fitting, List<Long> dropped) {}

  private final OutboxStore store;
  private final OutboxLimits limits;

  Overflow(OutboxStore store, OutboxLimits limits) {
    this.store = store;
    this.limits = limits;
  }

  /** Frees space for a group, touching nothing through {@code untouchable}. */
  Space makeSpace(List<OutgoingGist> group, long untouchable) throws OutboxException {
    int fitting = fitting(group);
    if (fitting == group.size() || limits.policy() == OverflowPolicy.REFUSE) {
      return new Space(fitting, List.of());
    }
    List<Long> victims = victims(group, untouchable);
    SkipReason reason =
        limits.policy() == OverflowPolicy.DROP_OLDEST ? SkipReason.DROPPED : SkipReason.THINNED;
    store.drop(victims, reason);
    return new Space(fitting(group), victims);
  }

  private int fitting(List<OutgoingGist> group) {
    OutboxStats stats = store.stats();
    long entries = stats.entries();
    long bytes = stats.bytes();
    int fitting = 0;
    for (OutgoingGist submission : group) {
      bytes += submission.gist().bytes();
      if (++entries > limits.maxEntries() || bytes > limits.maxBytes()) {
        break;
      }
      fitting++;
    }
    return fitting;
  }

  private List<Long> victims(List<OutgoingGist> group, long untouchable) throws OutboxException {
    List<OutboxRecord.Entry> entries = new ArrayList<>();
    for (OutboxRecord record : store.read(untouchable + 1, WALK_RECORDS, WALK_BYTES)) {
      if (record instanceof OutboxRecord.Entry entry) {
        entries.add(entry);
      }
    }
    OutboxStats stats = store.stats();
    long excess = Math.max(0, stats.entries() + group.size() - limits.maxEntries());
    long wanted = Math.max(excess, stats.entries() / STEP_SHARE + 1);
    int count = (int) Math.min(wanted, entries.size());
    if (limits.policy() == OverflowPolicy.DROP_OLDEST) {
      List<Long> oldest = new ArrayList<>();
      entries.subList(0, count).forEach(entry -> oldest.add(entry.sequence()));
      return oldest;
    }
    return Thinning.leastMissed(codes(entries), count);
  }

  private static List<Thinning.Candidate> codes(List<OutboxRecord.Entry> entries)
      throws OutboxException {
    List<Thinning.Candidate> codes = new ArrayList<>();
    for (OutboxRecord.Entry entry : entries) {
      codes.add(new Thinning.Candidate(entry.sequence(), code(entry.bytes())));
    }
    return codes;
  }

  private static byte[] code(byte[] bytes) throws OutboxException {
    try {
      for (Layer layer : Gist.parseFrom(bytes).getLayersList()) {
        if (layer.getKind() == LayerKind.LAYER_KIND_EMBEDDING) {
          return layer.getData().toByteArray();
        }
      }
      return new byte[0];
    } catch (InvalidProtocolBufferException e) {
      throw new OutboxException("a gist of the outbox cannot be read: " + e.getMessage(), e);
    }
  }

  OutboxFullException full() {
    OutboxStats stats = store.stats();
    return new OutboxFullException(
        "the outbox holds "
            + stats.entries()
            + " gists in "
            + stats.bytes()
            + " bytes; "
            + limits.maxEntries()
            + " gists and "
            + limits.maxBytes()
            + " bytes are allowed; wait for acks, allow more, or choose a policy that drops");
  }
}
