package io.gistwire.server.app;

import io.gistwire.proto.v1.AdminServiceProto;
import io.gistwire.proto.v1.GistServiceProto;
import io.gistwire.proto.v1.PackServiceProto;
import io.gistwire.proto.v1.SearchServiceProto;
import io.gistwire.proto.v1.SessionServiceProto;
import io.gistwire.proto.v1.WatchServiceProto;
import io.gistwire.server.auth.TokenStore;
import io.gistwire.server.ledger.Ledger;
import io.gistwire.server.packindex.PackIndexes;
import io.gistwire.server.packs.ServedPacks;
import io.gistwire.server.watch.matching.Watches;
import io.quarkus.vertx.VertxOptionsCustomizer;
import io.vertx.core.VertxOptions;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * Opens files and packs on the main thread. Quarkus makes the gRPC services on an event loop, and
 * with them whatever they need; so what takes seconds is made where Vert.x itself is being made,
 * which comes before every event loop. It changes no option.
 */
@Singleton
class EagerStartup implements VertxOptionsCustomizer {
  private final List<Object> made;

  @Inject
  EagerStartup(
      StartChecks checks,
      PortCertificates certificates,
      Ledger ledger,
      TokenStore tokens,
      ServedPacks packs,
      PackIndexes indexes,
      Watches watches) {
    made = List.of(checks, certificates, ledger, tokens, packs, indexes, watches);
  }

  @Override
  public void accept(VertxOptions options) {
    // The services' descriptors, which reflection reads: half a second of class loading.
    List<Object> descriptors =
        List.of(
            AdminServiceProto.getDescriptor(),
            GistServiceProto.getDescriptor(),
            PackServiceProto.getDescriptor(),
            SearchServiceProto.getDescriptor(),
            SessionServiceProto.getDescriptor(),
            WatchServiceProto.getDescriptor());
    System.getLogger(EagerStartup.class.getName())
        .log(
            System.Logger.Level.DEBUG,
            "{0} beans and {1} services are started",
            made.size(),
            descriptors.size());
  }
}
