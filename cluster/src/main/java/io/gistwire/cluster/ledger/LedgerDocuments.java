package io.gistwire.cluster.ledger;

import io.gistwire.cluster.store.DocumentStore;
import io.gistwire.cluster.store.Json;
import io.gistwire.cluster.store.StoreException;
import io.gistwire.cluster.store.StoredDocument;
import io.gistwire.server.ledger.GistKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Documents of the ledger by their keys. The fold decides whether a gist's document counts.
 *
 * @param gists index of gists and markers
 * @param chain index of head, commits and checkpoints
 */
record LedgerDocuments(DocumentStore store, String gists, String chain) {

  static LedgerDocuments of(DocumentStore store, String prefix) {
    return new LedgerDocuments(store, prefix + "-gists", prefix + "-ledger");
  }

  /** A gist's document, and what it takes to replace it. */
  record Held(GistDocument gist, StoredDocument stored) {}

  Optional<Held> gist(GistKey key) throws StoreException {
    return gists(List.of(key)).get(0);
  }

  List<Optional<Held>> gists(List<GistKey> keys) throws StoreException {
    List<Optional<Held>> found = new ArrayList<>(keys.size());
    if (keys.isEmpty()) {
      return found;
    }
    for (Optional<StoredDocument> stored :
        store.read(gists, keys.stream().map(Ids::gist).toList())) {
      found.add(stored.map(LedgerDocuments::held));
    }
    return found;
  }

  static Held held(StoredDocument stored) {
    return new Held(Json.read(stored.document(), GistDocument.class), stored);
  }
}
