package io.gistwire.server.search;

import com.google.protobuf.ByteString;
import io.gistwire.codec.CodeFingerprint;
import io.gistwire.codec.quantizer.Quantizer;
import io.gistwire.proto.v1.CreateGistRequest;
import io.gistwire.proto.v1.Filter;
import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.GistServiceGrpc;
import io.gistwire.proto.v1.Layer;
import io.gistwire.proto.v1.LayerKind;
import io.gistwire.proto.v1.ListGistsRequest;
import io.gistwire.proto.v1.Query;
import io.gistwire.proto.v1.QueryTerm;
import io.gistwire.proto.v1.SearchHit;
import io.gistwire.proto.v1.SearchRequest;
import io.gistwire.proto.v1.SearchResponse;
import io.gistwire.proto.v1.SearchServiceGrpc;
import io.gistwire.server.index.Figures;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.ZipFile;

/**
 * Recall through the whole road: a running server encodes real photos, stores their gists, and is
 * asked for each by its captions. With captions stored (the first of each photo), also the words
 * alone and both together are asked, by the other captions.
 *
 * <pre>
 * java -cp ... io.gistwire.server.search.RecallBench HOST:PORT PHOTOS CAPTIONS.tsv SPLIT CAPTIONS_EACH
 *     none|store [JSON] [COMMIT]
 * </pre>
 *
 * <p>The table has the columns file, split and caption. PHOTOS is a zip of them, or a folder with
 * {@code vectors.f32} (the image encoder's raw vectors of the split's photos, float32, in the
 * table's order) and the pack's {@code codebooks.bin}: then the photos' networks need not run, and
 * the pack's code fingerprint follows as the last argument. "-" asks for what an earlier run
 * stored.
 */
public final class RecallBench {
  private static final int[] AT = {1, 5, 10};
  private static final String SOURCE = "sources/recall";
  private static final int MAX_MESSAGE = 64 << 20;

  private final GistServiceGrpc.GistServiceBlockingStub gists;
  private final SearchServiceGrpc.SearchServiceBlockingStub search;
  private final Map<String, List<String>> captions = new LinkedHashMap<>();
  private final Map<String, String> names = new HashMap<>();
  private final Figures figures = new Figures("recall");

  private RecallBench(ManagedChannel channel) {
    this.gists = GistServiceGrpc.newBlockingStub(channel);
    this.search = SearchServiceGrpc.newBlockingStub(channel);
  }

  /** Runs it. */
  public static void main(String[] arguments) throws Exception {
    ManagedChannel channel =
        NettyChannelBuilder.forTarget(arguments[0])
            .usePlaintext()
            .maxInboundMessageSize(MAX_MESSAGE)
            .build();
    RecallBench bench = new RecallBench(channel);
    boolean storesCaptions = arguments[5].equals("store");
    bench.readCaptions(Path.of(arguments[2]), arguments[3]);
    Path photos = Path.of(arguments[1]);
    if (arguments[1].equals("-")) {
      bench.takeStored();
    } else if (Files.isDirectory(photos)) {
      bench.sendCodes(photos, arguments[8]);
    } else {
      bench.send(photos, storesCaptions);
    }
    int each = Integer.parseInt(arguments[4]);
    bench.ask("t2i", each, storesCaptions ? 1 : 0, 0);
    if (storesCaptions) {
      bench.ask("words", each, 1, 1);
      bench.ask("hybrid", each, 1, 0.5f);
    }
    if (arguments.length > 6) {
      bench.figures.write(Path.of(arguments[6]), arguments.length > 7 ? arguments[7] : "unknown");
    }
    channel.shutdownNow();
  }

  private void readCaptions(Path table, String split) throws Exception {
    for (String line : Files.readAllLines(table, StandardCharsets.UTF_8)) {
      String[] columns = line.split("\t");
      if (columns.length == 3 && columns[1].equals(split)) {
        captions.computeIfAbsent(columns[0], file -> new ArrayList<>()).add(columns[2]);
      }
    }
  }

