/**
 * Infers a caption from an embedding code alone: sentences of the pack's bank that lie near the
 * code vote, and the one that agrees most with the others is taken among those whose objects are
 * all probable. In: decoded codes and the two files of a pack (models/PACK.md, "Captions"). Out:
 * text, confidence, objects. Opened by {@code ModelPack}; called by server and command line. The
 * trainers' {@code gistpack/inference.py} is its twin.
 */
@NullMarked
package io.gistwire.models.captions;

import org.jspecify.annotations.NullMarked;
