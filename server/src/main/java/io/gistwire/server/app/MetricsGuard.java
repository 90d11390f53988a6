package io.gistwire.server.app;

import io.gistwire.proto.v1.Permission;
import io.gistwire.server.auth.AuthMode;
import io.gistwire.server.auth.Authenticator;
import io.gistwire.server.refusal.Refusal;
import io.grpc.Status;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;

/**
 * Who may read figures on the HTTP port. Where it listens beyond the loopback address and callers
 * are authenticated, they need a token of the operator, because figures are of all tenants. Health
 * is open: it tells whether the server serves, and load balancers have no token.
 */
@ApplicationScoped
class MetricsGuard {
  private static final String OWN_PAGES = "/q/";
  private static final String HEALTH = "/q/health";
  private static final int FIRST = 1000;
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;

  void guard(
      @Observes Filters filters, Authenticator authenticator, GistwireConfig settings, Config all) {
    boolean isOpen =
        settings.auth() == AuthMode.NONE
            || ListeningRule.isLoopback(all.getValue("quarkus.http.host", String.class));
    if (!isOpen) {
      filters.register(call -> check(call, authenticator), FIRST);
    }
  }

  private static void check(RoutingContext call, Authenticator authenticator) {
    String path = call.normalizedPath();
    if (!path.startsWith(OWN_PAGES) || path.equals(HEALTH) || path.startsWith(HEALTH + "/")) {
      call.next();
      return;
    }
    try {
      Optional<String> header = Optional.ofNullable(call.request().getHeader("authorization"));
      authenticator
          .ofHeader(header, System.currentTimeMillis())
          .require(Permission.PERMISSION_OPERATOR);
      call.next();
    } catch (Refusal refusal) {
      boolean isUnknown = refusal.code() == Status.Code.UNAUTHENTICATED;
      call.response()
          .setStatusCode(isUnknown ? UNAUTHORIZED : FORBIDDEN)
          .putHeader("content-type", "text/plain; charset=utf-8")
          .end(refusal.getMessage() + "\n");
    }
  }
}
