package io.gistwire.cli.options;

import io.gistwire.cli.output.CommandException;
import io.gistwire.cli.output.Reason;
import io.gistwire.client.ClientBuilder;
import io.gistwire.client.GistwireClient;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** {@code --server}, {@code --token} and TLS: which server, and who calls. */
public final class ServerTarget {
  private static final int MAX_TOKEN_BYTES = 4_096;
  private static final Pattern LOOPBACK =
      Pattern.compile("(localhost|127\\.[0-9.]+|\\[::1\\])(:\\d+)?");

  @Option(
      names = "--server",
      paramLabel = "HOST:PORT",
      description = "The server (default: $GISTWIRE_SERVER, else localhost:9000).")
  private String server;

  @Option(
      names = "--token",
      paramLabel = "TOKEN",
      description = "Bearer token (default: $GISTWIRE_TOKEN).")
  private String token;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description =
          "File that holds the bearer token, in place of --token, which other users of this machine may see.")
  private Path tokenFile;

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

  @Option(
      names = "--server-name",
      paramLabel = "NAME",
      description = "Name that the server's certificate must have (default: the host of --server).")
  private String serverName;

  /**
   * A builder that knows the server; the caller adds encoder and outbox.
   *
   * @throws CommandException with the option's name, when a value cannot be one
   */
  public ClientBuilder builder() {
    ClientBuilder builder = GistwireClient.builder();
    checked(
        server == null ? "GISTWIRE_SERVER" : "--server",
        "Name it as in --server localhost:9000.",
        () -> builder.target(name()));
    if (plaintext()) {
      builder.plaintext();
    } else {
      builder.tls();
    }
    if (ca != null) {
      PemOption.checkCertificates("--ca", ca.toPath());
      builder.trust(ca);
    }
    if (certificate != null || key != null) {
      if (certificate == null || key == null) {
        throw new CommandException("--cert and --key go together", "Name both, or none.", 2, null);
      }
      PemOption.checkCertificates("--cert", certificate.toPath());
      PemOption.checkKey("--key", key.toPath());
      builder.certificate(certificate, key);
    }
    if (serverName != null) {
      checked(
          "--server-name",
          "Give a name that the server's certificate has.",
          () -> builder.serverName(serverName));
    }
    token(builder);
    return builder;
  }

  private static void checked(String option, String advice, Runnable use) {
    try {
      use.run();
    } catch (IllegalArgumentException wrong) {
      throw new CommandException(option + ": " + wrong.getMessage(), advice, 2, null);
    }
  }

  /** A client for calls alone. */
  public GistwireClient connect() {
    try {
      return builder().volatileOutbox().build();
    } catch (IOException | IllegalArgumentException | IllegalStateException unusable) {
      throw new CommandException(
          Reason.of(unusable),
          "--server, --ca, --cert, --key and --server-name choose how to connect.",
          2,
          unusable);
    }
  }

  /** The server as it was named, for messages. An empty variable is as none. */
  public String name() {
    return server == null ? environment("GISTWIRE_SERVER").orElse("localhost:9000") : server;
  }

  private static Optional<String> environment(String name) {
    return Optional.ofNullable(System.getenv(name)).map(String::strip).filter(v -> !v.isEmpty());
  }

  private void token(ClientBuilder builder) {
    String holds = "It is the secret that 'gistwire token create' prints, and nothing else.";
    if (tokenFile != null) {
      checked("--token-file " + tokenFile, holds, () -> builder.token(read(tokenFile)));
    } else if (token != null) {
      checked("--token", holds, () -> builder.token(token.strip()));
    } else {
      environment("GISTWIRE_TOKEN")
          .ifPresent(secret -> checked("GISTWIRE_TOKEN", holds, () -> builder.token(secret)));
    }
  }

  private static String read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_TOKEN_BYTES + 1);
      if (bytes.length > MAX_TOKEN_BYTES) {
        throw new IllegalArgumentException(
            "has more than " + MAX_TOKEN_BYTES + " bytes, which no token has");
      }
      return new String(bytes, StandardCharsets.UTF_8).strip();
    } catch (IOException unreadable) {
      throw new CommandException(
          "--token-file " + file + ": " + Reason.of(unreadable),
          "Name a file that holds the secret of a token.",
          2,
          unreadable);
    }
  }

  private boolean plaintext() {
    boolean certified = ca != null || certificate != null || serverName != null;
    return tls == null ? !certified && LOOPBACK.matcher(name()).matches() : !tls;
  }
}
