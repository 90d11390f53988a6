package io.gistwire.cli.demo;

import io.gistwire.cli.picture.PictureCodec;
import io.gistwire.client.GistMessages;
import io.gistwire.client.GistwireClient;
import io.gistwire.codec.Gist;
import io.gistwire.codec.GistFormatException;
import io.gistwire.codec.UnreadablePhotoException;
import io.gistwire.codec.map.SemanticMap;
import io.gistwire.models.ModelPack;
import io.gistwire.models.manifest.PhotoOperation;
import io.gistwire.models.picture.PhotoReader;
import io.gistwire.models.picture.Picture;
import io.gistwire.proto.v1.Alert;
import io.gistwire.proto.v1.ClassLabel;
import io.gistwire.proto.v1.ClassifyRequest;
import io.gistwire.proto.v1.ClassifyResponse;
import io.gistwire.proto.v1.DescribeGistRequest;
import io.gistwire.proto.v1.DescribeGistResponse;
import io.gistwire.proto.v1.LabelScore;
import io.gistwire.proto.v1.LayerDescription;
import io.gistwire.proto.v1.LayerKind;
import io.gistwire.proto.v1.ListAlertsRequest;
import io.gistwire.proto.v1.SearchHit;
import io.gistwire.proto.v1.StoredGist;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;

/** Queries the server what it knows of the photos; nothing here sees a pixel. */
final class DemoAnswers {
  private static final int HITS = 4;
  private static final int LABELS = 5;
  private static final float WEBP_QUALITY = 0.75f;

  private final ModelPack pack;
  private final GistwireClient client;
  private final Map<String, Integer> photoOfName;

  DemoAnswers(ModelPack pack, GistwireClient client, Map<String, Integer> photoOfName) {
    this.pack = pack;
    this.client = client;
    this.photoOfName = photoOfName;
  }

  List<DemoPhoto> photos(List<DemoPhotos.File> files)
      throws IOException,
          ExecutionException,
          InterruptedException,
          UnreadablePhotoException,
          GistFormatException {
    List<DemoPhoto> photos = new ArrayList<>();
    for (Map.Entry<String, Integer> entry : photoOfName.entrySet()) {
      DescribeGistRequest request =
          DescribeGistRequest.newBuilder().setName(entry.getKey()).setMaxLabels(LABELS).build();
      photos.add(
          photo(
              files.get(entry.getValue()),
              client.gists().describe(request).get(),
              map(client.gists().get(entry.getKey()).get())));
    }
    return photos;
  }

  private LabelMap map(StoredGist stored) throws GistFormatException {
    Gist gist = GistMessages.toGist(stored.getCodeFingerprint(), stored.getGist());
    SemanticMap map = pack.gistReader().semanticMap(gist).orElse(null);
    if (map == null) {
      return LabelMap.NONE;
    }
    List<String> cells =
        Arrays.stream(map.toArray()).mapToObj(label -> pack.labels().get(label).name()).toList();
    boolean square =
        pack.manifest().code().preprocessing().stream()
            .anyMatch(PhotoOperation.CropSquare.class::isInstance);
    return new LabelMap(map.width(), map.height(), cells, square);
  }

  private static DemoPhoto photo(DemoPhotos.File file, DescribeGistResponse said, LabelMap map)
      throws IOException, UnreadablePhotoException {
    List<DemoPhoto.LayerSize> layers = new ArrayList<>();
    for (LayerDescription layer : said.getLayersList()) {
      String kind = layer.getKind().name().replace("LAYER_KIND_", "").toLowerCase(Locale.ROOT);
      boolean isMap = layer.getKind() == LayerKind.LAYER_KIND_SEMANTIC_MAP;
      layers.add(
          new DemoPhoto.LayerSize(
              isMap ? DemoPhoto.MAP : kind.replace('_', ' '), layer.getSizeBytes()));
    }
    Picture upright = PhotoReader.read(file.bytes());
    return new DemoPhoto(
        file.name(),
        file.bytes(),
        upright.width(),
        upright.height(),
        webpBytes(file.bytes()),
        said.getComposedCaption().isEmpty() ? said.getCaption() : said.getComposedCaption(),
        said.getLabelsList().stream().map(LabelScore::getLabel).toList(),
        map,
        layers);
  }

  /** -1 for photos that are beyond ImageIO's readers, which only this comparison uses. */
  private static long webpBytes(byte[] photo) {
    try {
      return PictureCodec.WEBP.available()
          ? PictureCodec.WEBP.encode(PictureCodec.decode(photo), WEBP_QUALITY).length
          : -1;
    } catch (IOException unreadable) {
      return -1;
    }
  }

  List<DemoResult.Found> searches(List<String> texts)
      throws ExecutionException, InterruptedException {
    List<DemoResult.Found> found = new ArrayList<>();
    for (String text : texts) {
      List<DemoResult.Hit> hits = new ArrayList<>();
      for (SearchHit hit : client.search().search(text, HITS).get().getHitsList()) {
        hits.add(
            new DemoResult.Hit(
                Objects.requireNonNull(photoOfName.get(hit.getName())), hit.getScore()));
      }
      found.add(new DemoResult.Found(text, hits));
    }
    return found;
  }

  List<DemoResult.Raised> alerts(String watch) throws ExecutionException, InterruptedException {
    ListAlertsRequest request =
        ListAlertsRequest.newBuilder()
            .setParent("watches/" + DemoRun.WATCH_ID)
            .setPageSize(100)
            .build();
    List<DemoResult.Raised> raised = new ArrayList<>();
    for (Alert alert : client.watches().alerts(request).get().getAlertsList()) {
      raised.add(
          new DemoResult.Raised(
              watch, Objects.requireNonNull(photoOfName.get(alert.getGist())), alert.getScore()));
    }
    return raised;
  }

  List<DemoResult.Counted> classes(List<String> labels)
      throws ExecutionException, InterruptedException {
    ClassifyRequest.Builder request = ClassifyRequest.newBuilder();
    labels.forEach(label -> request.addLabels(ClassLabel.newBuilder().setLabel(label)));
    // An empty filter takes every gist.
    request.getFilterBuilder();
    ClassifyResponse response = client.search().classify(request.build()).get();
    return response.getLabelsList().stream()
        .map(label -> new DemoResult.Counted(label.getLabel(), label.getCount()))
        .toList();
  }
}
