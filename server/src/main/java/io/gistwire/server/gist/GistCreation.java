package io.gistwire.server.gist;

import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.util.Timestamps;
import io.gistwire.codec.CodeFingerprint;
import io.gistwire.codec.EncodeOptions;
import io.gistwire.codec.UnreadablePhotoException;
import io.gistwire.codec.photo.PhotoMetadata;
import io.gistwire.models.engine.EngineFailure;
import io.gistwire.models.manifest.PackException;
import io.gistwire.proto.v1.CreateGistRequest;
import io.gistwire.proto.v1.ErrorReason;
import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.LayerKind;
import io.gistwire.server.ledger.Submission;
import io.gistwire.server.packs.GistRules;
import io.gistwire.server.packs.ServedPack;
import io.gistwire.server.packs.ServedPacks;
import io.gistwire.server.packs.WireGists;
import io.gistwire.server.refusal.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;

/**
 * Makes what is written from what a caller sends: a ready gist, or a photo that is encoded here.
 */
final class GistCreation {
  private static final int MAX_PHOTO_BYTES = 16 << 20;
  private static final int MAX_CAPTION_BYTES = 2000;

  private final ServedPacks packs;
  private final int maxGistBytes;

  GistCreation(ServedPacks packs, int maxGistBytes) {
    this.packs = packs;
    this.maxGistBytes = maxGistBytes;
  }

  /** The submission; its sequence is for the ledger to choose. */
  Submission.Put read(CreateGistRequest request) {
    return switch (request.getContentCase()) {
      case GIST -> gist(request);
      case PHOTO -> photo(request);
      case CONTENT_NOT_SET ->
          throw Refusal.ofField("content", "is missing; send either gist or photo");
    };
  }

  private Submission.Put gist(CreateGistRequest request) {
    int size = request.getCodeFingerprint().size();
    if (size != CodeFingerprint.BYTES) {
      throw Refusal.ofField(
          "code_fingerprint",
          "has " + size + " bytes; with gist, " + CodeFingerprint.BYTES + " are needed");
    }
    CodeFingerprint code = CodeFingerprint.of(request.getCodeFingerprint().toByteArray());
    return checked(code, known(request.getGist()));
  }

  /** Without fields of later versions, which must not change the digest. */
  private static Gist known(Gist gist) {
    Gist.Builder known = gist.toBuilder().setUnknownFields(UnknownFieldSet.getDefaultInstance());
    for (int i = 0; i < known.getLayersCount(); i++) {
      known.getLayersBuilder(i).setUnknownFields(UnknownFieldSet.getDefaultInstance());
    }
    return known.build();
  }

  private Submission.Put checked(CodeFingerprint code, Gist gist) {
    GistRules rules = packs.requireRules(code);
    rules
        .check(gist, maxGistBytes)
        .ifPresent(
            fault -> {
              throw fault.toRefusal();
            });
    return Submission.Put.of(0, code, gist);
  }

  private Submission.Put photo(CreateGistRequest request) {
    byte[] photo = request.getPhoto().toByteArray();
    if (photo.length > MAX_PHOTO_BYTES) {
      throw Refusal.of(
          ErrorReason.ERROR_REASON_PHOTO_UNREADABLE,
          "photo has " + photo.length + " bytes; at most " + MAX_PHOTO_BYTES + " are allowed");
    }
    ServedPack pack = packs.requireCurrent();
    try {
      io.gistwire.codec.Gist encoded = pack.encode(photo, options(request));
      // Of a picture that could be read, both sides are known and at most 65,535.
      PhotoMetadata file = PhotoMetadata.read(photo);
      Gist.Builder gist =
          WireGists.toWire(encoded)
              .setPhotoWidthPixels((int) file.widthPixels())
              .setPhotoHeightPixels((int) file.heightPixels());
      if (request.hasCaptureTime()) {
        gist.setCaptureTimeMillis(Timestamps.toMillis(checkedTime(request)));
      }
      return checked(pack.fingerprint(), gist.build());
    } catch (UnreadablePhotoException e) {
      throw Refusal.of(ErrorReason.ERROR_REASON_PHOTO_UNREADABLE, e.getMessage());
    } catch (PackException | EngineFailure e) {
      throw Refusal.of(
              ErrorReason.ERROR_REASON_MODEL_MISSING,
              "photos cannot be encoded here: " + e.getMessage())
          .with("pack", pack.name());
    }
  }

  private static com.google.protobuf.Timestamp checkedTime(CreateGistRequest request) {
    if (!Timestamps.isValid(request.getCaptureTime())) {
      throw Refusal.ofField("capture_time", "is no time from the years 1 to 9999");
    }
    return request.getCaptureTime();
  }

  private static EncodeOptions options(CreateGistRequest request) {
    EncodeOptions options = EncodeOptions.defaults().withLayers(layers(request));
    String caption = request.getCaption();
    if (caption.getBytes(StandardCharsets.UTF_8).length > MAX_CAPTION_BYTES) {
      throw Refusal.ofField("caption", "is longer than " + MAX_CAPTION_BYTES + " bytes of UTF-8");
    }
    return caption.isEmpty() ? options : options.withCaption(caption);
  }

  private static Set<io.gistwire.codec.LayerKind> layers(CreateGistRequest request) {
    if (request.getLayersCount() == 0) {
      return EncodeOptions.defaults().layers();
    }
    Set<io.gistwire.codec.LayerKind> layers = EnumSet.noneOf(io.gistwire.codec.LayerKind.class);
    for (LayerKind kind : request.getLayersList()) {
      if (kind == LayerKind.UNRECOGNIZED || kind == LayerKind.LAYER_KIND_UNSPECIFIED) {
        throw Refusal.ofField("layers", "names a kind of layer that does not exist");
      }
      layers.add(io.gistwire.codec.LayerKind.values()[kind.getNumber() - 1]);
    }
    return layers;
  }
}
