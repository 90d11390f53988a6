package io.gistwire.bench.stream;

import io.gistwire.cli.link.LinkCounters;
import io.gistwire.cli.link.ThinLink;
import io.gistwire.cli.link.ThinLinkProfile;
import java.io.IOException;
import java.util.List;

/** The link in user space, where a machine allows neither namespaces nor TUN devices. */
final class RelayLink implements LinkPath {
  private final ThinLink link;

  private RelayLink(ThinLink link) {
    this.link = link;
  }

  static RelayLink open(LinkBench.Link settings, int serverPort) throws IOException {
    return new RelayLink(
        ThinLink.open(
            serverPort,
            new ThinLinkProfile(
                settings.bitsPerSecond(),
                settings.roundTripMillis() / 2,
                settings.loss(),
                settings.seed(),
                List.of())));
  }

  int port() {
    return link.port();
  }

  @Override
  public Counts counts() {
    LinkCounters counters = link.counters();
    return new Counts(counters.upIpBytes(), counters.downIpBytes(), counters.lostPackets());
  }

  @Override
  public void dark(boolean isDark) {
    link.dark(isDark);
  }

  @Override
  public String inWords() {
    return "Link: a relay of TCP connections in user space. IP's part is computed, not observed: 52 bytes of headers a"
        + " packet of at most 1,148, an acknowledgement for every second packet, a second or more for a lost one. TCP's"
        + " own handshake and its backoff after darkness are not in it, so connects and catching up are lower bounds;"
        + " --queue has no effect.";
  }

  @Override
  public void close() throws IOException {
    link.close();
  }
}
