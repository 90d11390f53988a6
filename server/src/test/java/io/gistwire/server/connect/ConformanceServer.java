package io.gistwire.server.connect;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import io.gistwire.server.shares.TenantShares;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.ext.web.Router;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The server under test of the Connect conformance runner: {@link ConnectHandler} as it serves
 * Gistwire, before the runner's own service. {@code server/conformance/run} starts it.
 *
 * <p>In: one ServerCompatRequest on standard input, size before it. Out: one ServerCompatResponse.
 * Ends on SIGTERM.
 */
final class ConformanceServer {
  private static final int DEFAULT_LIMIT_BYTES = 16 << 20;

  private ConformanceServer() {}

  /**
   * Serves until the process is ended.
   *
   * @param arguments a FileDescriptorSet of the conformance protos
   */
  public static void main(String[] arguments) throws Exception {
    Map<String, Descriptor> types = types(Path.of(arguments[0]));
    DataInputStream in = new DataInputStream(System.in);
    DynamicMessage request =
        DynamicMessage.parseFrom(types.get("ServerCompatRequest"), in.readNBytes(in.readInt()));
    Fields fields = new Fields(request);
    boolean isTls = (boolean) fields.get("use_tls");
    Vertx vertx = Vertx.vertx();
    HttpServerOptions options = new HttpServerOptions().setHost("127.0.0.1").setPort(0);
    byte[] certificate = new byte[0];
    if (isTls) {
      Fields credentials = fields.message("server_creds");
      certificate = credentials.bytes("cert");
      options
          .setSsl(true)
          .setUseAlpn(true)
          .setKeyCertOptions(
              new PemKeyCertOptions()
                  .setCertValue(Buffer.buffer(certificate))
                  .setKeyValue(Buffer.buffer(credentials.bytes("key"))));
      byte[] clients = fields.bytes("client_tls_cert");
      if (clients.length > 0) {
        options
            .setClientAuth(ClientAuth.REQUIRED)
            .setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(clients)));
      }
    }
    int limitBytes = (int) fields.get("message_receive_limit");
    HttpServer server = serve(vertx, options, types, limitBytes);
    answer(types, server.actualPort(), certificate);
    Thread.currentThread().join(); // until SIGTERM: the runner closes standard input at once
  }

  private static HttpServer serve(
      Vertx vertx, HttpServerOptions options, Map<String, Descriptor> types, int limitBytes)
      throws Exception {
    ExecutorService workers = Executors.newCachedThreadPool();
    ServerServiceDefinition service =
        ServerInterceptors.intercept(
            new ConformanceService(types).define(), new ConformanceHeaders());
    Server grpc =
        InProcessServerBuilder.forName("conformance")
            .executor(workers)
            .addService(service)
            .build()
            .start();
    ManagedChannel channel =
        InProcessChannelBuilder.forName("conformance").directExecutor().build();
    ConnectHandler handler =
        new ConnectHandler(
            List.of(service),
            channel,
            new ConnectLimits(
                limitBytes == 0 ? DEFAULT_LIMIT_BYTES : limitBytes,
                method -> Integer.MAX_VALUE,
                new TenantShares("bytes", 1L << 30, 1),
                Duration.ofSeconds(30)),
            (method, headers) -> "conformance");
    Router router = Router.router(vertx);
    router.route().handler(handler);
    HttpServer http =
        vertx
            .createHttpServer(options)
            .requestHandler(router)
            .listen()
            .toCompletionStage()
            .toCompletableFuture()
            .get();
    Runtime.getRuntime().addShutdownHook(new Thread(grpc::shutdownNow));
    return http;
  }

  private static void answer(Map<String, Descriptor> types, int port, byte[] certificate)
      throws IOException {
    Descriptor type = types.get("ServerCompatResponse");
    byte[] response =
        DynamicMessage.newBuilder(type)
            .setField(type.findFieldByName("host"), "127.0.0.1")
            .setField(type.findFieldByName("port"), port)
            .setField(
                type.findFieldByName("pem_cert"),
                com.google.protobuf.ByteString.copyFrom(certificate))
            .build()
            .toByteArray();
    DataOutputStream out = new DataOutputStream(System.out);
    out.writeInt(response.length);
    out.write(response);
    out.flush();
  }

  private static Map<String, Descriptor> types(Path descriptors) throws Exception {
    Map<String, FileDescriptor> files = new HashMap<>();
    Map<String, Descriptor> types = new HashMap<>();
    for (FileDescriptorProto proto :
        FileDescriptorSet.parseFrom(Files.readAllBytes(descriptors)).getFileList()) {
      FileDescriptor[] imports =
          proto.getDependencyList().stream().map(files::get).toArray(FileDescriptor[]::new);
      FileDescriptor file = FileDescriptor.buildFrom(proto, imports);
      files.put(proto.getName(), file);
      file.getMessageTypes().forEach(type -> types.put(type.getName(), type));
    }
    return types;
  }
}
