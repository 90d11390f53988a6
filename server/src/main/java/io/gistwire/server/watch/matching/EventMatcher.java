package io.gistwire.server.watch.matching;

import com.google.protobuf.ByteString;
import io.gistwire.codec.CodeFingerprint;
import io.gistwire.codec.GistFormatException;
import io.gistwire.codec.quantizer.Quantizer;
import io.gistwire.proto.v1.Gist;
import io.gistwire.proto.v1.Layer;
import io.gistwire.proto.v1.LayerKind;
import io.gistwire.server.index.CaptionStems;
import io.gistwire.server.ledger.GistKey;
import io.gistwire.server.packindex.PackIndex;
import io.gistwire.server.packindex.PackIndexes;
import io.gistwire.server.watch.expression.CaptionExpression;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Gathers gists into lanes and runs the watches over them. Labels and words are matched gist by
 * gist. Not thread-safe.
 */
final class EventMatcher {
  private record Lane(String tenant, CodeFingerprint fingerprint, int codeBytes) {}

  private final PackIndexes indexes;
  private final WatchSet watches;
  private final CodeMatcher codes;
  private final CaptionStems stems;
  private final Consumer<WatchMatch> matches;
  private final Map<Lane, CodeLane> lanes = new HashMap<>();

  EventMatcher(
      PackIndexes indexes,
      WatchSet watches,
      SketchBook sketches,
      CaptionStems stems,
      Consumer<WatchMatch> matches) {
    this.indexes = indexes;
    this.watches = watches;
    this.codes = new CodeMatcher(sketches);
    this.stems = stems;
    this.matches = matches;
  }

  /** Takes a code in; it is matched when its lane is full, or at {@link #finish}. */
  void addCode(GistKey key, CodeFingerprint fingerprint, Gist gist, long captured, long position) {
    String tenant = key.epoch().source().tenant();
    if (watches.vectors(tenant, fingerprint).isEmpty()) {
      return;
    }
    Quantizer quantizer = indexes.find(fingerprint).orElseThrow().pack().quantizer();
    byte[] code = code(gist, quantizer);
    if (code.length == 0) {
      return;
    }
    Lane place = new Lane(tenant, fingerprint, code.length);
    CodeLane lane = lanes.computeIfAbsent(place, fresh -> new CodeLane(code.length));
    lane.add(key, code, quantizer.inverseNorm(code, 0, code.length), captured, position);
    if (lane.isFull()) {
      run(place, lane);
    }
  }

  private static byte[] code(Gist gist, Quantizer quantizer) {
    for (Layer layer : gist.getLayersList()) {
      if (layer.getKind() == LayerKind.LAYER_KIND_EMBEDDING) {
        return checked(layer.getData(), quantizer);
      }
    }
    return new byte[0];
  }

  private static byte[] checked(ByteString data, Quantizer quantizer) {
    byte[] code = data.toByteArray();
    try {
      return code.length > quantizer.codeBytes() || quantizer.check(code, 0, code.length) == 0
          ? new byte[0]
          : code;
    } catch (GistFormatException e) {
      return new byte[0];
    }
  }

  /** Matches what is left in lanes. */
  void finish() {
    List<Map.Entry<Lane, CodeLane>> left = new ArrayList<>(lanes.entrySet());
    left.forEach(entry -> run(entry.getKey(), entry.getValue()));
  }

  private void run(Lane place, CodeLane lane) {
    codes.match(lane, watches.vectors(place.tenant(), place.fingerprint()), matches);
    lane.count = 0;
  }

  /** Matches labels at once. */
  void addLabels(
      GistKey key, CodeFingerprint fingerprint, Gist gist, long captured, long position) {
    String tenant = key.epoch().source().tenant();
    List<CompiledWatch> candidates = watches.labels(tenant, fingerprint);
    if (candidates.isEmpty()) {
      return;
    }
    PackIndex packIndex = indexes.find(fingerprint).orElseThrow();
    int[] labels = packIndex.decoding().labels(gist);
    for (CompiledWatch watch : candidates) {
      CompiledCondition.Labels wanted = (CompiledCondition.Labels) watch.condition();
      List<String> found = new ArrayList<>();
      for (int label : labels) {
        int at = wanted.numbers().indexOf(label);
        if (at >= 0) {
          found.add(wanted.names().get(at));
        }
      }
      if (!found.isEmpty() && watch.looksAt(key.epoch().source().source(), position)) {
        matches.accept(new WatchMatch(watch, key, captured, 1, 1, found));
      }
    }
  }

  /** Matches words of the caption at once. Slow where a watch looks: the caption is read. */
  void addCaption(
      GistKey key, CodeFingerprint fingerprint, Gist gist, long captured, long position) {
    String tenant = key.epoch().source().tenant();
    String source = key.epoch().source().source();
    List<CompiledWatch> candidates =
        watches.captions(tenant, fingerprint).stream()
            .filter(watch -> watch.looksAt(source, position))
            .toList();
    if (candidates.isEmpty()) {
      return;
    }
    PackIndex packIndex = indexes.find(fingerprint).orElseThrow();
    String caption = packIndex.captions().read(key, gist).text();
    if (caption.isEmpty()) {
      return;
    }
    List<String> words = stems.of(caption);
    for (CompiledWatch watch : candidates) {
      CaptionExpression expression = ((CompiledCondition.Caption) watch.condition()).expression();
      if (expression.matches(words)) {
        matches.accept(new WatchMatch(watch, key, captured, 1, 1, expression.found(words)));
      }
    }
  }
}
