package io.gistwire.server.contract;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs single tests of a kit, as JUnit does, to see that they fail on a broken engine. */
final class KitRun {
  private KitRun() {}

  /**
   * Asserts that a test of a kit fails with an assertion of its own.
   *
   * @param kit fresh, over a broken engine
   */
  static void assertCatches(Object kit, String test) {
    Throwable failure = failure(kit, test);
    if (failure == null) {
      fail(test + " passes on an engine that is broken on purpose");
    }
    if (!(failure instanceof AssertionError)) {
      fail(test + " fails on the broken engine, but not by an assertion", failure);
    }
  }

  /** Names of all tests of a kit. */
  static Set<String> tests(Class<?> kit) {
    Set<String> names = new TreeSet<>();
    for (Method method : kit.getDeclaredMethods()) {
      if (method.isAnnotationPresent(Test.class)) {
        names.add(method.getName());
      }
    }
    return names;
  }

  private static Throwable failure(Object kit, String test) {
    List<Path> folders = new ArrayList<>();
    try {
      makeFolders(kit, folders);
      callAll(kit, BeforeEach.class);
      call(kit, method(kit, test));
      return null;
    } catch (Throwable failure) {
      return failure;
    } finally {
      try {
        callAll(kit, AfterEach.class);
      } catch (Throwable broken) {
        // A broken engine may not close in order either.
        System.getLogger(KitRun.class.getName()).log(System.Logger.Level.DEBUG, "close", broken);
      }
      folders.forEach(KitRun::delete);
    }
  }

  private static Method method(Object kit, String name) throws NoSuchMethodException {
    for (Class<?> type : hierarchy(kit)) {
      for (Method method : type.getDeclaredMethods()) {
        if (method.getName().equals(name) && method.isAnnotationPresent(Test.class)) {
          return method;
        }
      }
    }
    throw new NoSuchMethodException(kit.getClass() + " has no test " + name);
  }

  private static void callAll(Object kit, Class<? extends Annotation> kind) throws Throwable {
    for (Class<?> type : hierarchy(kit)) {
      for (Method method : type.getDeclaredMethods()) {
        if (method.isAnnotationPresent(kind)) {
          call(kit, method);
        }
      }
    }
  }

  private static void call(Object kit, Method method) throws Throwable {
    method.setAccessible(true);
    try {
      method.invoke(kit);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static void makeFolders(Object kit, List<Path> folders) throws Exception {
    for (Class<?> type : hierarchy(kit)) {
      for (Field field : type.getDeclaredFields()) {
        if (field.isAnnotationPresent(TempDir.class)) {
          Path folder = Files.createTempDirectory("kit");
          folders.add(folder);
          field.setAccessible(true);
          field.set(kit, folder);
        }
      }
    }
  }

  /** From the root to the class itself. */
  private static List<Class<?>> hierarchy(Object kit) {
    List<Class<?>> types = new ArrayList<>();
    for (Class<?> type = kit.getClass(); type != Object.class; type = type.getSuperclass()) {
      types.add(0, type);
    }
    return types;
  }

  private static void delete(Path folder) {
    try (var entries = Files.walk(folder)) {
      Path[] all = entries.sorted(Comparator.reverseOrder()).toArray(Path[]::new);
      for (Path entry : Arrays.asList(all)) {
        Files.deleteIfExists(entry);
      }
    } catch (IOException | java.io.UncheckedIOException e) {
      // What a broken engine left open may still be written; the system's own folder is emptied.
      System.getLogger(KitRun.class.getName()).log(System.Logger.Level.DEBUG, "delete", e);
    }
  }
}
