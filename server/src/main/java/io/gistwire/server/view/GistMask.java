package io.gistwire.server.view;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.FieldMask;
import com.google.protobuf.util.FieldMaskUtil;
import io.gistwire.proto.v1.StoredGist;
import io.gistwire.server.refusal.Refusal;
import java.util.List;
import java.util.stream.Collectors;

/** Which fields of a {@code StoredGist} a caller wants. Immutable. */
public final class GistMask {
  private static final String ALL = "*";
  private static final List<String> FIELDS =
      StoredGist.getDescriptor().getFields().stream()
          .map(FieldDescriptor::getName)
          .collect(Collectors.toList());

  private final FieldMask mask;
  private final boolean hasParts;

  private GistMask(List<String> paths) {
    this.mask = FieldMaskUtil.normalize(FieldMask.newBuilder().addAllPaths(paths).build());
    this.hasParts = mask.getPathsList().stream().anyMatch(path -> path.contains("."));
  }

  /** Every field. */
  public static GistMask all() {
    return new GistMask(FIELDS);
  }

  /** Every field but the gist itself, which is what lists and hits show by default. */
  public static GistMask withoutGist() {
    return new GistMask(FIELDS.stream().filter(name -> !name.equals("gist")).toList());
  }

  /**
   * The fields of a mask, or the default when it names none; {@code *} names all.
   *
   * @throws Refusal {@code FIELD_INVALID} for a field that there is not
   */
  public static GistMask of(FieldMask asked, GistMask defaultMask) {
    if (asked.getPathsCount() == 0) {
      return defaultMask;
    }
    for (String path : asked.getPathsList()) {
      if (!path.equals(ALL) && !FieldMaskUtil.isValid(StoredGist.class, path)) {
        throw Refusal.ofField(
            "read_mask", "'" + path + "' is no field of StoredGist; it has " + FIELDS);
      }
    }
    return asked.getPathsList().contains(ALL) ? all() : new GistMask(asked.getPathsList());
  }

  /** Whether a field, or a part of it, is wanted. */
  public boolean has(String field) {
    for (String path : mask.getPathsList()) {
      if (path.equals(field) || path.startsWith(field) && path.charAt(field.length()) == '.') {
        return true;
      }
    }
    return false;
  }

  /** The message with nothing but what is wanted; its fields are those of {@link #has}. */
  StoredGist apply(StoredGist.Builder stored) {
    if (!hasParts) {
      return stored.build();
    }
    StoredGist.Builder kept = StoredGist.newBuilder();
    FieldMaskUtil.merge(mask, stored.build(), kept);
    return kept.build();
  }
}
