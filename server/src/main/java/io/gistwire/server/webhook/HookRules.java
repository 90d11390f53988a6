package io.gistwire.server.webhook;

import io.gistwire.server.watch.calls.HookRule;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where webhooks may go: to hosts that the operator lists, and never to an address of this machine
 * or of a private network unless its range is listed too. The host is looked at when a watch is
 * made, its addresses at each delivery, and the connection goes to the address that was looked at.
 * Immutable.
 */
public final class HookRules implements HookRule {
  private static final int MAX_URL = 2000;
  private static final int MAX_PORT = 65_535;
  private static final int HTTPS_PORT = 443;
  private static final int HTTP_PORT = 80;

  /** What is not in the internet, beside what {@link InetAddress} knows itself. */
  private static final List<AddressRange> SPECIAL =
      Stream.of(
              "0.0.0.0/8",
              "100.64.0.0/10",
              "192.0.0.0/24",
              "192.0.2.0/24",
              "198.18.0.0/15",
              "198.51.100.0/24",
              "203.0.113.0/24",
              "240.0.0.0/4",
              "::/96",
              "64:ff9b::/96",
              "64:ff9b:1::/48",
              "100::/64",
              "2001::/23",
              "2001:db8::/32",
              "2002::/16",
              "fc00::/7",
              "fec0::/10")
          .map(AddressRange::parse)
          .toList();

  private final List<String> hosts;
  private final List<AddressRange> ranges;

  /**
   * Rules of the operator.
   *
   * @param hosts {@code hooks.example.com}, {@code *.example.com} for all below it; with a port,
   *     {@code hooks.example.com:8443}, where it is not the usual one
   * @param addresses ranges of private addresses that may be reached; http is allowed for these
   * @throws IllegalArgumentException for a range that is none
   */
  public HookRules(List<String> hosts, List<String> addresses) {
    this.hosts = hosts.stream().map(host -> host.strip().toLowerCase(Locale.ROOT)).toList();
    this.ranges = addresses.stream().map(AddressRange::parse).toList();
  }

  /**
   * Where a request goes.
   *
   * @param host the name that the receiver's certificate must have
   * @param path with the query
   */
  record Target(InetAddress address, String host, int port, boolean isTls, String path) {}

  @Override
  public Optional<String> fault(String url) {
    try {
      check(url);
      return Optional.empty();
    } catch (HookRefusedException e) {
      return Optional.of(e.getMessage());
    }
  }

  /**
   * Looks the host's addresses up, which may take seconds.
   *
   * @throws HookRefusedException when the address is not allowed, or the host has none
   */
  Target resolve(String url) throws HookRefusedException {
    URI uri = check(url);
    boolean isTls = uri.getScheme().equalsIgnoreCase("https");
    String host = hostOf(uri);
    try {
      InetAddress[] addresses = InetAddress.getAllByName(host);
      for (InetAddress address : addresses) {
        boolean isListed = ranges.stream().anyMatch(range -> range.contains(address));
        if (!isListed && !isPublic(address)) {
          throw new HookRefusedException(
              host
                  + " is "
                  + address.getHostAddress()
                  + ", an address of this machine or a private network; the operator may list its"
                  + " range in gistwire.webhooks.allow-addresses");
        }
        if (!isListed && !isTls) {
          throw new HookRefusedException("http is not allowed over the internet; use https");
        }
      }
      return new Target(addresses[0], host, portOf(uri), isTls, pathOf(uri));
    } catch (UnknownHostException e) {
      throw new HookRefusedException(host + " has no address");
    }
  }

  private URI check(String url) throws HookRefusedException {
    if (hosts.isEmpty()) {
      throw new HookRefusedException(
          "this server sends no webhooks; its operator allows hosts in gistwire.webhooks.allow");
    }
    URI uri;
    try {
      uri = new URI(url);
    } catch (URISyntaxException e) {
      throw new HookRefusedException("it is no URL: " + e.getReason());
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (url.length() > MAX_URL
        || uri.getHost() == null
        || uri.getRawUserInfo() != null
        || uri.getRawFragment() != null
        || !(scheme.equals("https") || scheme.equals("http"))
        || uri.getPort() == 0
        || uri.getPort() > MAX_PORT) {
      throw new HookRefusedException(
          "https://HOST/PATH is allowed, at most "
              + MAX_URL
              + " characters, without a user and without a fragment");
    }
    String host = hostOf(uri);
    boolean isUsual = portOf(uri) == (scheme.equals("https") ? HTTPS_PORT : HTTP_PORT);
    String wanted = isUsual ? host : host + ":" + portOf(uri);
    if (hosts.stream().noneMatch(allowed -> matches(allowed, wanted))) {
      throw new HookRefusedException(
          wanted + " is not among the hosts that the operator allows (gistwire.webhooks.allow)");
    }
    return uri;
  }

  private static boolean matches(String allowed, String host) {
    return allowed.startsWith("*.") ? host.endsWith(allowed.substring(1)) : host.equals(allowed);
  }

  private static String hostOf(URI uri) {
    String host = uri.getHost().toLowerCase(Locale.ROOT);
    return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
  }

  private static int portOf(URI uri) {
    if (uri.getPort() > 0) {
      return uri.getPort();
    }
    return uri.getScheme().equalsIgnoreCase("https") ? HTTPS_PORT : HTTP_PORT;
  }

  private static String pathOf(URI uri) {
    String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
    return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
  }

  static boolean isPublic(InetAddress address) {
    return !address.isAnyLocalAddress()
        && !address.isLoopbackAddress()
        && !address.isLinkLocalAddress()
        && !address.isSiteLocalAddress()
        && !address.isMulticastAddress()
        && SPECIAL.stream().noneMatch(range -> range.contains(address));
  }
}
