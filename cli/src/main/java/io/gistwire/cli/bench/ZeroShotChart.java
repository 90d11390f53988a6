package io.gistwire.cli.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws accuracy against bytes. */
final class ZeroShotChart {
  private ZeroShotChart() {}

  static void write(List<RatePoint> points, Path png) throws IOException {
    XYChart chart =
        new XYChartBuilder()
            .width(1000)
            .height(620)
            .title("Zero-shot accuracy against bytes of a photo")
            .xAxisTitle("bytes a photo")
            .yAxisTitle("accuracy, %")
            .build();
    chart.getStyler().setXAxisLogarithmic(true);
    chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideE);
    chart.getStyler().setDefaultSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
    chart.getStyler().setMarkerSize(8);
    byMethod(points).forEach((method, list) -> add(chart, method, list));
    BitmapEncoder.saveBitmap(chart, png.toString(), BitmapEncoder.BitmapFormat.PNG);
  }

  private static Map<String, List<RatePoint>> byMethod(List<RatePoint> points) {
    Map<String, List<RatePoint>> series = new LinkedHashMap<>();
    for (RatePoint point : points) {
      series.computeIfAbsent(point.method(), method -> new ArrayList<>()).add(point);
    }
    return series;
  }

  private static void add(XYChart chart, String method, List<RatePoint> points) {
    XYSeries series =
        chart.addSeries(
            method,
            points.stream().map(RatePoint::meanBytes).toList(),
            points.stream().map(point -> 100 * point.accuracy()).toList());
    if (method.equals(ZeroShotBench.CODES)) {
      series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Line);
      series.setMarker(SeriesMarkers.DIAMOND);
    }
  }
}
