package io.gistwire.client;

import com.google.protobuf.InvalidProtocolBufferException;
import io.gistwire.client.outbox.OutboxException;
import io.gistwire.client.outbox.OutboxStore;
import io.gistwire.client.photos.PhotoShelf;
import io.gistwire.codec.EncodeOptions;
import io.gistwire.codec.Gist;
import io.gistwire.codec.Layer;
import io.gistwire.codec.LayerKind;
import io.gistwire.codec.PhotoEncoder;
import io.gistwire.codec.UnreadablePhotoException;
import io.gistwire.proto.v1.DeclineReason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where later layers come from: what was kept back when a gist was frozen, else the photo, encoded
 * again. Reads on the disk executor, encodes on the encoder's, answers on the loop.
 */
final class LayerStore implements RefineDesk.Source {
  private final OutboxStore store;
  private final @Nullable PhotoShelf shelf;
  private final @Nullable PhotoEncoder encoder;
  private final Executor disk;
  private final Executor encodes;
  private final Executor loop;
  private final Consumer<OutboxException> failed;

  /** Threads and who hears of failures. */
  record Surroundings(
      Executor disk, Executor encodes, Executor loop, Consumer<OutboxException> failed) {}

  LayerStore(
      OutboxStore store,
      @Nullable PhotoShelf shelf,
      @Nullable PhotoEncoder encoder,
      Surroundings around) {
    this.store = store;
    this.shelf = shelf;
    this.encoder = encoder;
    this.disk = around.disk();
    this.encodes = around.encodes();
    this.loop = around.loop();
    this.failed = around.failed();
  }

  @Override
  public void find(RefineDesk.Wish wish, Consumer<RefineDesk.Found> answer) {
    disk.execute(
        () -> {
          List<Layer> kept = keptBack(wish.sequence());
          kept.removeIf(layer -> !wish.kinds().contains(layer.kind()));
          Set<LayerKind> missing = EnumSet.noneOf(LayerKind.class);
          missing.addAll(wish.kinds());
          kept.forEach(layer -> missing.remove(layer.kind()));
          PhotoShelf photos = shelf;
          if (missing.isEmpty() || photos == null || !photos.has(wish.sequence())) {
            tell(answer, kept, DeclineReason.DECLINE_REASON_NOT_HELD);
          } else {
            encodes.execute(() -> makeAnew(photos, wish.sequence(), missing, kept, answer));
          }
        });
  }

  private List<Layer> keptBack(long sequence) {
    List<Layer> layers = new ArrayList<>();
    try {
      byte[] kept = store.later(sequence).orElse(null);
      if (kept != null) {
        for (io.gistwire.proto.v1.Layer layer :
            io.gistwire.proto.v1.Gist.parseFrom(kept).getLayersList()) {
          GistMessages.toKind(layer.getKindValue())
              .map(
                  kind ->
                      Layer.of(kind, layer.getConditionedStages(), layer.getData().toByteArray()))
              .ifPresent(layers::add);
        }
      }
    } catch (OutboxException e) {
      failed.accept(e);
    } catch (InvalidProtocolBufferException e) {
      failed.accept(
          new OutboxException("layers kept of gist " + sequence + ": " + e.getMessage(), e));
    }
    return layers;
  }

  private void makeAnew(
      PhotoShelf photos,
      long sequence,
      Set<LayerKind> kinds,
      List<Layer> kept,
      Consumer<RefineDesk.Found> answer) {
    DeclineReason reason = DeclineReason.DECLINE_REASON_NOT_HELD;
    List<Layer> layers = new ArrayList<>(kept);
    try {
      Optional<PhotoShelf.Kept> photo = photos.find(sequence);
      if (photo.isPresent()) {
        reason = DeclineReason.DECLINE_REASON_NOT_MADE;
        layers.addAll(encode(photo.get(), kinds));
      }
    } catch (IOException e) {
      failed.accept(
          new OutboxException("the photo of gist " + sequence + ": " + e.getMessage(), e));
    } catch (UnreadablePhotoException | RuntimeException e) {
      failed.accept(
          new OutboxException(
              "the photo of gist " + sequence + " could not be encoded again: " + e.getMessage(),
              e));
    }
    tell(answer, layers, reason);
  }

  /** The layers of these kinds; none when the code that was sent does not come out again. */
  private List<Layer> encode(PhotoShelf.Kept photo, Set<LayerKind> kinds)
      throws UnreadablePhotoException {
    PhotoEncoder photoEncoder = encoder;
    if (photoEncoder == null || !photoEncoder.fingerprint().equals(photo.code().fingerprint())) {
      return List.of();
    }
    Set<LayerKind> wanted = EnumSet.copyOf(kinds);
    if (photo.code().captioned()) {
      wanted.remove(LayerKind.CAPTION); // it was sent, perhaps in its owner's words
    }
    Set<LayerKind> made = EnumSet.copyOf(kinds);
    EncodeOptions options = EncodeOptions.defaults();
    if (photo.code().embeddingBytes() > 0) {
      made.add(LayerKind.EMBEDDING);
      if (!wanted.contains(LayerKind.EMBEDDING)) {
        options = options.withEmbeddingBytes(photo.code().embeddingBytes());
      }
    }
    Gist gist = photoEncoder.encode(photo.photo(), options.withLayers(made));
    List<Layer> layers = new ArrayList<>();
    if (photo.code().isContinuedBy(gist)) {
      gist.layers().stream().filter(l -> wanted.contains(l.kind())).forEach(layers::add);
    }
    return layers;
  }

  private void tell(
      Consumer<RefineDesk.Found> answer, List<Layer> layers, DeclineReason reasonIfNone) {
    RefineDesk.Found found = new RefineDesk.Found(layers, layers.isEmpty() ? reasonIfNone : null);
    loop.execute(() -> answer.accept(found));
  }

  /** Layers that were kept back go when the last of them is stored; a photo stays. */
  @Override
  public void stored(long sequence, List<LayerKind> kinds) {
    disk.execute(
        () -> {
          List<Layer> left = keptBack(sequence);
          boolean any = !left.isEmpty();
          left.removeIf(layer -> kinds.contains(layer.kind()));
          if (any && left.isEmpty()) {
            forgetKeptBack(sequence);
          }
        });
  }

  @Override
  public void forget(long sequence) {
    disk.execute(
        () -> {
          forgetKeptBack(sequence);
          forgetPhoto(sequence);
        });
  }

  private void forgetKeptBack(long sequence) {
    try {
      store.forgetLater(sequence);
    } catch (OutboxException e) {
      failed.accept(e);
    }
  }

  private void forgetPhoto(long sequence) {
    PhotoShelf photos = shelf;
    if (photos != null) {
      try {
        photos.forget(sequence);
      } catch (IOException e) {
        failed.accept(
            new OutboxException("the photo of gist " + sequence + ": " + e.getMessage(), e));
      }
    }
  }
}
