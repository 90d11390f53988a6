package io.gistwire.proto.descriptor;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumValueDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a client built from an older descriptor would stumble over. Stricter than the wire needs:
 * names count too, because JSON, reflection and field masks speak in names.
 */
final class Breaks {
  private final List<String> found = new ArrayList<>();

  private Breaks() {}

  /** One line for each break; empty when everything that was there still is. */
  static List<String> between(FileDescriptorSet old, FileDescriptorSet current) {
    Breaks breaks = new Breaks();
    Map<String, FileDescriptorProto> files =
        byName(current.getFileList(), FileDescriptorProto::getName);
    for (FileDescriptorProto file : old.getFileList()) {
      if (file.getPackage().equals("gistwire.v1")) {
        breaks.file(file, files.get(file.getName()));
      }
    }
    return breaks.found;
  }

  private void file(FileDescriptorProto old, FileDescriptorProto current) {
    if (current == null) {
      found.add("file " + old.getName() + " was removed");
      return;
    }
    if (!old.getOptions().equals(current.getOptions())) {
      found.add("file " + old.getName() + " has other options");
    }
    messages("", old.getMessageTypeList(), current.getMessageTypeList());
    enums("", old.getEnumTypeList(), current.getEnumTypeList());
    Map<String, ServiceDescriptorProto> services =
        byName(current.getServiceList(), ServiceDescriptorProto::getName);
    for (ServiceDescriptorProto service : old.getServiceList()) {
      ServiceDescriptorProto now = services.get(service.getName());
      if (now == null) {
        found.add("service " + service.getName() + " was removed");
      } else {
        methods(service, now);
      }
    }
  }

  private void methods(ServiceDescriptorProto old, ServiceDescriptorProto current) {
    Map<String, MethodDescriptorProto> methods =
        byName(current.getMethodList(), MethodDescriptorProto::getName);
    for (MethodDescriptorProto method : old.getMethodList()) {
      if (!method.equals(methods.get(method.getName()))) {
        found.add("rpc " + old.getName() + "." + method.getName() + " was removed or changed");
      }
    }
  }

  private void messages(String scope, List<DescriptorProto> old, List<DescriptorProto> current) {
    Map<String, DescriptorProto> messages = byName(current, DescriptorProto::getName);
    for (DescriptorProto message : old) {
      String name = scope + message.getName();
      DescriptorProto now = messages.get(message.getName());
      if (now == null) {
        found.add("message " + name + " was removed");
        continue;
      }
      fields(name, message, now);
      messages(name + ".", message.getNestedTypeList(), now.getNestedTypeList());
      enums(name + ".", message.getEnumTypeList(), now.getEnumTypeList());
    }
  }

  private void fields(String message, DescriptorProto old, DescriptorProto current) {
    Map<Integer, FieldDescriptorProto> fields =
        current.getFieldList().stream()
            .collect(Collectors.toMap(FieldDescriptorProto::getNumber, Function.identity()));
    for (FieldDescriptorProto field : old.getFieldList()) {
      String name = message + "." + field.getName() + " = " + field.getNumber();
      FieldDescriptorProto now = fields.get(field.getNumber());
      if (now == null) {
        found.add("field " + name + " was removed or renumbered");
      } else if (!now.getName().equals(field.getName())) {
        found.add("field " + name + " is renamed to " + now.getName());
      } else if (!shape(field, old).equals(shape(now, current))) {
        found.add(
            "field " + name + " changed: " + shape(field, old) + " -> " + shape(now, current));
      }
    }
  }

  /** Type, label and oneof in words. */
  private static String shape(FieldDescriptorProto field, DescriptorProto message) {
    String oneof =
        field.hasOneofIndex() ? message.getOneofDecl(field.getOneofIndex()).getName() : "none";
    return field.getLabel() + " " + field.getType() + " " + field.getTypeName() + " oneof " + oneof;
  }

  private void enums(
      String scope, List<EnumDescriptorProto> old, List<EnumDescriptorProto> current) {
    Map<String, EnumDescriptorProto> enums = byName(current, EnumDescriptorProto::getName);
    for (EnumDescriptorProto type : old) {
      EnumDescriptorProto now = enums.get(type.getName());
      if (now == null) {
        found.add("enum " + scope + type.getName() + " was removed");
        continue;
      }
      for (EnumValueDescriptorProto value : type.getValueList()) {
        if (!now.getValueList().contains(value)) {
          found.add(
              "value " + value.getName() + " = " + value.getNumber() + " was removed or changed");
        }
      }
    }
  }

  private static <T> Map<String, T> byName(List<T> items, Function<T, String> name) {
    return items.stream().collect(Collectors.toMap(name, Function.identity()));
  }
}
