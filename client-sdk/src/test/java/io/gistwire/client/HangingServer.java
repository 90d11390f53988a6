package io.gistwire.client;

import com.google.protobuf.ByteString;
import io.gistwire.proto.v1.DownloadPackRequest;
import io.gistwire.proto.v1.DownloadPackResponse;
import io.gistwire.proto.v1.GetPackRequest;
import io.gistwire.proto.v1.GetPackResponse;
import io.gistwire.proto.v1.PackServiceGrpc;
import io.gistwire.proto.v1.WatchRequest;
import io.gistwire.proto.v1.WatchResponse;
import io.gistwire.proto.v1.WatchServiceGrpc;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A server whose calls never end: a download gives one piece, alerts never come. */
final class HangingServer implements AutoCloseable {
  private final Server server;
  private final Semaphore calls = new Semaphore(0);

  HangingServer() throws IOException {
    server =
        Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
            .addService(new Packs())
            .addService(new Watches())
            .build()
            .start();
  }

  GistwireClient client() throws IOException {
    return GistwireClient.builder()
        .target("localhost:" + server.getPort())
        .volatileOutbox()
        .build();
  }

  void awaitCalls(int count) throws InterruptedException {
    if (!calls.tryAcquire(count, 20, TimeUnit.SECONDS)) {
      throw new AssertionError("the calls did not arrive");
    }
  }

  @Override
  public void close() {
    server.shutdownNow();
  }

  private final class Packs extends PackServiceGrpc.PackServiceImplBase {
    @Override
    public void getPack(GetPackRequest request, StreamObserver<GetPackResponse> out) {
      calls.release();
    }

    @Override
    public void downloadPack(
        DownloadPackRequest request, StreamObserver<DownloadPackResponse> out) {
      calls.release();
      out.onNext(
          DownloadPackResponse.newBuilder().setData(ByteString.copyFromUtf8("part")).build());
    }
  }

  private final class Watches extends WatchServiceGrpc.WatchServiceImplBase {
    @Override
    public void watch(WatchRequest request, StreamObserver<WatchResponse> out) {
      calls.release();
    }
  }
}
