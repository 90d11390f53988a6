package io.gistwire.cli.demo;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.gistwire.cli.output.Quantity;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The demonstration as one self-contained HTML page: what the templates of {@code src/main/jte}
 * print, as text. The templates escape.
 */
final class DemoPage {
  private final DemoResult result;
  private final String style;

  /** A value and what it is. */
  record Line(String what, String value) {}

  /** A search or an alert and its photos; the remark follows the quoted text. */
  record Row(String text, String remark, List<Tile> tiles) {}

  /** A photo in a row; its picture as a data URI. */
  record Tile(String picture, String name, String score) {}

  /** A class, and its share of the largest class. */
  record Bar(String label, long percent, long photos) {}

  /** One photo and all that was received of it; the map is null where there is none. */
  record Photo(
      String name,
      String picture,
      int width,
      int height,
      String shape,
      @Nullable LabelMapView map,
      String caption,
      List<String> labels,
      List<Line> sizes) {}

  private DemoPage(DemoResult result) throws IOException {
    this.result = result;
    try (InputStream in = DemoPage.class.getResourceAsStream("demo.css")) {
      style = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** The whole page. */
  static String render(DemoResult result) throws IOException {
    TemplateEngine templates =
        TemplateEngine.createPrecompiled(
            null,
            ContentType.Html,
            DemoPage.class.getClassLoader(),
            DemoPage.class.getPackageName());
    StringOutput out = new StringOutput();
    templates.render("demoPage.jte", new DemoPage(result), out);
    return out.toString();
  }

  String style() {
    return style;
  }

  int photoCount() {
    return result.photos().size();
  }

  String bitsPerSecond() {
    return String.format(Locale.ROOT, "%,d", result.link().bitsPerSecond());
  }

  boolean hasMaps() {
    return result.mapBytes() > 0;
  }

  List<Line> figures() {
    List<Line> figures = new ArrayList<>();
    figures.add(new Line("layer bytes of all gists", Quantity.bytes(result.gistBytes())));
    if (hasMaps()) {
      figures.add(new Line("of them for the label maps", Quantity.bytes(result.mapBytes())));
    }
    figures.add(
        new Line(
            "sent at IP level, TCP and HTTP/2 included",
            Quantity.bytes(result.link().upIpBytes())));
    figures.add(
        new Line("from connecting to the last ack", Quantity.seconds(result.link().seconds())));
    figures.add(new Line("the same photos as JPEG", Quantity.bytes(result.jpegBytes())));
    figures.add(new Line("that the JPEGs would need", Quantity.seconds(result.jpegSeconds())));
    double percent = 100.0 * result.gistBytes() / result.jpegBytes();
    figures.add(new Line("of JPEG's bytes", String.format(Locale.ROOT, "%.2f %%", percent)));
    figures.add(
        new Line(
            "to encode a photo", String.format(Locale.ROOT, "%.0f ms", result.encodeMillis())));
    return figures;
  }

  List<Row> searches() {
    return result.searches().stream()
        .map(
            found ->
                new Row(
                    found.text(),
                    "",
                    found.hits().stream().map(hit -> tile(hit.photo(), hit.score())).toList()))
        .toList();
  }

  /** One row, or none where no alert was raised. */
  List<Row> alerts() {
    if (result.alerts().isEmpty()) {
      return List.of();
    }
    return List.of(
        new Row(
            result.alerts().get(0).watch(),
            " raised alerts while the photos were received",
            result.alerts().stream().map(alert -> tile(alert.photo(), alert.score())).toList()));
  }

  private Tile tile(int photo, double score) {
    DemoPhoto shown = result.photos().get(photo);
    return new Tile(dataUri(shown.jpeg()), shown.name(), String.format(Locale.ROOT, "%.2f", score));
  }

  List<Bar> classes() {
    long most = result.classes().stream().mapToLong(DemoResult.Counted::photos).max().orElse(0);
    return result.classes().stream()
        .map(
            counted ->
                new Bar(
                    counted.label(),
                    most == 0 ? 0 : 100 * counted.photos() / most,
                    counted.photos()))
        .toList();
  }

  List<Photo> photos() {
    return result.photos().stream().map(DemoPage::photo).toList();
  }

  private static Photo photo(DemoPhoto photo) {
    int width = photo.widthPixels();
    int height = photo.heightPixels();
    return new Photo(
        photo.name(),
        dataUri(photo.jpeg()),
        width,
        height,
        String.format(Locale.ROOT, "%.4f", (double) width / height),
        photo.map().isEmpty() ? null : new LabelMapView(photo.map(), width, height),
        photo.caption(),
        photo.labels(),
        sizes(photo));
  }

  private static List<Line> sizes(DemoPhoto photo) {
    List<Line> sizes = new ArrayList<>();
    for (DemoPhoto.LayerSize layer : photo.layers()) {
      String bytes = layer.bytes() == 0 ? "0 B, implied by the code" : layer.bytes() + " B";
      sizes.add(new Line(layer.kind(), bytes));
    }
    sizes.add(new Line("JPEG", Quantity.bytes(photo.jpeg().length)));
    if (photo.webpBytes() >= 0) {
      sizes.add(new Line("WebP", Quantity.bytes(photo.webpBytes())));
    }
    return sizes;
  }

  private static String dataUri(byte[] jpeg) {
    return "data:image/jpeg;base64," + Base64.getEncoder().encodeToString(jpeg);
  }
}
