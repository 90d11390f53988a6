package io.gistwire.server.search;

import static io.gistwire.server.refusal.Refusals.assertRefused;

import com.google.protobuf.ByteString;
import io.gistwire.proto.v1.Embedding;
import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.Query;
import io.gistwire.proto.v1.QueryTerm;
import io.gistwire.proto.v1.SearchHit;
import io.gistwire.proto.v1.SearchRequest;
import io.gistwire.proto.v1.SearchResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Searches over gRPC on a real, tiny server, one for all tests of a class. */
abstract class SearchOnTinyServer {
  static final Path PHOTO =
      Path.of("../models/src/test/resources/io/gistwire/models/picture/files/rgb.png");

  @TempDir static Path folder;
  static TinyServer server;

  @BeforeAll
  static void open() throws Exception {
    server = new TinyServer(folder.resolve("data"));
  }

  @AfterAll
  static void close() throws Exception {
    server.close();
  }

  static QueryTerm text(String text) {
    return QueryTerm.newBuilder().setText(text).build();
  }

  static QueryTerm code(byte[] code) {
    return QueryTerm.newBuilder().setCode(ByteString.copyFrom(code)).build();
  }

  static SearchRequest.Builder request(QueryTerm... terms) {
    return SearchRequest.newBuilder().setQuery(Query.newBuilder().addAllTerms(List.of(terms)));
  }

  static List<String> names(SearchResponse response) {
    return response.getHitsList().stream().map(SearchHit::getName).collect(Collectors.toList());
  }

  static String put(String tenant, byte[] code, String caption) {
    return server.put(tenant, "cam", server.gist(code, caption, 1_000_000));
  }

  /** Some gists of a tenant that look like nothing in particular. */
  static List<String> fill(String tenant, int count) {
    List<Gist> gists = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      gists.add(server.gist(server.randomCode(), null, 1_000_000 + i * 1000L));
    }
    return server.putAll(tenant, "cam", gists);
  }

  static QueryTerm embedding(int numbers, float value) {
    Embedding.Builder embedding = Embedding.newBuilder();
    for (int i = 0; i < numbers; i++) {
      embedding.addValues(value);
    }
    return QueryTerm.newBuilder().setEmbedding(embedding).build();
  }

  static void refuse(String expected, Consumer<SearchRequest.Builder> change) {
    SearchRequest.Builder request = request(text("a dog"));
    change.accept(request);
    assertRefused(expected, () -> server.search("bad").search(request.build()));
  }
}
