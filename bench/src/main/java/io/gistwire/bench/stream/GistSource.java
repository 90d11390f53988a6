package io.gistwire.bench.stream;

import io.gistwire.codec.Gist;

/** Makes one gist after the other for a benchmark. Not thread-safe. */
interface GistSource {
  Gist next();
}
