package io.gistwire.server.app;

import io.smallrye.config.ConfigSourceInterceptor;
import io.smallrye.config.ConfigSourceInterceptorContext;
import io.smallrye.config.ConfigValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Port 0 means a free one. It is chosen while the settings are read, so that the same number is
 * listened on and told to whoever started the server.
 */
public class FreePorts implements ConfigSourceInterceptor {
  private static final long serialVersionUID = 1L;
  private static final String GRPC = "quarkus.grpc.server.port";
  private static final String HTTP = "quarkus.http.port";

  /** One process listens once on each: the choice outlives a reload of the settings. */
  private static final Map<String, Integer> CHOSEN = new ConcurrentHashMap<>();

  @Override
  public ConfigValue getValue(ConfigSourceInterceptorContext context, String name) {
    ConfigValue value = context.proceed(name);
    boolean isPort = name.equals(GRPC) || name.equals(HTTP);
    if (isPort && value != null && "0".equals(value.getValue())) {
      int port = CHOSEN.computeIfAbsent(name, FreePorts::choose);
      return value.withValue(Integer.toString(port));
    }
    return value;
  }

  private static int choose(String name) {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("no free port for " + name, e);
    }
  }
}
