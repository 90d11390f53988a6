package io.gistwire.server.connect;

import com.google.protobuf.Message;
import io.grpc.ClientCall;

/** Writes the answer of one call as an HTTP response. */
interface Answer {
  /** What the call reports to. */
  ClientCall.Listener<Message> listener(ClientCall<Message, Message> call);

  /** Ends the response with an error that was found before the call was made. */
  void fail(ConnectError error);
}
