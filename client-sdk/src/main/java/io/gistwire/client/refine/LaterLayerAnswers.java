package io.gistwire.client.refine;

import com.google.protobuf.InvalidProtocolBufferException;
import io.gistwire.client.GistMessages;
import io.gistwire.client.link.LayerSize;
import io.gistwire.client.outbox.OutboxException;
import io.gistwire.client.outbox.OutboxStore;
import io.gistwire.client.photos.PhotoShelf;
import io.gistwire.codec.EncodeOptions;
import io.gistwire.codec.LayerKind;
import io.gistwire.codec.PhotoEncoder;
import io.gistwire.codec.UnreadablePhotoException;
import io.gistwire.proto.v1.DeclineReason;
import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.Layer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where later layers come from: what was kept back when a gist was frozen, else the photo, encoded
 * again. Reads on the disk executor, encodes on the encoder's. Thread-safe.
 */
public final class LaterLayerAnswers {
  private final OutboxStore store;
  private final @Nullable PhotoShelf shelf;
  private final @Nullable PhotoEncoder encoder;
  private final Executor disk;
  private final Executor encodes;
  private final Consumer<OutboxException> failed;

  /**
   * Layers of an outbox's gists.
   *
   * @param shelf the photos that are kept; null when none are
   * @param encoder what encodes them; null when there is none
   * @param failed gets failures that no answer reports
   */
  public LaterLayerAnswers(
      OutboxStore store,
      @Nullable PhotoShelf shelf,
      @Nullable PhotoEncoder encoder,
      Executor disk,
      Executor encodes,
      Consumer<OutboxException> failed) {
    this.store = store;
    this.shelf = shelf;
    this.encoder = encoder;
    this.disk = disk;
    this.encodes = encodes;
    this.failed = failed;
  }

  /** Looks a wish up; the future never fails. */
  public CompletableFuture<Found> find(Wish wish) {
    CompletableFuture<Found> answer = new CompletableFuture<>();
    disk.execute(
        () -> {
          List<Layer> kept = keptBack(wish.sequence());
          kept.removeIf(layer -> !isAmong(layer, wish.kinds()));
          Set<LayerKind> missing = EnumSet.noneOf(LayerKind.class);
          missing.addAll(wish.kinds());
          kept.forEach(layer -> LayerSize.kindOf(layer.getKindValue()).ifPresent(missing::remove));
          PhotoShelf photos = shelf;
          if (missing.isEmpty() || photos == null || !photos.has(wish.sequence())) {
            answer.complete(found(kept, DeclineReason.DECLINE_REASON_NOT_HELD));
          } else {
            encodes.execute(
                () -> answer.complete(encodeAgain(photos, wish.sequence(), missing, kept)));
          }
        });
    return answer;
  }

  private static boolean isAmong(Layer layer, List<LayerKind> kinds) {
    return LayerSize.kindOf(layer.getKindValue()).map(kinds::contains).orElse(false);
  }

  private static Found found(List<Layer> layers, DeclineReason reasonIfNone) {
    return new Found(layers, layers.isEmpty() ? reasonIfNone : null);
  }

  private List<Layer> keptBack(long sequence) {
    List<Layer> layers = new ArrayList<>();
    try {
      byte[] kept = store.later(sequence).orElse(null);
      if (kept != null) {
        layers.addAll(Gist.parseFrom(kept).getLayersList());
      }
    } catch (OutboxException e) {
      failed.accept(e);
    } catch (InvalidProtocolBufferException e) {
      failed.accept(
          new OutboxException("layers kept of gist " + sequence + ": " + e.getMessage(), e));
    }
    return layers;
  }

  private Found encodeAgain(
      PhotoShelf photos, long sequence, Set<LayerKind> kinds, List<Layer> kept) {
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
    return found(layers, reason);
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
    io.gistwire.codec.Gist gist = photoEncoder.encode(photo.photo(), options.withLayers(made));
    List<Layer> layers = new ArrayList<>();
    if (photo.code().isContinuedBy(gist)) {
      gist.layers().stream()
          .filter(layer -> wanted.contains(layer.kind()))
          .forEach(layer -> layers.add(GistMessages.toMessage(layer)));
    }
    return layers;
  }

  /** The server has these: what was kept back is forgotten with its last layer; a photo stays. */
  public void stored(long sequence, List<LayerKind> kinds) {
    disk.execute(
        () -> {
          List<Layer> left = keptBack(sequence);
          boolean any = !left.isEmpty();
          left.removeIf(layer -> isAmong(layer, kinds));
          if (any && left.isEmpty()) {
            forgetKeptBack(sequence);
          }
        });
  }

  /** No one will ask for layers of this gist. */
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
