package io.gistwire.client;

import io.grpc.NameResolverRegistry;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checks what a client's builder is given at once, with the value in the message: gRPC would find
 * it later, on a thread of its own, in its own words. Stateless.
 */
final class BuilderChecks {
  private static final Pattern HOST_AND_PORT =
      Pattern.compile("(?:[^/:\\[\\]]+|\\[[^\\]]+\\]):([^/:]*)");
  private static final Pattern HOST =
      Pattern.compile("(?:[\\p{L}\\p{N}._-]+|\\[[0-9A-Fa-f:.%]+\\])(?::[0-9]{1,5})?");
  private static final Pattern SCHEME = Pattern.compile("([a-z][a-z0-9+.-]*):.+");

  private BuilderChecks() {}

  /**
   * The target, if it can be one.
   *
   * @throws IllegalArgumentException else
   */
  static String target(String target) {
    Matcher plain = HOST_AND_PORT.matcher(target);
    boolean isPlain = plain.matches() && !target.startsWith("unix:") && !target.startsWith("dns:");
    boolean isUrl = target.startsWith("http://") || target.startsWith("https://");
    boolean isPort = !isPlain || plain.group(1).matches("[0-9]{1,5}");
    if (isUrl || !isPort || !HOST.matcher(target).matches() && !isUri(target)) {
      throw new IllegalArgumentException(
          "'" + target + "' is no address of a server; HOST:PORT is, such as localhost:9000");
    }
    if (isPlain
        && (Integer.parseInt(plain.group(1)) < 1 || Integer.parseInt(plain.group(1)) > 65_535)) {
      throw new IllegalArgumentException(
          "'" + target + "' has port " + plain.group(1) + "; 1 to 65535 is allowed");
    }
    return target;
  }

  /** A target with a scheme that gRPC knows, such as {@code dns:///host:port}. */
  private static boolean isUri(String target) {
    Matcher scheme = SCHEME.matcher(target);
    if (!scheme.matches()
        || NameResolverRegistry.getDefaultRegistry().getProviderForScheme(scheme.group(1))
            == null) {
      return false;
    }
    try {
      return !new URI(target).getSchemeSpecificPart().matches("/*");
    } catch (URISyntaxException malformed) {
      return false;
    }
  }

  /**
   * The name, if a certificate can have it.
   *
   * @throws IllegalArgumentException else
   */
  static String serverName(String name) {
    if (!HOST.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "'" + name + "' is no name of a server; a host name or an address is");
    }
    return name;
  }
}
