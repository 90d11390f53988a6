package io.gistwire.server.search;

import com.google.protobuf.ByteString;
import io.gistwire.models.QueryStyle;
import io.gistwire.proto.v1.EmbedPhotoRequest;
import io.gistwire.proto.v1.EmbedPhotoResponse;
import io.gistwire.proto.v1.EmbedTextRequest;
import io.gistwire.proto.v1.EmbedTextResponse;
import io.gistwire.proto.v1.Embedding;
import io.gistwire.server.calls.Call;
import io.gistwire.server.query.QueryPack;
import io.gistwire.server.query.TermReader;
import io.gistwire.server.refusal.Refusal;
import java.util.List;

/** Vectors for clients without a model. */
final class EmbedCalls {
  private static final int MAX_TEXTS = 256;
  private static final int BATCH = 32;

  private EmbedCalls() {}

  static EmbedTextResponse texts(SearchParts parts, Call call, EmbedTextRequest request) {
    QueryPack pack = parts.indexes().require(request.getCodeFingerprint()).pack();
    List<String> texts = request.getTextsList();
    if (texts.isEmpty() || texts.size() > MAX_TEXTS) {
      throw Refusal.ofField(
          "texts", "has " + texts.size() + " texts; 1 to " + MAX_TEXTS + " are allowed");
    }
    for (int i = 0; i < texts.size(); i++) {
      TermReader.checkText("texts[" + i + "]", texts.get(i));
    }
    EmbedTextResponse.Builder response =
        EmbedTextResponse.newBuilder().setCodeFingerprint(fingerprint(pack));
    for (int from = 0; from < texts.size(); from += BATCH) {
      call.check();
      List<String> batch = texts.subList(from, Math.min(texts.size(), from + BATCH));
      vectors(request, pack, batch).forEach(v -> response.addEmbeddings(embedding(v)));
    }
    return response.build();
  }

  private static List<float[]> vectors(
      EmbedTextRequest request, QueryPack pack, List<String> batch) {
    if (!request.hasLabelWeight()) {
      return pack.texts(batch, QueryStyle.AUTO);
    }
    float weight = TermReader.checkLabelWeight("label_weight", request.getLabelWeight());
    return pack.texts(batch, QueryStyle.AUTO, weight);
  }

  static EmbedPhotoResponse photo(SearchParts parts, EmbedPhotoRequest request) {
    QueryPack pack = parts.indexes().require(request.getCodeFingerprint()).pack();
    float[] raw = TermReader.rawPhoto("photo", request.getPhoto(), pack);
    float[] unit = TermReader.unit(raw);
    return EmbedPhotoResponse.newBuilder()
        .setEmbedding(embedding(unit))
        .setCode(ByteString.copyFrom(pack.quantizer().encode(raw)))
        .setCodeFingerprint(fingerprint(pack))
        .build();
  }

  private static ByteString fingerprint(QueryPack pack) {
    return ByteString.copyFrom(pack.fingerprint().toByteArray());
  }

  private static Embedding embedding(float[] vector) {
    Embedding.Builder embedding = Embedding.newBuilder();
    for (float value : vector) {
      embedding.addValues(value);
    }
    return embedding.build();
  }
}
