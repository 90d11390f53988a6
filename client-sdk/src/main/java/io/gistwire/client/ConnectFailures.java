package io.gistwire.client;

import io.gistwire.client.GistwireException.Reason;
import io.gistwire.client.GistwireException.ServerAnswer;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Finds out of the causes that a transport attaches to a status why there is no connection. The
 * transport's own classes are not on the class path here (shaded Netty, OkHttp or another), so they
 * are known by simple name and message. Pure.
 */
final class ConnectFailures {
  private final String target;
  private final boolean reached;
  private final Status status;
  private final ServerAnswer answer;
  private final StatusRuntimeException original;

  /** Simple class names and messages of all causes, outermost first. */
  private final List<Throwable> causes = new ArrayList<>();

  private ConnectFailures(
      Status status,
      ServerAnswer answer,
      String target,
      boolean reached,
      StatusRuntimeException original) {
    this.reached = reached;
    this.status = status;
    this.answer = answer;
    this.target = target;
    this.original = original;
    for (Throwable t = status.getCause(); t != null && causes.size() < 32; t = t.getCause()) {
      causes.add(t);
    }
  }

  static GistwireException of(
      Status status,
      ServerAnswer answer,
      String target,
      boolean reached,
      StatusRuntimeException original) {
    return new ConnectFailures(status, answer, target, reached, original).read();
  }

  private GistwireException read() {
    if (has("TokenException")) {
      return failure(Reason.TOKEN_UNAVAILABLE, description(), "");
    }
    GistwireException found = ofAddress();
    found = found == null ? ofCertificate() : found;
    found = found == null ? ofProtocol() : found;
    return found == null ? ofStatus() : found;
  }

  private @Nullable GistwireException ofAddress() {
    if (has("UnknownHostException") || description().startsWith("Unable to resolve host")) {
      return failure(
          Reason.UNKNOWN_HOST,
          "the host of " + target + " is not known",
          "check the name, and that this machine resolves names (DNS)");
    } else if (has("ConnectTimeoutException") || has("SocketTimeoutException")) {
      return failure(
          Reason.CONNECT_TIMEOUT,
          target + " does not answer",
          "check host and port; a firewall may discard what is sent there");
    } else if (mentions("connection refused")) {
      return failure(
          Reason.CONNECTION_REFUSED,
          target + " refuses connections: no server listens there",
          "start the server, or correct host and port");
    } else if (has("NoRouteToHostException")
        || mentions("unreachable")
        || mentions("no route to host")) {
      return failure(
          Reason.HOST_UNREACHABLE,
          target + " cannot be reached: " + lower(deepestMessage()),
          "check the network");
    }
    return null;
  }

  private @Nullable GistwireException ofCertificate() {
    if (has("CertificateExpiredException") || mentions("notafter")) {
      return failure(
          Reason.CERTIFICATE_EXPIRED,
          "the certificate of " + target + " has expired (" + deepestMessage() + ")",
          "renew it on the server, or correct this machine's clock");
    } else if (has("CertificateNotYetValidException") || mentions("notbefore")) {
      return failure(
          Reason.CERTIFICATE_EXPIRED,
          "the certificate of " + target + " is not valid yet (" + deepestMessage() + ")",
          "correct this machine's clock, or the certificate");
    } else if (mentions("subject alternative")
        || mentions("no name matching")
        || mentions("not verified")) {
      return failure(
          Reason.CERTIFICATE_WRONG_NAME,
          "the certificate of " + target + " is for another name (" + deepestMessage() + ")",
          "connect by a name that the certificate has, or give that name with serverName(name)");
    } else if (has("CertPathBuilderException")
        || has("CertPathValidatorException")
        || has("ValidatorException")) {
      return failure(
          Reason.CERTIFICATE_UNTRUSTED,
          "the certificate of " + target + " is not trusted: no authority known here signed it",
          "give the certificate of its authority with trust(file)");
    } else if (mentions("certificate_required")
        || mentions("certificate required")
        || mentions("bad_certificate")
        || mentions("bad certificate")
        || mentions("unknown_ca")
        || mentions("unknown ca")
        || mentions("certificate_unknown")
        || mentions("handshake_failure")) {
      return failure(
          Reason.CLIENT_CERTIFICATE_REFUSED,
          target + " wants a certificate of this client, or does not accept the one it was given",
          "give a certificate that the server trusts with certificate(chain, key)");
    }
    return null;
  }

