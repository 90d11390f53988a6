package io.gistwire.cli.options;

import io.gistwire.cli.output.CommandException;
import io.gistwire.client.GistwireException;
import java.util.Set;

/**
 * What a failure of the client or the server means for who typed the command: what failed, and the
 * option that helps. Stateless.
 */
public final class ServerFailures {
  /** Status codes of what concerns the one thing that a call is about. */
  private static final Set<String> ABOUT_ONE_ENTRY =
      Set.of(
          "NOT_FOUND",
          "INVALID_ARGUMENT",
          "FAILED_PRECONDITION",
          "ALREADY_EXISTS",
          "ABORTED",
          "OUT_OF_RANGE",
          "DATA_LOSS",
          "INTERNAL");

  private ServerFailures() {}

  /** The failure in words, with what to do about it, as the end of a command. */
  public static CommandException explain(Throwable cause) {
    GistwireException failure = GistwireException.of(cause);
    return new CommandException(problem(failure), advice(failure), 1, failure);
  }

  /** What failed: a clause, with the status code where the server gave one. */
  public static String problem(GistwireException failure) {
    boolean refused = failure.reason() == GistwireException.Reason.SERVER_REFUSED;
    return refused && !failure.status().isEmpty()
        ? failure.problem() + " (" + failure.status() + ")"
        : failure.problem();
  }

  /** Whether a call about another entry may succeed where this one failed. */
  public static boolean isAboutOneEntry(CommandException failed) {
    return failed.getCause() instanceof GistwireException failure
        && failure.reason() == GistwireException.Reason.SERVER_REFUSED
        && ABOUT_ONE_ENTRY.contains(failure.status());
  }

  /** What to do about it on the command line; empty when there is nothing to say. */
  public static String advice(GistwireException failure) {
    return switch (failure.reason()) {
      case UNKNOWN_HOST ->
          "Check the name in --server HOST:PORT, and that this machine resolves names (DNS).";
      case CONNECTION_REFUSED ->
          "Start a server with 'gistwire serve', or name another with --server HOST:PORT.";
      case HOST_UNREACHABLE, CONNECT_TIMEOUT ->
          "Check --server HOST:PORT and the network; a firewall may discard what is sent there.";
      case CONNECTION_LOST -> "Try again; if it is lost again, the server's log has the cause.";
      case CERTIFICATE_UNTRUSTED -> "Give the certificate of its authority with --ca PEM.";
      case CERTIFICATE_EXPIRED -> "Renew it on the server, or correct this machine's clock.";
      case CERTIFICATE_WRONG_NAME ->
          "Use a name that the certificate has in --server, or give it with --server-name NAME.";
      case CLIENT_CERTIFICATE_REFUSED ->
          "Give a certificate that the server trusts with --cert PEM and --key PEM.";
      case TLS_FAILED -> "--tls, --no-tls, --ca, --cert and --key choose how to connect.";
      case SERVER_IS_PLAINTEXT ->
          "Use --no-tls if the network is closed, or turn TLS on in the server.";
      case SERVER_NEEDS_TLS ->
          "Use --tls, and --ca PEM where the system does not trust its authority.";
      case NOT_A_GISTWIRE_SERVER ->
          "Check the port in --server: gRPC has 9000 by default, pages and metrics 8080.";
      case TOKEN_REFUSED, TOKEN_UNAVAILABLE ->
          "Give a valid token with --token-file FILE, --token TOKEN or GISTWIRE_TOKEN.";
      case SERVER_TIMEOUT -> "Try again, or ask for less.";
      case SERVER_REFUSED -> ofStatus(failure);
      case SESSION_FENCED ->
          "Another program sends from this outbox; stop it, or use --outbox DIR.";
      default -> "";
    };
  }

  private static String ofStatus(GistwireException failure) {
    return switch (failure.status()) {
      case "NOT_FOUND" -> listing(failure.serverMetadata().getOrDefault("name", ""));
      case "PERMISSION_DENIED" ->
          "This token may not do that; a tenant's ADMIN or the operator makes one that may:"
              + " 'gistwire token create'.";
      case "RESOURCE_EXHAUSTED", "UNAVAILABLE" -> "Try again later.";
      case "UNIMPLEMENTED" -> "The server may be older than this program; update it.";
      default -> "";
    };
  }

  /** Which command shows what there is in place of a name. */
  private static String listing(String name) {
    if (name.startsWith("watches/")) {
      return "'gistwire watch list' shows the watches that there are.";
    } else if (name.startsWith("tokens/")) {
      return "'gistwire token list' shows the tokens that there are.";
    }
    return name.startsWith("sources/") ? "'gistwire list' shows the gists that there are." : "";
  }
}
