package io.gistwire.server.connect;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.List;

/** Fields of a message by name, for messages whose classes are not generated. */
record Fields(Message message) {
  Object get(String name) {
    return message.getField(field(name));
  }

  boolean has(String name) {
    return message.hasField(field(name));
  }

  Fields message(String name) {
    return new Fields((Message) get(name));
  }

  byte[] bytes(String name) {
    return ((ByteString) get(name)).toByteArray();
  }

  @SuppressWarnings("unchecked") // a repeated field is a list of its elements' type
  <T> List<T> list(String name) {
    return (List<T>) get(name);
  }

  private FieldDescriptor field(String name) {
    return message.getDescriptorForType().findFieldByName(name);
  }
}
