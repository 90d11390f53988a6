package io.gistwire.models.engine;

import java.util.Map;

/**
 * The engine's settings, in one place. They must stand before the first class of the runtime is
 * touched; what the user has set already stays.
 */
final class EngineSettings {
  // One thread a call: with two, a call on a busy two-core machine took 238 ms instead of 18 ms.
  // The graph optimiser would re-specialise for every new batch shape.
  private static final Map<String, String> SETTINGS =
      Map.of(
          "ai.djl.offline", "true",
          "OPT_OUT_TRACKING", "true",
          "ai.djl.default_engine", "PyTorch",
          "ai.djl.pytorch.num_threads", "1",
          "ai.djl.pytorch.num_interop_threads", "1",
          "ai.djl.pytorch.graph_optimizer", "false");

  private EngineSettings() {}

  static void apply() {
    for (Map.Entry<String, String> setting : SETTINGS.entrySet()) {
      if (System.getProperty(setting.getKey()) == null) {
        System.setProperty(setting.getKey(), setting.getValue());
      }
    }
  }
}
