package io.gistwire.server.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * Engines that break one promise each, and the test of the kit that must fail on each.
 *
 * @param <T> the interface
 */
final class Mutants<T> {
  private record Mutant<T>(String test, String fault, UnaryOperator<T> breaking) {}

  private final Class<?> kit;
  private final Class<T> type;
  private final Function<UnaryOperator<T>, Object> kitOver;
  private final List<Mutant<T>> mutants = new ArrayList<>();

  /**
   * No mutants yet.
   *
   * @param kitOver makes a fresh kit whose engines are broken so
   */
  Mutants(Class<?> kit, Class<T> type, Function<UnaryOperator<T>, Object> kitOver) {
    this.kit = kit;
    this.type = type;
    this.kitOver = kitOver;
  }

  /** Adds an engine of which one method answers something else. */
  Mutants<T> add(String test, String fault, String method, Broken.Answer answer) {
    return add(test, fault, engine -> Broken.engine(type, engine, method, answer));
  }

  /** Adds an engine that is broken in any way. */
  Mutants<T> add(String test, String fault, UnaryOperator<T> breaking) {
    mutants.add(new Mutant<>(test, fault, breaking));
    return this;
  }

  /** A test for each mutant, and one that no test of the kit is without a mutant. */
  Stream<DynamicTest> tests() {
    Set<String> caught = new TreeSet<>();
    mutants.forEach(mutant -> caught.add(mutant.test()));
    return Stream.concat(
        Stream.of(
            DynamicTest.dynamicTest(
                "every test of the kit catches a mutant",
                () -> assertEquals(KitRun.tests(kit), caught))),
        mutants.stream()
            .map(
                mutant ->
                    DynamicTest.dynamicTest(
                        mutant.fault(),
                        () ->
                            KitRun.assertCatches(
                                kitOver.apply(mutant.breaking()), mutant.test()))));
  }
}