  /** The gists of an earlier run: they are the source's first ones, in the table's order. */
  private void takeStored() {
    String first =
        gists
            .listGists(ListGistsRequest.newBuilder().setParent(SOURCE).setPageSize(1).build())
            .getGists(0)
            .getName();
    String prefix = first.substring(0, first.lastIndexOf('-') + 1);
    captions.keySet().forEach(file -> names.put(prefix + (names.size() + 1), file));
  }

  private void send(Path photos, boolean storesCaptions) throws Exception {
    try (ZipFile zip = new ZipFile(photos.toFile())) {
      for (String file : captions.keySet()) {
        CreateGistRequest.Builder request =
            CreateGistRequest.newBuilder()
                .setParent(SOURCE)
                .setRequestId(file.replaceAll("[^a-zA-Z0-9]", "-"))
                .addLayers(LayerKind.LAYER_KIND_EMBEDDING)
                .setPhoto(
                    ByteString.copyFrom(zip.getInputStream(zip.getEntry(file)).readAllBytes()));
        if (storesCaptions) {
          request.addLayers(LayerKind.LAYER_KIND_CAPTION).setCaption(captions.get(file).get(0));
        }
        names.put(gists.createGist(request.build()).getGist().getName(), file);
        if (names.size() % 100 == 0) {
          System.out.println(names.size() + " photos sent");
        }
      }
    }
  }

  private void sendCodes(Path folder, String fingerprint) throws Exception {
    Quantizer quantizer = Quantizer.load(Files.readAllBytes(folder.resolve("codebooks.bin")));
    ByteBuffer floats =
        ByteBuffer.wrap(Files.readAllBytes(folder.resolve("vectors.f32")))
            .order(ByteOrder.LITTLE_ENDIAN);
    ByteString code = ByteString.copyFrom(CodeFingerprint.parse(fingerprint).toByteArray());
    for (String file : captions.keySet()) {
      float[] vector = new float[quantizer.dimension()];
      for (int j = 0; j < vector.length; j++) {
        vector[j] = floats.getFloat();
      }
      Layer embedding =
          Layer.newBuilder()
              .setKind(LayerKind.LAYER_KIND_EMBEDDING)
              .setData(ByteString.copyFrom(quantizer.encode(vector)))
              .build();
      CreateGistRequest request =
          CreateGistRequest.newBuilder()
              .setParent(SOURCE)
              .setCodeFingerprint(code)
              .setGist(Gist.newBuilder().addLayers(embedding))
              .build();
      names.put(gists.createGist(request).getGist().getName(), file);
    }
  }

  private void ask(String name, int each, int first, float captionShare) {
    int[] found = new int[AT.length];
    int asked = 0;
    for (Map.Entry<String, List<String>> photo : captions.entrySet()) {
      List<String> texts = photo.getValue();
      for (int i = first; i < Math.min(texts.size(), first + each); i++) {
        int rank = rank(photo.getKey(), texts.get(i), captionShare);
        for (int k = 0; k < AT.length; k++) {
          found[k] += rank <= AT[k] ? 1 : 0;
        }
        asked++;
      }
    }
    for (int k = 0; k < AT.length; k++) {
      figures.add(name + "_recall_at_" + AT[k] + "_grpc", 100.0 * found[k] / asked, "%", "higher");
    }
    System.out.printf(Locale.ROOT, "%d queries%n", asked);
  }

  private int rank(String file, String text, float captionShare) {
    Query.Builder query = Query.newBuilder();
    if (captionShare < 1) {
      query.addTerms(QueryTerm.newBuilder().setText(text));
    }
    if (captionShare > 0) {
      query.setCaptionWords(text.replaceAll("[^\\p{L}\\p{N} ]", " "));
      query.setCaptionShare(captionShare);
    }
    SearchResponse response =
        search.search(
            SearchRequest.newBuilder()
                .setQuery(query)
                .setFilter(Filter.newBuilder().addSources(SOURCE))
                .setPageSize(AT[AT.length - 1])
                .build());
    int rank = 1;
    for (SearchHit hit : response.getHitsList()) {
      if (file.equals(names.get(hit.getName()))) {
        return rank;
      }
      rank++;
    }
    return Integer.MAX_VALUE;
  }
}
