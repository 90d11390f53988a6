package io.gistwire.client.camera;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gistwire.codec.CodeFingerprint;
import io.gistwire.codec.Gist;
import io.gistwire.codec.Layer;
import io.gistwire.codec.LayerKind;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MeaningGateTest {
  private static final CodeFingerprint PACK = CodeFingerprint.of(new byte[8]);

  private final MeaningGate gate = new MeaningGate(GateSettings.DEFAULT, MeaningDistance.ofCodes());

  @Test
  void the_first_frame_is_sent() {
    assertEquals(MeaningGate.Verdict.FIRST, gate.judge(frame(1, 1, 1, 1), 0));
  }

  @Test
  void a_frame_that_states_the_same_is_held_back() {
    gate.judge(frame(1, 1, 1, 1), 0);
    assertEquals(MeaningGate.Verdict.HELD_ALIKE, gate.judge(frame(1, 1, 1, 9), 5_000));
    assertEquals(MeaningGate.Verdict.HELD_ALIKE, gate.judge(frame(1, 1, 9, 9), 6_000));
  }

  @Test
  void a_frame_whose_coarse_stages_differ_is_sent() {
    gate.judge(frame(1, 1, 1, 1), 0);
    assertEquals(MeaningGate.Verdict.MOVED, gate.judge(frame(1, 2, 1, 1), 5_000));
    assertEquals(MeaningGate.Verdict.MOVED, gate.judge(frame(3, 2, 1, 1), 7_000));
  }

  @Test
  void slow_drift_is_measured_from_the_last_frame_sent_not_from_the_last_seen() {
    MeaningDistance first = (a, b) -> Math.abs(code(a) - code(b)) / 255.0;
    MeaningGate drifting = new MeaningGate(new GateSettings(0.1, 0, 0), first);
    int sent = 0;
    for (int i = 0; i < 256; i++) {
      sent += drifting.judge(frame(i, 0, 0, 0), i).isSent() ? 1 : 0;
    }
    assertEquals(10, sent);
  }

  @Test
  void news_too_soon_is_held_back_and_sent_when_it_stays() {
    gate.judge(frame(1, 1, 1, 1), 0);
    assertEquals(MeaningGate.Verdict.HELD_TOO_SOON, gate.judge(frame(2, 1, 1, 1), 500));
    assertEquals(MeaningGate.Verdict.MOVED, gate.judge(frame(2, 1, 1, 1), 1_000));
  }

  @Test
  void silence_is_broken_by_a_heartbeat_gist() {
    gate.judge(frame(1, 1, 1, 1), 0);
    assertEquals(MeaningGate.Verdict.HELD_ALIKE, gate.judge(frame(1, 1, 1, 1), 59_999));
    assertEquals(MeaningGate.Verdict.HEARTBEAT, gate.judge(frame(1, 1, 1, 1), 60_000));
  }

  @Test
  void frames_of_another_pack_are_news() {
    gate.judge(frame(1, 1, 1, 1), 0);
    Gist other =
        Gist.of(
            CodeFingerprint.parse("1111111111111111"),
            List.of(Layer.of(LayerKind.EMBEDDING, new byte[] {1, 1, 1, 1})));
    assertEquals(MeaningGate.Verdict.MOVED, gate.judge(other, 2_000));
  }

  /** An hour at a frame a second of a scene that changes every five minutes. */
  @Test
  void a_quiet_scene_costs_its_changes_and_its_heartbeats() {
    Random random = new Random(3);
    int sent = 0;
    for (int second = 0; second < 3_600; second++) {
      int scene = second / 300;
      sent +=
          gate.judge(frame(scene, 7, random.nextInt(4), random.nextInt(256)), second * 1_000L)
                  .isSent()
              ? 1
              : 0;
    }
    assertTrue(sent >= 12 && sent <= 72, sent + " of 3600 frames were sent");
  }

  private static int code(Gist gist) {
    return gist.layer(LayerKind.EMBEDDING).orElseThrow().toByteArray()[0] & 0xff;
  }

  private static Gist frame(int... code) {
    byte[] bytes = new byte[code.length];
    for (int i = 0; i < code.length; i++) {
      bytes[i] = (byte) code[i];
    }
    return Gist.of(PACK, List.of(Layer.of(LayerKind.EMBEDDING, bytes)));
  }
}
