package io.gistwire.proto.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonStreamParser;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.util.JsonFormat;
import io.gistwire.proto.v1.AdminServiceProto;
import io.gistwire.proto.v1.GistServiceProto;
import io.gistwire.proto.v1.PackServiceProto;
import io.gistwire.proto.v1.SearchServiceProto;
import io.gistwire.proto.v1.SessionServiceProto;
import io.gistwire.proto.v1.WatchServiceProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/grpc-calls.md shows every RPC, and what it shows is what the protos say. */
class CallsPageTest {
  private static final List<FileDescriptor> FILES =
      List.of(
          AdminServiceProto.getDescriptor(),
          GistServiceProto.getDescriptor(),
          PackServiceProto.getDescriptor(),
          SearchServiceProto.getDescriptor(),
          SessionServiceProto.getDescriptor(),
          WatchServiceProto.getDescriptor());

  private record Call(String tool, String rpc, String json) {}

  private static Map<String, MethodDescriptor> methods() {
    Map<String, MethodDescriptor> methods = new HashMap<>();
    for (FileDescriptor file : FILES) {
      for (ServiceDescriptor service : file.getServices()) {
        for (MethodDescriptor method : service.getMethods()) {
          methods.put(service.getFullName() + "/" + method.getName(), method);
        }
      }
    }
    return methods;
  }

  private static List<Call> calls() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "grpc-calls.md"));
    Matcher call =
        Pattern.compile(
                "\n(grpcurl|buf curl)[^']*-d '(.*?)' \\\\\n[^\n]*?(gistwire\\.v1\\.\\w+/\\w+)\n",
                Pattern.DOTALL)
            .matcher(page);
    List<Call> calls = new ArrayList<>();
    while (call.find()) {
      String json = call.group(2).replaceAll("'\"\\$[A-Z]+\"'", "AAAAAAAAAAA=");
      calls.add(new Call(call.group(1), call.group(3), json));
    }
    return calls;
  }

  @Test
  void every_rpc_is_shown_for_both_tools_with_the_same_request() throws IOException {
    Map<String, String> forGrpcurl = new HashMap<>();
    Map<String, String> forBuf = new HashMap<>();
    for (Call call : calls()) {
      (call.tool().equals("grpcurl") ? forGrpcurl : forBuf).put(call.rpc(), call.json());
    }
    assertEquals(new TreeSet<>(methods().keySet()), new TreeSet<>(forGrpcurl.keySet()));
    assertEquals(forGrpcurl, forBuf);
  }

  @Test
  void every_request_is_one_that_the_rpc_takes() throws IOException {
    Map<String, MethodDescriptor> methods = methods();
    for (Call call : calls()) {
      JsonStreamParser messages = new JsonStreamParser(call.json());
      assertTrue(messages.hasNext(), call.rpc());
      while (messages.hasNext()) {
        DynamicMessage.Builder request =
            DynamicMessage.newBuilder(methods.get(call.rpc()).getInputType());
        JsonFormat.parser().merge(messages.next().toString(), request);
      }
    }
  }
}
