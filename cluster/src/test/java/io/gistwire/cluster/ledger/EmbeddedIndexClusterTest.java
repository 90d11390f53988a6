package io.gistwire.cluster.ledger;

import io.gistwire.cluster.node.ClusterNodes;
import io.gistwire.server.contract.GistIndexContract;
import io.gistwire.server.index.IndexEngine;
import io.gistwire.server.index.embedded.EmbeddedIndexEngine;
import io.gistwire.server.ledger.Ledger;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The index of a single server follows the log of the ledger in OpenSearch as it follows SQLite's.
 */
@Tag("cluster")
@Timeout(300)
class EmbeddedIndexClusterTest extends GistIndexContract {
  @TempDir Path path;
  private SharedLedgers shared;

  @Override
  protected Ledger openLedger() throws Exception {
    shared = new SharedLedgers(ClusterNodes.shared());
    return shared.open();
  }

  @Override
  protected IndexEngine openEngine() {
    return new EmbeddedIndexEngine("en", path.resolve("index"));
  }

  @AfterEach
  void removeIndices() throws Exception {
    shared.close();
  }
}
