package io.gistwire.server.webhook;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Requests by Vert.x, which connects to a given address and still checks the certificate against
 * the host's name: a name that is resolved anew between the check and the connection gains nothing.
 */
final class VertxTransport implements HookTransport, AutoCloseable {
  private static final int CONNECT_MILLIS = 5000;
  private static final int IDLE_SECONDS = 15;
  private static final long TIMEOUT_MILLIS = 15_000;
  private static final int MAX_HEADERS = 8192;

  private final HttpClient client;

  VertxTransport(Vertx vertx) {
    client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setConnectTimeout(CONNECT_MILLIS)
                .setIdleTimeout(IDLE_SECONDS)
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setMaxHeaderSize(MAX_HEADERS)
                .setKeepAlive(false)
                .setVerifyHost(true));
  }

  @Override
  public CompletableFuture<Integer> post(
      HookRules.Target target, Map<String, String> headers, byte[] body) {
    CompletableFuture<Integer> status = new CompletableFuture<>();
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setServer(SocketAddress.inetSocketAddress(target.port(), literal(target)))
            .setHost(target.host())
            .setPort(target.port())
            .setSsl(target.isTls())
            .setURI(target.path())
            .setFollowRedirects(false)
            .setTimeout(TIMEOUT_MILLIS);
    headers.forEach(options::putHeader);
    client
        .request(options)
        .onFailure(status::completeExceptionally)
        .onSuccess(
            request ->
                request
                    .send(Buffer.buffer(body))
                    .onFailure(status::completeExceptionally)
                    .onSuccess(
                        response -> {
                          status.complete(response.statusCode());
                          // What a receiver answers beside its status is not read.
                          request.reset();
                        }));
    return status;
  }

  private static String literal(HookRules.Target target) {
    return target.address().getHostAddress();
  }

  @Override
  public void close() {
    client.close();
  }
}
