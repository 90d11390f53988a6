package io.gistwire.server.connect;

import com.google.protobuf.Any;
import com.google.rpc.ErrorInfo;
import io.gistwire.server.refusal.Refusal;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/**
 * Answers what the HTTP port refuses before a call or a page is reached, in the form of Connect's
 * errors: what was seen, what is allowed, what to do. Thread-safe.
 */
public final class HttpRefusals {
  private static final int NOT_FOUND = 404;
  private static final int METHOD_NOT_ALLOWED = 405;
  private static final int TOO_LARGE = 413;

  private final long maxBodyBytes;
  private final String setting;

  /**
   * Refuses bodies that announce more than so many bytes.
   *
   * @param setting the name of the setting that has the limit
   */
  public HttpRefusals(long maxBodyBytes, String setting) {
    this.maxBodyBytes = maxBodyBytes;
    this.setting = setting;
  }

  /** Answers what no route of the router takes. */
  public void answerUnrouted(Router router) {
    router.errorHandler(NOT_FOUND, HttpRefusals::noPage);
    router.errorHandler(METHOD_NOT_ALLOWED, HttpRefusals::wrongMethod);
  }

  /** Passes a request on, unless its body is announced as too large. */
  public void checkBody(RoutingContext call) {
    String length = call.request().getHeader("content-length");
    if (length == null || !isAbove(length)) {
      call.next();
      return;
    }
    call.response().putHeader("connection", "close");
    answer(
        call,
        TOO_LARGE,
        new ConnectError(
            ConnectCode.RESOURCE_EXHAUSTED,
            "the body has "
                + Refusal.shown(length)
                + " bytes; at most "
                + maxBodyBytes
                + " are taken ("
                + setting
                + "); send less in one request",
            List.of(
                Any.pack(
                    ErrorInfo.newBuilder()
                        .setDomain(Refusal.DOMAIN)
                        .setReason("REQUEST_TOO_LARGE")
                        .putMetadata("limit", Long.toString(maxBodyBytes))
                        .build()))));
  }

  private boolean isAbove(String length) {
    try {
      return Long.parseLong(length) > maxBodyBytes;
    } catch (NumberFormatException noNumber) {
      return false; // the transport has refused it
    }
  }

  private static void noPage(RoutingContext call) {
    answer(
        call,
        NOT_FOUND,
        new ConnectError(
            ConnectCode.UNIMPLEMENTED,
            "there is nothing at "
                + Refusal.shown(call.request().path())
                + "; the console is at /, calls are at /gistwire.v1.SERVICE/METHOD, health at"
                + " /q/health"));
  }

  private static void wrongMethod(RoutingContext call) {
    answer(
        call,
        METHOD_NOT_ALLOWED,
        new ConnectError(
            ConnectCode.UNKNOWN,
            Refusal.shown(call.request().method().name())
                + " is not served at "
                + Refusal.shown(call.request().path())
                + "; GET reads pages, POST makes calls"));
  }

  private static void answer(RoutingContext call, int status, ConnectError error) {
    HttpServerResponse response = call.response();
    if (!response.ended()) {
      response
          .setStatusCode(status)
          .putHeader("content-type", "application/json")
          .end(error.toJson().toString());
    }
  }
}