  private @Nullable GistwireException ofProtocol() {
    if (has("NotSslRecordException")
        || mentions("not an ssl/tls record")
        || mentions("wrong_version_number")
        || mentions("unsupported or unrecognized ssl message")) {
      return failure(
          Reason.SERVER_IS_PLAINTEXT,
          target + " does not use TLS, this client does",
          "call plaintext() if the network is closed, or turn TLS on in the server");
    } else if (mentions("dump for first 5 bytes: 15030")) {
      // A TLS alert (content type 21, version 3.x) where HTTP/2's SETTINGS should be.
      return failure(
          Reason.SERVER_NEEDS_TLS,
          target + " uses TLS, this client does not",
          "leave out plaintext(), or call tls() for a server on this machine");
    } else if (!reached && causes.isEmpty() && mentions("network closed for unknown reason")) {
      // gRPC's servers begin with SETTINGS; one that expects TLS reads ours as garbage and hangs
      // up.
      return failure(
          Reason.SERVER_NEEDS_TLS,
          target + " closed the connection without an answer, as servers do that use TLS",
          "call tls(), or trust(file) for a certificate of one's own; or check the port");
    } else if (mentions("first received frame was not settings")
        || mentions("alpn")
        || description().contains("HTTP status code")
        || description().contains("content-type")
        || status.getCode() == Status.Code.UNIMPLEMENTED) {
      return failure(
          Reason.NOT_A_GISTWIRE_SERVER,
          target + " answers, but is no Gistwire server",
          "check the port: gRPC has 9000 by default, pages and metrics another one");
    } else if (has("SSLHandshakeException") || has("SSLException")) {
      return failure(
          Reason.TLS_FAILED,
          "TLS with " + target + " could not be set up: " + deepestMessage(),
          "");
    }
    return null;
  }

  private GistwireException ofStatus() {
    String said = said();
    switch (status.getCode()) {
      case UNAUTHENTICATED:
        return failure(
            Reason.TOKEN_REFUSED,
            said.isEmpty() ? target + " refuses the token" : said,
            "give the client a valid token");
      case UNAVAILABLE:
        return failure(
            Reason.CONNECTION_LOST,
            "the connection to " + target + " was lost" + (said.isEmpty() ? "" : ": " + said),
            "");
      case DEADLINE_EXCEEDED:
        return failure(
            Reason.SERVER_TIMEOUT,
            target + " did not answer in time",
            "try again, or ask for less");
      case CANCELLED:
        return failure(Reason.CANCELLED, said.isEmpty() ? "the call was cancelled" : said, "");
      default:
        return failure(
            Reason.SERVER_REFUSED,
            said.isEmpty() ? target + " refused: " + status.getCode() : said,
            "");
    }
  }

  /**
   * What the status states; where that is only the transport's "io exception", the deepest cause.
   */
  private String said() {
    String description = description();
    return description.isEmpty() || description.equals("io exception")
        ? deepestMessage()
        : description;
  }

  private String description() {
    return CallFailures.firstLine(status.getDescription());
  }

  private boolean has(String simpleName) {
    for (Throwable t : causes) {
      if (t.getClass().getSimpleName().endsWith(simpleName)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a message states this, in whatever case. */
  private boolean mentions(String words) {
    for (Throwable t : causes) {
      if (lower(String.valueOf(t.getMessage())).contains(words)) {
        return true;
      }
    }
    return lower(String.valueOf(status.getDescription())).contains(words);
  }

  private String deepestMessage() {
    for (int i = causes.size() - 1; i >= 0; i--) {
      String message = CallFailures.firstLine(causes.get(i).getMessage());
      if (!message.isEmpty()) {
        return message;
      }
    }
    return "";
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  private GistwireException failure(Reason reason, String problem, String remedy) {
    return new GistwireException(reason, problem, remedy, answer, original);
  }
}
