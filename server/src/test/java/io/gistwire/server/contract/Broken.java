package io.gistwire.server.contract;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/** Engines that keep all their promises but one. */
final class Broken {
  private Broken() {}

  /** A call of the method that is broken. */
  record Call(Object engine, Method method, Object[] arguments) {
    /** Calls the engine as it is called. */
    Object proceed() throws Throwable {
      return proceedWith(arguments);
    }

    /** Calls the engine with other arguments. */
    Object proceedWith(Object... others) throws Throwable {
      try {
        return method.invoke(engine, others);
      } catch (InvocationTargetException e) {
        throw e.getCause();
      }
    }

    @SuppressWarnings("unchecked")
    <T> T argument(int i) {
      return (T) arguments[i];
    }
  }

  /** What the broken method does instead. */
  @FunctionalInterface
  interface Answer {
    Object to(Call call) throws Throwable;
  }

  /** An engine of which one method, with all its overloads, answers something else. */
  static <T> T engine(Class<T> type, T engine, String broken, Answer answer) {
    Object proxy =
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> {
              Call call = new Call(engine, method, arguments == null ? new Object[0] : arguments);
              return method.getName().equals(broken) ? answer.to(call) : call.proceed();
            });
    return type.cast(proxy);
  }
}
