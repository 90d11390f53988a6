package io.gistwire.cluster.ledger;

import io.gistwire.cluster.node.ClusterNodes;
import io.gistwire.server.contract.LedgerContract;
import io.gistwire.server.ledger.Ledger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

@Tag("cluster")
@Timeout(180)
class LedgerContractClusterTest extends LedgerContract {
  private SharedLedgers shared;

  @Override
  protected Ledger open() throws Exception {
    shared = shared == null ? new SharedLedgers(ClusterNodes.shared()) : shared;
    return shared.open();
  }

  @AfterEach
  void removeIndices() throws Exception {
    shared.close();
  }
}
