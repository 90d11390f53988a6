#!/usr/bin/env bash
# Runs the codec's digest on several JVMs, interpreted (-Xint) and compiled, and fails unless all print the same.
# Usage: bench/cross_jvm.sh [layers of each kind] JAVA_HOME...   (build first: mvn -q -pl codec test-compile)
set -euo pipefail
cd "$(dirname "$0")/../codec"
count=200
if [[ "${1:-}" =~ ^[0-9]+$ ]]; then count=$1; shift; fi
[ $# -gt 0 ] || { echo "name one JAVA_HOME or more, e.g. $0 /usr/lib/jvm/java-17-openjdk-amd64" >&2; exit 2; }
first=
for home in "$@"; do
  for mode in "-Xint" "-Xmixed" "-Xcomp -XX:TieredStopAtLevel=1" "-Xcomp -XX:-TieredCompilation"; do
    # shellcheck disable=SC2086
    out=$("$home/bin/java" $mode -cp target/classes:target/test-classes io.gistwire.codec.golden.Digest \
      src/test/resources/golden/v1 src/test/resources/io/gistwire/codec/language/tiny_language_model.bin "$count")
    if [ -z "$first" ]; then first=$out; echo "$out"; fi
    if [ "$out" = "$first" ]; then echo "same: $home $mode"; else echo "DIFFERENT: $home $mode"; echo "$out"; exit 1; fi
  done
done
