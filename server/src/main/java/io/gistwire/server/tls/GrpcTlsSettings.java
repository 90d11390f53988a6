package io.gistwire.server.tls;

import io.smallrye.config.ConfigSourceInterceptor;
import io.smallrye.config.ConfigSourceInterceptorContext;
import io.smallrye.config.ConfigValue;
import java.util.Set;

/**
 * Hides the certificate files of the gRPC port from Quarkus, which would read them once and for all
 * after every customizer has run; this server reads them itself. They keep their names for whoever
 * sets them, and are read under {@link #ALIAS}.
 */
public class GrpcTlsSettings implements ConfigSourceInterceptor {
  /** Beginning of the names under which the hidden settings are read. */
  static final String ALIAS = "gistwire.hidden.grpc-tls.";

  /** Name under which {@code quarkus.grpc.server.plain-text} is read. */
  static final String PLAINTEXT_ALIAS = ALIAS + "plain-text";

  private static final long serialVersionUID = 1L;
  private static final String PLAINTEXT = "quarkus.grpc.server.plain-text";
  private static final Set<String> FILES = Set.of("certificate", "key", "key-store", "trust-store");

  @Override
  public ConfigValue getValue(ConfigSourceInterceptorContext context, String name) {
    if (name.equals(PLAINTEXT)) {
      ConfigValue value = context.proceed(name);
      return value == null ? null : value.withValue("true");
    }
    if (name.equals(PLAINTEXT_ALIAS)) {
      return context.proceed(PLAINTEXT);
    }
    if (name.startsWith(ALIAS)) {
      return context.proceed(TlsSettings.GRPC + name.substring(ALIAS.length()));
    }
    boolean isHidden =
        name.startsWith(TlsSettings.GRPC)
            && FILES.contains(name.substring(TlsSettings.GRPC.length()));
    return isHidden ? null : context.proceed(name);
  }
}
