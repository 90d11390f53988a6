package io.gistwire.cli.demo;

import static io.gistwire.cli.demo.Html.escape;

import io.gistwire.cli.output.Quantity;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Writes the demonstration as one self-contained HTML page. */
final class DemoPage {
  private final DemoResult result;
  private final StringBuilder out = new StringBuilder();

  private DemoPage(DemoResult result) {
    this.result = result;
  }

  /** The whole page. */
  static String render(DemoResult result) throws IOException {
    DemoPage page = new DemoPage(result);
    page.head();
    page.summary();
    page.searches();
    page.alerts();
    page.classes();
    page.photos();
    page.out.append("</main></body></html>\n");
    return page.out.toString();
  }

  private void head() throws IOException {
    out.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
        .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
        .append("<title>Gistwire: what arrived</title><style>")
        .append(style())
        .append("</style></head><body><main>\n<h1>What arrived</h1>\n");
  }

  private static String style() throws IOException {
    try (InputStream in = DemoPage.class.getResourceAsStream("demo.css")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private void summary() {
    out.append("<p class=\"lead\">")
        .append(result.photos().size())
        .append(" photos went over a link of ")
        .append(String.format(Locale.ROOT, "%,d", result.link().bitsPerSecond()))
        .append(
            " bit/s. No pixel crossed it: the pictures here are the sender's own, beside what the server knows of them.</p>\n<dl class=\"figures\">");
    figure(Quantity.bytes(result.gistBytes()), "layer bytes of all gists");
    if (result.mapBytes() > 0) {
      figure(Quantity.bytes(result.mapBytes()), "of them for the label maps");
    }
    figure(Quantity.bytes(result.link().upIpBytes()), "sent at IP level, TCP and HTTP/2 included");
    figure(Quantity.seconds(result.link().seconds()), "from connecting to the last ack");
    figure(Quantity.bytes(result.jpegBytes()), "the same photos as JPEG");
    figure(Quantity.seconds(result.jpegSeconds()), "that the JPEGs would need");
    figure(
        String.format(Locale.ROOT, "%.2f %%", 100.0 * result.gistBytes() / result.jpegBytes()),
        "of JPEG's bytes");
    figure(String.format(Locale.ROOT, "%.0f ms", result.encodeMillis()), "to encode a photo");
    out.append("</dl>\n");
  }

  private void figure(String value, String what) {
    out.append("<div><dt>")
        .append(escape(what))
        .append("</dt><dd>")
        .append(escape(value))
        .append("</dd></div>");
  }

  private void searches() {
    out.append("<h2>Searched</h2>\n");
    for (DemoResult.Found found : result.searches()) {
      out.append("<section class=\"row\"><h3>&ldquo;")
          .append(escape(found.text()))
          .append("&rdquo;</h3>");
      for (DemoResult.Hit hit : found.hits()) {
        tile(hit.photo(), String.format(Locale.ROOT, "%.2f", hit.score()));
      }
      out.append("</section>\n");
    }
  }

  private void alerts() {
    out.append("<h2>Watched</h2>\n");
    if (result.alerts().isEmpty()) {
      out.append("<p>The watch raised no alert on these photos.</p>\n");
      return;
    }
    out.append("<section class=\"row\"><h3>&ldquo;")
        .append(escape(result.alerts().get(0).watch()))
        .append("&rdquo; fired while the photos came in</h3>");
    for (DemoResult.Raised alert : result.alerts()) {
      tile(alert.photo(), String.format(Locale.ROOT, "%.2f", alert.score()));
    }
    out.append("</section>\n");
  }

  private void tile(int photo, String note) {
    out.append("<figure><img src=\"")
        .append(Html.dataUri(result.photos().get(photo).jpeg()))
        .append("\" alt=\"")
        .append(escape(result.photos().get(photo).name()))
        .append("\"><figcaption>")
        .append(escape(note))
        .append("</figcaption></figure>");
  }

  private void classes() {
    long most = result.classes().stream().mapToLong(DemoResult.Counted::photos).max().orElse(0);
    out.append("<h2>Classified on codes</h2>\n<table class=\"bars\">");
    for (DemoResult.Counted counted : result.classes()) {
      long percent = most == 0 ? 0 : 100 * counted.photos() / most;
      out.append("<tr><th>")
          .append(escape(counted.label()))
          .append("</th><td><span style=\"width:")
          .append(percent)
          .append("%\"></span></td><td>")
          .append(counted.photos())
          .append("</td></tr>");
    }
    out.append("</table>\n");
  }

  private void photos() {
    out.append("<h2>Photo by photo</h2>\n");
    if (result.mapBytes() > 0) {
      out.append(
          "<p>Colours over a photo are its label map as it arrived: what stands where, as far as the pack can tell.</p>\n");
    }
    out.append("<div class=\"photos\">\n");
    for (DemoPhoto photo : result.photos()) {
      photo(photo);
    }
    out.append("</div>\n");
  }

  private void photo(DemoPhoto photo) {
    out.append("<article>");
    picture(photo);
    out.append("<div>");
    if (!photo.map().isEmpty()) {
      out.append(new LabelMapView(photo.map()).legend());
    }
    out.append("<p class=\"caption\">")
        .append(escape(photo.caption()))
        .append("</p><p class=\"labels\">");
    for (String label : photo.labels()) {
      out.append("<span>").append(escape(label)).append("</span>");
    }
    out.append("</p>");
    sizes(photo);
    out.append("<p class=\"name\">").append(escape(photo.name())).append("</p></div></article>\n");
  }

  /** The photo in its own shape, what stands where laid over it. */
  private void picture(DemoPhoto photo) {
    out.append(
        String.format(
            Locale.ROOT,
            "<div class=\"frame\"><div class=\"picture\" style=\"aspect-ratio:%d/%d;--shape:%.4f\">",
            photo.widthPixels(),
            photo.heightPixels(),
            (double) photo.widthPixels() / photo.heightPixels()));
    out.append("<img src=\"").append(Html.dataUri(photo.jpeg())).append("\" alt=\"\">");
    if (!photo.map().isEmpty()) {
      out.append(new LabelMapView(photo.map()).grid(photo.widthPixels(), photo.heightPixels()));
    }
    out.append("</div></div>");
  }

  private void sizes(DemoPhoto photo) {
    out.append("<table class=\"sizes\">");
    for (DemoPhoto.LayerSize layer : photo.layers()) {
      size(layer.kind(), layer.bytes() == 0 ? "0 B, implied by the code" : layer.bytes() + " B");
    }
    size("JPEG", Quantity.bytes(photo.jpeg().length));
    if (photo.webpBytes() >= 0) {
      size("WebP", Quantity.bytes(photo.webpBytes()));
    }
    out.append("</table>");
  }

  private void size(String what, String bytes) {
    out.append("<tr><th>")
        .append(escape(what))
        .append("</th><td>")
        .append(escape(bytes))
        .append("</td></tr>");
  }
}
