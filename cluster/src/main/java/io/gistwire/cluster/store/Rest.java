package io.gistwire.cluster.store;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.impl.async.HttpAsyncClientBuilder;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;
import org.opensearch.client.opensearch.generic.Body;
import org.opensearch.client.opensearch.generic.OpenSearchGenericClient;
import org.opensearch.client.opensearch.generic.Request;
import org.opensearch.client.opensearch.generic.Requests;
import org.opensearch.client.opensearch.generic.Response;
import org.opensearch.client.transport.OpenSearchTransport;
import org.opensearch.client.transport.httpclient5.ApacheHttpClient5TransportBuilder;

/**
 * Requests to OpenSearch over a pool of connections to all hosts; a host that does not answer is
 * left out for a while. Blocks; thread-safe.
 */
public final class Rest implements AutoCloseable {
  private static final int CONNECTIONS = 32;
  private static final int CONNECT_MILLIS = 2_000;

  /** Longer than OpenSearch itself waits for a shard, so that its own answer is seen. */
  private static final int RESPONSE_MILLIS = 20_000;

  private static final int MOST_SHOWN = 200;

  private final OpenSearchTransport transport;
  private final OpenSearchGenericClient client;

  private Rest(OpenSearchTransport transport) {
    this.transport = transport;
    client = new OpenSearchGenericClient(transport);
  }

  /**
   * Opens connections when they are needed.
   *
   * @throws IOException when a file of the settings cannot be read
   */
  public static Rest open(ClusterSettings settings) throws IOException {
    HttpHost[] hosts = settings.hosts().stream().map(Rest::host).toArray(HttpHost[]::new);
    SSLContext tls = tls(settings);
    BasicCredentialsProvider credentials = credentials(settings, hosts);
    OpenSearchTransport transport =
        ApacheHttpClient5TransportBuilder.builder(hosts)
            .setHttpClientConfigCallback(builder -> configure(builder, tls, credentials))
            .setRequestConfigCallback(
                builder -> builder.setResponseTimeout(Timeout.ofMilliseconds(RESPONSE_MILLIS)))
            .build();
    return new Rest(transport);
  }

  private static HttpAsyncClientBuilder configure(
      HttpAsyncClientBuilder builder,
      @Nullable SSLContext tls,
      @Nullable BasicCredentialsProvider credentials) {
    var connections =
        PoolingAsyncClientConnectionManagerBuilder.create()
            .setMaxConnPerRoute(CONNECTIONS)
            .setMaxConnTotal(CONNECTIONS * 3)
            .setDefaultConnectionConfig(
                org.apache.hc.client5.http.config.ConnectionConfig.custom()
                    .setConnectTimeout(Timeout.of(CONNECT_MILLIS, TimeUnit.MILLISECONDS))
                    .build());
    if (tls != null) {
      connections.setTlsStrategy(ClientTlsStrategyBuilder.create().setSslContext(tls).buildAsync());
    }
    builder.setConnectionManager(connections.build());
    return credentials == null ? builder : builder.setDefaultCredentialsProvider(credentials);
  }

  private static HttpHost host(URI uri) {
    return new HttpHost(uri.getScheme(), uri.getHost(), uri.getPort() < 0 ? 9200 : uri.getPort());
  }

  private static @Nullable BasicCredentialsProvider credentials(
      ClusterSettings settings, HttpHost[] hosts) throws IOException {
    if (settings.username().isEmpty()) {
      return null;
    }
    BasicCredentialsProvider provider = new BasicCredentialsProvider();
    char[] password =
        settings.passwordFile().isPresent() ? secret(settings.passwordFile().get()) : new char[0];
    for (HttpHost host : hosts) {
      provider.setCredentials(
          new AuthScope(host),
          new UsernamePasswordCredentials(settings.username().get(), password));
    }
    return provider;
  }

  private static @Nullable SSLContext tls(ClusterSettings settings) throws IOException {
    if (settings.trustStore().isEmpty()) {
      return null;
    }
    Path file = settings.trustStore().get();
    char[] password =
        settings.trustStorePasswordFile().isPresent()
            ? secret(settings.trustStorePasswordFile().get())
            : null;
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(in, password);
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException(
          "trust store " + file + " cannot be used: " + e.getMessage() + "; make it with keytool",
          e);
    }
  }

  private static char[] secret(Path file) throws IOException {
    return Files.readString(file).stripTrailing().toCharArray();
  }

  /** A request with a JSON body, or none. */
  public Answer json(String method, String path, Map<String, String> query, @Nullable JsonNode body)
      throws StoreException {
    return send(method, path, query, body == null ? null : body.toString(), "application/json");
  }

  /** A request whose body is lines of JSON. */
  Answer lines(String method, String path, Map<String, String> query, String body)
      throws StoreException {
    return send(method, path, query, body, "application/x-ndjson");
  }

  private Answer send(
      String method, String path, Map<String, String> query, @Nullable String body, String type)
      throws StoreException {
    Request request =
        Requests.create(
            method,
            path,
            List.of(),
            query,
            body == null ? null : Body.from(body.getBytes(StandardCharsets.UTF_8), type));
    try (Response response = client.execute(request)) {
      String text = response.getBody().map(Body::bodyAsString).orElse("");
      return new Answer(response.getStatus(), text);
    } catch (IOException e) {
      throw new StoreException("OpenSearch does not answer: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() throws IOException {
    transport.close();
  }

  /** Status and body of an answer. */
  public record Answer(int status, String text) {
    /**
     * The body as JSON.
     *
     * @throws StoreException when the status is another one
     */
    public JsonNode require(int expected) throws StoreException {
      if (status != expected) {
        throw new StoreException(
            status,
            "OpenSearch answers "
                + status
                + ": "
                + text.substring(0, Math.min(MOST_SHOWN, text.length())));
      }
      return Json.parse(text);
    }
  }
}
