package io.gistwire.client;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Something that was asked of the client or the server did not succeed: a gist was not accepted or
 * not delivered, a call was refused, the server cannot be reached. Every failure that this SDK
 * reports, in a receipt, in a future, to a listener or thrown by an iterator, is one of these or an
 * {@link io.gistwire.client.outbox.OutboxException} (the device's disk); errors in the use of the
 * API are {@link IllegalArgumentException} and {@link IllegalStateException}.
 *
 * <p>{@link #getMessage()} is one sentence for people: the {@linkplain #problem() problem}, and
 * after a semicolon the {@linkplain #remedy() remedy} where there is one. Programs decide by {@link
 * #reason()}, and where the server refused by {@link #serverReason()}. Immutable.
 */
public class GistwireException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What failed, for programs. New reasons may be added. */
  public enum Reason {
    /** The host's name cannot be resolved. */
    UNKNOWN_HOST,
    /** Nothing listens at the host's port. */
    CONNECTION_REFUSED,
    /** There is no route to the host, or the network is down. */
    HOST_UNREACHABLE,
    /** The host did not answer in time, neither yes nor no. */
    CONNECT_TIMEOUT,
    /** An established connection, or one being established, was lost. */
    CONNECTION_LOST,
    /** No authority that this client trusts has signed the server's certificate. */
    CERTIFICATE_UNTRUSTED,
    /** The server's certificate has expired, or is not valid yet. */
    CERTIFICATE_EXPIRED,
    /** The server's certificate is for other names than the one connected to. */
    CERTIFICATE_WRONG_NAME,
    /** The server wants a certificate of this client, or does not accept the one it got. */
    CLIENT_CERTIFICATE_REFUSED,
    /** TLS could not be set up for another cause. */
    TLS_FAILED,
    /** The client uses TLS, the server's port does not. */
    SERVER_IS_PLAINTEXT,
    /** The client uses no TLS, the server's port needs it. */
    SERVER_NEEDS_TLS,
    /** Something answers at this port, but no Gistwire server. */
    NOT_A_GISTWIRE_SERVER,
    /** The {@link TokenProvider} failed. */
    TOKEN_UNAVAILABLE,
    /** The server refuses the token, or wants one: unknown, expired, revoked. */
    TOKEN_REFUSED,
    /** The server did not answer a call in time. */
    SERVER_TIMEOUT,
    /** The server refuses; {@link GistwireException#serverReason()} has its reason. */
    SERVER_REFUSED,
    /** Too many photos or gists wait already; see {@link StreamFullException}. */
    STREAM_FULL,
    /** The stream was closed by the application. */
    STREAM_CLOSED,
    /** A newer session of the same outbox took over. */
    SESSION_FENCED,
    /** The outbox is older than what the server holds of it: it is a copy, or was restored. */
    OUTBOX_OUTDATED,
    /** The server refuses one gist for good; see {@link GistRejectedException}. */
    GIST_REJECTED,
    /** The outbox dropped a gist to free space; see {@link GistDroppedException}. */
    GIST_DROPPED,
    /** The client was closed. */
    CLIENT_CLOSED,
    /** The call was cancelled, or its thread was interrupted. */
    CANCELLED,
    /** A fault in the client itself. */
    INTERNAL
  }

  private final Reason reason;
  private final String problem;
  private final String remedy;

  private final transient @Nullable ServerAnswer answer;

  /**
   * How the server ended a call.
   *
   * @param status the gRPC status code's name
   * @param reason ErrorInfo's reason; empty when there was none
   * @param metadata ErrorInfo's metadata
   * @param retryAfterMillis RetryInfo; 0 when there was none
   */
  public record ServerAnswer(
      String status, String reason, Map<String, String> metadata, long retryAfterMillis) {}

  /**
   * A failure; applications make one in tests only.
   *
   * @param problem a clause for people
   * @param remedy what to do, for people; empty when there is nothing to say
   * @param answer how the server ended the call; null when the failure is not the server's
   */
  public GistwireException(
      Reason reason,
      String problem,
      String remedy,
      @Nullable ServerAnswer answer,
      @Nullable Throwable cause) {
    super(remedy.isEmpty() ? problem : problem + "; " + remedy, cause);
    this.reason = reason;
    this.problem = problem;
    this.remedy = remedy;
    this.answer = answer;
  }

  /**
   * The typed failure in what a future, a receipt or a gRPC stub threw: the first {@code
   * GistwireException} among it and its causes, else one made from the gRPC status or the exception
   * there. For stubs of one's own on {@link GistwireClient#channel()}.
   */
  public static GistwireException of(Throwable failure) {
    GistwireException found = in(failure);
    if (found != null) {
      return found;
    }
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof StatusRuntimeException status) {
        return of(status.getStatus(), status.getTrailers(), "the server", true);
      } else if (t instanceof StatusException status) {
        return of(status.getStatus(), status.getTrailers(), "the server", true);
      }
    }
    String message = failure.getMessage();
    return new GistwireException(
        Reason.INTERNAL, message == null ? failure.toString() : message, "", null, failure);
  }

  /**
   * The typed failure that the end of a call means: what the server reports in its ErrorInfo, else
   * what the transport found. For interceptors.
   *
   * @param status not OK
   * @param target host and port, for the sentence
   * @param reached whether the server ever answered a call of this client
   */
  public static GistwireException of(
      Status status, @Nullable Metadata trailers, String target, boolean reached) {
    return CallFailures.of(status, trailers, target, reached);
  }

  private static @Nullable GistwireException in(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof GistwireException found) {
        return found;
      }
    }
    return null;
  }

  /** What failed, for programs. */
  public Reason reason() {
    return reason;
  }

  /** What failed, for people: a clause without a full stop, such as "host 'x' is not known". */
  public String problem() {
    return problem;
  }

  /**
   * What to do about it with this SDK, for people; empty when there is nothing to say. A program
   * with options of its own names those in its place.
   */
  public String remedy() {
    return remedy;
  }

  /** The gRPC status code's name, for instance NOT_FOUND; empty when no call ended with one. */
  public String status() {
    ServerAnswer a = answer;
    return a == null ? "" : a.status();
  }

  /**
   * The server's reason, an {@link io.gistwire.proto.v1.ErrorReason} without its prefix, for
   * instance QUOTA_EXCEEDED; empty when the failure is not the server's.
   */
  public String serverReason() {
    ServerAnswer a = answer;
    return a == null ? "" : a.reason();
  }

  /** What the server adds to its reason, by name, as PROTOCOL.md's table of errors lists it. */
  public Map<String, String> serverMetadata() {
    ServerAnswer a = answer;
    return a == null ? Map.of() : a.metadata();
  }

  /** How long the server requests to wait before the next attempt. */
  public Optional<Duration> retryAfter() {
    ServerAnswer a = answer;
    return a == null || a.retryAfterMillis() == 0
        ? Optional.empty()
        : Optional.of(Duration.ofMillis(a.retryAfterMillis()));
  }

  /** How the server ended the call; null when it did not. */
  protected final @Nullable ServerAnswer answer() {
    return answer;
  }
}
