package io.gistwire.server.search;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.FieldMask;
import io.gistwire.proto.v1.StoredGist;
import io.gistwire.server.refusal.Refusal;
import java.util.HashSet;
import java.util.Set;

/** Which fields of a stored gist are wanted. */
final class GistMask {
  private static final String GIST = "gist";

  private final Set<String> fields;

  private GistMask(Set<String> fields) {
    this.fields = fields;
  }

  /** The fields of a mask; all but the gist itself when it is empty. */
  static GistMask of(FieldMask mask) {
    Set<String> fields = new HashSet<>();
    if (mask.getPathsCount() == 0) {
      for (FieldDescriptor field : StoredGist.getDescriptor().getFields()) {
        fields.add(field.getName());
      }
      fields.remove(GIST);
    }
    for (String path : mask.getPathsList()) {
      String first = path.contains(".") ? path.substring(0, path.indexOf('.')) : path;
      if (StoredGist.getDescriptor().findFieldByName(first) == null) {
        throw Refusal.ofField(
            "read_mask",
            "'" + Refusal.shown(path) + "' is no field of StoredGist; 'caption' is one");
      }
      fields.add(first);
    }
    return new GistMask(fields);
  }

  boolean wants(String field) {
    return fields.contains(field);
  }
}
