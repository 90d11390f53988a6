package io.gistwire.bench;

import io.gistwire.cli.picture.PictureCodec;
import java.awt.BasicStroke;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws accuracy against bytes; of each codec only what a careful sender would use. */
final class ZeroShotChart {
  private static final Color GIST = new Color(0x0A7D6C);
  private static final Color ORIGINAL = Color.BLACK;
  private static final Color[] COLOURS = {
    new Color(0xC4472B), new Color(0x3B6FC4), new Color(0x9A6A00)
  };
  private static final BasicStroke SOLID = new BasicStroke(2);
  private static final BasicStroke DOTTED =
      new BasicStroke(1.5f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {4, 4}, 0);

  private ZeroShotChart() {}

  static void write(List<RatePoint> points, String title, Path png) throws IOException {
    XYChart chart =
        new XYChartBuilder()
            .width(1000)
            .height(560)
            .title(title)
            .xAxisTitle("mean bytes of a photo (logarithmic)")
            .yAxisTitle("accuracy, %")
            .build();
    style(chart.getStyler());
    add(chart, "gist: 1 to 16 bytes", of(points, ZeroShotBench.CODES), GIST, SOLID);
    for (int i = 0; i < PictureCodec.values().length; i++) {
      PictureCodec codec = PictureCodec.values()[i];
      List<RatePoint> whole = of(points, codec.title() + ZeroShotBench.NATIVE);
      List<RatePoint> any = new ArrayList<>(whole);
      any.addAll(of(points, codec.title() + ZeroShotBench.DOWNSCALED));
      add(chart, codec.title() + ZeroShotBench.NATIVE, RatePoint.best(whole), COLOURS[i], SOLID);
      add(chart, codec.title() + ", best of any size", RatePoint.best(any), COLOURS[i], DOTTED);
    }
    add(chart, ZeroShotBench.AS_THEY_ARE, of(points, ZeroShotBench.AS_THEY_ARE), ORIGINAL, SOLID);
    BitmapEncoder.saveBitmap(chart, png.toString(), BitmapEncoder.BitmapFormat.PNG);
  }

  private static void style(XYStyler styler) {
    styler.setXAxisLogarithmic(true);
    styler.setYAxisMin(0.0);
    styler.setLegendPosition(Styler.LegendPosition.OutsideE);
    styler.setLegendBorderColor(Color.WHITE);
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setPlotBorderVisible(false);
    styler.setMarkerSize(7);
  }

  private static List<RatePoint> of(List<RatePoint> points, String method) {
    return points.stream().filter(point -> point.method().equals(method)).toList();
  }

  private static void add(
      XYChart chart, String name, List<RatePoint> points, Color colour, BasicStroke stroke) {
    if (points.isEmpty()) {
      return;
    }
    XYSeries series =
        chart.addSeries(
            name,
            points.stream().map(RatePoint::meanBytes).toList(),
            points.stream().map(point -> 100 * point.accuracy()).toList());
    series.setLineColor(colour).setLineStyle(stroke);
    series.setMarker(SeriesMarkers.CIRCLE).setMarkerColor(colour);
  }
}
