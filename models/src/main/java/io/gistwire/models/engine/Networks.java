package io.gistwire.models.engine;

import java.io.IOException;
import java.io.InputStream;

/** Loads networks. The first call starts the engine, which takes one to four seconds. */
public final class Networks {
  private Networks() {}

  /**
   * Loads a TorchScript network.
   *
   * @param name for messages
   * @param torchScript the file's bytes; read to the end, not closed
   * @throws IOException when the stream fails
   * @throws EngineFailure when there is no engine, no such device, or the bytes are no TorchScript
   */
  public static Network load(String name, InputStream torchScript, EngineOptions options)
      throws IOException {
    EngineSettings.apply();
    return TorchNetwork.load(name, torchScript, options);
  }

  /** The device that {@code device} means on this machine: {@code cpu} or {@code gpu:N}. */
  public static ComputeDevice resolve(ComputeDevice device) {
    EngineSettings.apply();
    return TorchDevices.resolve(device);
  }
}
