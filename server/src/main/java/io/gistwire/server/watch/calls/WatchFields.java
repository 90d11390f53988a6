package io.gistwire.server.watch.calls;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.FieldMask;
import io.gistwire.proto.v1.Watch;
import io.gistwire.server.refusal.Refusal;
import java.util.List;

/** The fields of a watch that a caller may set. */
final class WatchFields {
  private static final List<String> SETTABLE =
      List.of(
          "display_name",
          "condition",
          "min_score",
          "top_share",
          "sources",
          "hours",
          "time_zone",
          "quiet_period",
          "count_rule",
          "disabled",
          "code_fingerprint",
          "webhook");

  private WatchFields() {}

  /** A watch with nothing but what a caller may set. */
  static Watch.Builder of(Watch asked) {
    Watch.Builder fresh = Watch.newBuilder();
    SETTABLE.forEach(path -> copy(path, asked, fresh));
    return fresh;
  }

  /** The old watch with the fields of a mask from a new one; an empty mask means all. */
  static Watch.Builder changed(Watch old, Watch asked, FieldMask mask) {
    Watch.Builder changed = old.toBuilder();
    List<String> paths = mask.getPathsCount() == 0 ? SETTABLE : mask.getPathsList();
    paths.forEach(WatchFields::check);
    // All are cleared first: min_score and top_share exclude each other.
    paths.forEach(path -> changed.clearField(field(path)));
    paths.forEach(path -> copy(path, asked, changed));
    return changed;
  }

  private static void check(String path) {
    if (!SETTABLE.contains(path)) {
      throw Refusal.ofField(
          "update_mask", "'" + Refusal.shown(path) + "' cannot be changed; these can: " + SETTABLE);
    }
  }

  private static FieldDescriptor field(String path) {
    return Watch.getDescriptor().findFieldByName(path);
  }

  private static void copy(String path, Watch from, Watch.Builder to) {
    FieldDescriptor field = field(path);
    if (field.isRepeated() || !field.hasPresence() || from.hasField(field)) {
      to.setField(field, from.getField(field));
    }
  }
}
