package io.gistwire.server.gist;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.FieldMask;
import io.gistwire.proto.v1.StoredGist;
import io.gistwire.server.refusal.Refusal;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Which fields of a {@code StoredGist} a caller wants. */
final class ReadMask {
  private static final List<FieldDescriptor> FIELDS = StoredGist.getDescriptor().getFields();

  private final Set<String> wanted;

  private ReadMask(Set<String> wanted) {
    this.wanted = wanted;
  }

  /** Every field. */
  static ReadMask all() {
    return new ReadMask(FIELDS.stream().map(FieldDescriptor::getName).collect(Collectors.toSet()));
  }

  /** Every field but one. */
  static ReadMask allBut(String field) {
    ReadMask mask = all();
    mask.wanted.remove(field);
    return mask;
  }

  /**
   * The fields of a mask, or the default when it names none.
   *
   * @throws Refusal {@code FIELD_INVALID} for a field that there is not
   */
  static ReadMask of(FieldMask mask, ReadMask defaultMask) {
    if (mask.getPathsCount() == 0) {
      return defaultMask;
    }
    Set<String> known = all().wanted;
    Set<String> wanted = new HashSet<>();
    for (String path : mask.getPathsList()) {
      if (path.equals("*")) {
        wanted.addAll(known);
      } else if (known.contains(path)) {
        wanted.add(path);
      } else {
        throw Refusal.ofField(
            "read_mask",
            "'" + Refusal.shown(path) + "' is no field of StoredGist; it has " + known);
      }
    }
    return new ReadMask(wanted);
  }

  boolean has(String field) {
    return wanted.contains(field);
  }

  StoredGist apply(StoredGist.Builder stored) {
    for (FieldDescriptor field : FIELDS) {
      if (!wanted.contains(field.getName())) {
        stored.clearField(field);
      }
    }
    return stored.build();
  }
}
