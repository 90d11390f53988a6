package io.gistwire.server.admission;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The largest message of each RPC. Only requests that can carry a photo may be as large as one; a
 * new RPC is sorted by its request's fields, so that it needs no entry here. Immutable.
 */
public final class MessageSizes {
  private static final int KIB = 1024;
  private static final String PHOTO = "photo";

  /** A photo of 16 MiB, and what comes beside it. */
  static final int WITH_PHOTO_BYTES = 17 * KIB * KIB;

  /** Unary requests without a photo: 256 texts of 2,000 characters fit. */
  static final int UNARY_BYTES = 2 * KIB * KIB;

  /** What is beside a batch in its message. */
  static final int BESIDE_BATCH_BYTES = 64 * KIB;

  /** RPCs that are none of ours: health, reflection. */
  static final int FOREIGN_BYTES = 64 * KIB;

  private final Map<String, Integer> byMethod = new HashMap<>();

  /**
   * Sizes of the RPCs of these services.
   *
   * @param maxBatchBytes largest batch of a stream of requests
   */
  public MessageSizes(Iterable<ServiceDescriptor> services, int maxBatchBytes) {
    for (ServiceDescriptor service : services) {
      for (MethodDescriptor<?, ?> method : service.getMethods()) {
        byMethod.put(method.getFullMethodName(), sizeOf(method, maxBatchBytes));
      }
    }
  }

  private static int sizeOf(MethodDescriptor<?, ?> method, int maxBatchBytes) {
    if (!method.getType().clientSendsOneMessage()) {
      return maxBatchBytes + BESIDE_BATCH_BYTES;
    }
    ProtoMethodDescriptorSupplier schema =
        (ProtoMethodDescriptorSupplier) method.getSchemaDescriptor();
    Descriptor request = schema.getMethodDescriptor().getInputType();
    return carriesPhoto(request, new HashSet<>()) ? WITH_PHOTO_BYTES : UNARY_BYTES;
  }

  private static boolean carriesPhoto(Descriptor message, Set<Descriptor> seen) {
    if (!seen.add(message)) {
      return false;
    }
    for (FieldDescriptor field : message.getFields()) {
      boolean isPhoto =
          field.getType() == FieldDescriptor.Type.BYTES && field.getName().equals(PHOTO);
      boolean isMessage = field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
      if (isPhoto || (isMessage && carriesPhoto(field.getMessageType(), seen))) {
        return true;
      }
    }
    return false;
  }

  /** The most bytes of one message to {@code package.Service/Method}. */
  public int of(String fullMethodName) {
    return byMethod.getOrDefault(fullMethodName, FOREIGN_BYTES);
  }
}
