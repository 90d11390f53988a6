package io.gistwire.models.engine;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;

/** A TorchScript network in the PyTorch engine. */
final class TorchNetwork implements Network {
  private final String name;
  private final Model model;
  private final int parallelCalls;
  private final Semaphore calls;
  private volatile boolean closed;

  private TorchNetwork(String name, Model model, int parallelCalls) {
    this.name = name;
    this.model = model;
    this.parallelCalls = parallelCalls;
    this.calls = new Semaphore(parallelCalls, true);
  }

  static TorchNetwork load(String name, InputStream torchScript, EngineOptions options)
      throws IOException {
    Device device = TorchDevices.of(options.device());
    Model model = Model.newInstance(name, device, "PyTorch");
    try {
      model.load(torchScript, Map.of("mapLocation", "true"));
      torchScript.transferTo(java.io.OutputStream.nullOutputStream());
      return new TorchNetwork(name, model, options.parallelCalls());
    } catch (MalformedModelException | EngineException e) {
      model.close();
      throw new EngineFailure(
          name + " is no TorchScript that this engine reads: " + e.getMessage(), e);
    } catch (IOException | RuntimeException e) {
      model.close();
      throw e;
    }
  }

  @Override
  public List<Tensor.Floats> run(List<? extends Tensor> inputs) {
    calls.acquireUninterruptibly();
    try {
      if (closed) {
        throw new IllegalStateException(name + " is closed");
      }
      return forward(inputs);
    } catch (EngineException e) {
      throw new EngineFailure(name + " failed: " + e.getMessage(), e);
    } finally {
      calls.release();
    }
  }

  // One manager a call: arrays that hang on a long-lived one are freed only with it.
  private List<Tensor.Floats> forward(List<? extends Tensor> inputs) {
    try (NDManager manager = model.getNDManager().newSubManager()) {
      NDList list = new NDList();
      for (Tensor input : inputs) {
        list.add(array(manager, input));
      }
      NDList outputs = model.getBlock().forward(new ParameterStore(manager, false), list, false);
      List<Tensor.Floats> results = new ArrayList<>();
      for (NDArray output : outputs) {
        output.attach(manager);
        results.add(floats(output));
      }
      return results;
    }
  }

  private static NDArray array(NDManager manager, Tensor input) {
    Shape shape = new Shape(input.shape());
    if (input instanceof Tensor.Floats floats) {
      return manager.create(floats.values(), shape);
    }
    return manager.create(((Tensor.Longs) input).values(), shape);
  }

  private Tensor.Floats floats(NDArray output) {
    if (output.getDataType() != DataType.FLOAT32) {
      throw new EngineFailure(name + " gives " + output.getDataType() + "; float32 is needed");
    }
    return new Tensor.Floats(output.toFloatArray(), output.getShape().getShape());
  }

  @Override
  public void close() {
    calls.acquireUninterruptibly(parallelCalls);
    try {
      if (!closed) {
        closed = true;
        model.close();
      }
    } finally {
      calls.release(parallelCalls);
    }
  }
}
