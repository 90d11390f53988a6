package io.gistwire.client.stream;

import java.util.concurrent.CompletableFuture;

/** Copies of futures that a caller may cancel or complete without touching the original. */
final class Stages {
  private Stages() {}

  /** A future that completes as {@code original} does, a failure not wrapped in another. */
  static <T> CompletableFuture<T> copy(CompletableFuture<T> original) {
    return copy(original, new CompletableFuture<>());
  }

  static <T> CompletableFuture<T> copy(CompletableFuture<T> original, CompletableFuture<T> copy) {
    original.whenComplete(
        (value, failure) -> {
          if (failure == null) {
            copy.complete(value);
          } else {
            copy.completeExceptionally(failure);
          }
        });
    return copy;
  }
}
