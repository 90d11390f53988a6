package io.gistwire.cli.options;

import io.gistwire.cli.output.CommandException;
import io.gistwire.client.ClientBuilder;
import io.gistwire.client.GistwireClient;
import java.io.File;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** {@code --server}, {@code --token} and TLS: which server, and who asks. */
public final class ServerTarget {
  private static final Pattern LOOPBACK =
      Pattern.compile("(localhost|127\\.[0-9.]+|\\[::1\\])(:\\d+)?");

  @Option(
      names = "--server",
      paramLabel = "HOST:PORT",
      defaultValue = "${env:GISTWIRE_SERVER:-localhost:9000}",
      description = "The server (default: $GISTWIRE_SERVER, else localhost:9000).")
  private String server;

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      defaultValue = "${env:GISTWIRE_TOKEN}",
      description = "Bearer token (default: $GISTWIRE_TOKEN).")
  private String token;

  @Option(
      names = "--tls",
      negatable = true,
      description =
          "Use TLS, or --no-tls for none (default: TLS unless the server is on this machine).")
  private Boolean tls;

  @Option(
      names = "--ca",
      paramLabel = "PEM",
      description = "Certificates to trust in place of the system's; implies --tls.")
  private File ca;

  @Option(
      names = "--cert",
      paramLabel = "PEM",
      description = "Own certificate chain, for mutual TLS; needs --key.")
  private File certificate;

  @Option(names = "--key", paramLabel = "PEM", description = "Key of --cert (PKCS#8).")
  private File key;

  /** A builder that knows the server; the caller adds encoder and outbox. */
  public ClientBuilder builder() {
    ClientBuilder builder = GistwireClient.builder().target(server);
    if (plaintext()) {
      builder.plaintext();
    }
    if (ca != null) {
      builder.trust(ca);
    }
    if (certificate != null || key != null) {
      if (certificate == null || key == null) {
        throw new CommandException("--cert and --key go together", "Name both, or none.", 2, null);
      }
      builder.certificate(certificate, key);
    }
    token().ifPresent(builder::token);
    return builder;
  }

  /** A client for calls alone. */
  public GistwireClient connect() {
    try {
      return builder().volatileOutbox().build();
    } catch (IOException | IllegalArgumentException unusable) {
      throw new CommandException(
          unusable.getMessage(), "--server takes HOST:PORT, such as localhost:9000.", 2, unusable);
    }
  }

  /** The server as it was named, for messages. */
  public String name() {
    return server;
  }

  private Optional<String> token() {
    return Optional.ofNullable(token).filter(text -> !text.isEmpty());
  }

  private boolean plaintext() {
    return tls == null ? ca == null && LOOPBACK.matcher(server).matches() : !tls;
  }
}
