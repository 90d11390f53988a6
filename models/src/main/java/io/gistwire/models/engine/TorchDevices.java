package io.gistwire.models.engine;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;

/** Our names of devices in the runtime's. */
final class TorchDevices {
  private static final String ENGINE = "PyTorch";

  private TorchDevices() {}

  static ComputeDevice resolve(ComputeDevice device) {
    int gpus = engine().getGpuCount();
    switch (device.kind()) {
      case CPU:
        return device;
      case AUTO:
        return gpus > 0 ? new ComputeDevice(ComputeDevice.Kind.GPU, 0) : ComputeDevice.CPU;
      default:
        if (device.index() >= gpus) {
          throw new EngineFailure(
              "device "
                  + device
                  + " was asked for; the engine sees "
                  + gpus
                  + " GPUs. Use cpu or auto, or install the engine's CUDA natives");
        }
        return device;
    }
  }

  static Device of(ComputeDevice device) {
    ComputeDevice resolved = resolve(device);
    return resolved.kind() == ComputeDevice.Kind.GPU ? Device.gpu(resolved.index()) : Device.cpu();
  }

  private static Engine engine() {
    try {
      return Engine.getEngine(ENGINE);
    } catch (EngineException | IllegalArgumentException e) {
      throw new EngineFailure(
          "the PyTorch engine does not start ("
              + e.getMessage()
              + "); the class path needs ai.djl.pytorch:pytorch-engine, pytorch-jni and"
              + " pytorch-native-cpu for this platform",
          e);
    }
  }
}
