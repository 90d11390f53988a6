/**
 * Lays gists out in the columns of a {@link io.gistwire.proto.v1.Batch} and reads them back.
 *
 * <p>In: gists of consecutive sequences, or a batch from the other side, whose every number is
 * distrusted. Out: a batch that costs little more than its layer bytes, or the gists in it. Who:
 * the client SDK packs, the server unpacks; {@link io.gistwire.proto.batch.BatchColumns} is the
 * door.
 */
@NullMarked
package io.gistwire.proto.batch;

import org.jspecify.annotations.NullMarked;
