/**
 * The ledger on OpenSearch. In: submissions of sessions on any server. Out: acks, the log, gists as
 * they are held. A gist is a document; what is committed, by which lease and in which order is a
 * chain of commits that is extended by a conditional write of one document, the head. Every server
 * folds the same chain into the same state. Called through {@code io.gistwire.server.ledger}.
 */
@NullMarked
package io.gistwire.cluster.ledger;

import org.jspecify.annotations.NullMarked;
