package io.gistwire.client;

import com.google.protobuf.Any;
import com.google.rpc.ErrorInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;

/** A status with an ErrorInfo, as the server makes them. */
final class ErrorStatus {
  private ErrorStatus() {}

  static StatusRuntimeException of(Status.Code code, String reason, String message) {
    return StatusProto.toStatusRuntimeException(
        com.google.rpc.Status.newBuilder()
            .setCode(code.value())
            .setMessage(message)
            .addDetails(
                Any.pack(ErrorInfo.newBuilder().setDomain("gistwire.io").setReason(reason).build()))
            .build());
  }
}
