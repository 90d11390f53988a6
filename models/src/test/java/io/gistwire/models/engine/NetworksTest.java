package io.gistwire.models.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gistwire.models.Fixtures;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The engine")
class NetworksTest {
  private static final byte[] TINY = Fixtures.bytes("tiny/image_encoder.pt");
  private static final EngineOptions ONE = new EngineOptions(ComputeDevice.CPU, 1);

  @Test
  @DisplayName("reads the names of devices and refuses others")
  void devices() {
    for (String name : List.of("auto", "cpu", "gpu:0", "gpu:12")) {
      assertEquals(name, ComputeDevice.parse(name).toString());
    }
    for (String name : List.of("", "CPU", "gpu", "gpu:", "gpu:-1", "gpu:100", "tpu:0")) {
      assertThrows(IllegalArgumentException.class, () -> ComputeDevice.parse(name), name);
    }
  }

  @Test
  @DisplayName("states how many GPUs there are when one is asked for that is not there")
  void missing_gpu() {
    EngineFailure e =
        assertThrows(EngineFailure.class, () -> Networks.resolve(ComputeDevice.parse("gpu:77")));
    assertTrue(e.getMessage().contains("gpu:77"), e.getMessage());
  }

  @Test
  @DisplayName("takes the CPU on auto where there is no GPU")
  void auto() {
    ComputeDevice resolved = Networks.resolve(ComputeDevice.AUTO);
    assumeTrue(resolved.kind() == ComputeDevice.Kind.CPU, "this machine has a GPU");
    assertEquals(ComputeDevice.CPU, resolved);
  }

  @Test
  @DisplayName("refuses bytes that are no network")
  void damaged() {
    for (byte[] bytes : List.of(new byte[0], new byte[100], Arrays.copyOf(TINY, 5000))) {
      assertThrows(
          EngineFailure.class, () -> Networks.load("x", new ByteArrayInputStream(bytes), ONE));
    }
  }

  @Test
  @DisplayName("refuses an input of the wrong shape and works on")
  void wrong_shape() throws Exception {
    try (Network network = Networks.load("tiny", new ByteArrayInputStream(TINY), ONE)) {
      Tensor wrong = new Tensor.Floats(new float[12], 1, 12);
      assertThrows(EngineFailure.class, () -> network.run(List.of(wrong)));
      assertArrayEquals(new long[] {1, 16}, network.run(List.of(pixels(1))).get(0).shape());
    }
  }

  @Test
  @DisplayName("gives the same outputs whoever else is calling")
  void parallel() throws Exception {
    try (Network network =
        Networks.load(
            "tiny", new ByteArrayInputStream(TINY), new EngineOptions(ComputeDevice.CPU, 3))) {
      ExecutorService threads = Executors.newFixedThreadPool(6);
      List<Future<float[]>> running = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        Tensor.Floats input = pixels(i % 5);
        running.add(threads.submit(() -> network.run(List.of(input)).get(0).values()));
      }
      for (int i = 0; i < running.size(); i++) {
        assertArrayEquals(running.get(i % 5).get(), running.get(i).get(), 1e-6f);
      }
      threads.shutdown();
    }
  }

  @Test
  @DisplayName("refuses a tensor whose shape does not hold its values")
  void shapes() {
    assertThrows(IllegalArgumentException.class, () -> new Tensor.Floats(new float[5], 2, 3));
    assertThrows(
        ArithmeticException.class,
        () -> new Tensor.Longs(new long[1], Long.MAX_VALUE, Long.MAX_VALUE));
  }

  private static Tensor.Floats pixels(int seed) {
    Random random = new Random(seed);
    float[] values = new float[3 * 32 * 32];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
    }
    return new Tensor.Floats(values, 1, 3, 32, 32);
  }
}
