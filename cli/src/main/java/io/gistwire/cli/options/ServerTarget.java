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

/** {@code --server}, {@code --token} and TLS: which server, and who asks. */
public final class ServerTarget {
  private static final int MAX_TOKEN_BYTES = 4_096;
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

  /** A builder that knows the server; the caller adds encoder and outbox. */
  public ClientBuilder builder() {
    ClientBuilder builder = GistwireClient.builder();
    try {
      builder.target(server);
    } catch (IllegalArgumentException wrong) {
      throw new CommandException(
          "--server: " + wrong.getMessage(), "Name it as in --server localhost:9000.", 2, null);
    }
    if (plaintext()) {
      builder.plaintext();
    } else {
      builder.tls();
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
    if (serverName != null) {
      builder.serverName(serverName);
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
    if (tokenFile != null) {
      return Optional.of(read(tokenFile));
    }
    return Optional.ofNullable(token).filter(text -> !text.isEmpty());
  }

  private static String read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      String text = new String(in.readNBytes(MAX_TOKEN_BYTES), StandardCharsets.UTF_8).strip();
      if (text.isEmpty() || text.contains("\n")) {
        throw new CommandException(
            "--token-file " + file + " has " + text.lines().count() + " lines; one is wanted",
            "It holds the secret that 'gistwire token create' prints, and nothing else.",
            2,
            null);
      }
      return text;
    } catch (IOException unreadable) {
      throw new CommandException(
          "--token-file " + file + ": " + Reason.of(unreadable), "", 2, unreadable);
    }
  }

  private boolean plaintext() {
    boolean certified = ca != null || certificate != null || serverName != null;
    return tls == null ? !certified && LOOPBACK.matcher(server).matches() : !tls;
  }
}
