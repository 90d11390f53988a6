"""What a full batch costs in other layouts than ours: serialised ExchangeRequest over the layer bytes in it.

Prints the table of RATIONALE.md. `rows`: a Gist message each; `plain`: columns, offsets as packed varints; `fixed`: columns,
offsets in as many bits as the widest takes; `rice`: what the SDK sends. Run by `proto/conformance/run wire-cost`.
"""

import argparse
import random

from conformance.columns import plain_column, rice_column
from conformance.protos import pb

GISTS = 64
CODE_BYTES = 16


def rice(values):
    """The cheapest Rice column."""
    span = max(values) - min(values)
    return min((rice_column(values, k) for k in range(25) if span >> k < 4000), key=lambda column: column.ByteSize())


def fixed(values):
    """As large as a column of fixed width would be; its bits are not set."""
    width = max((max(values) - min(values)).bit_length(), 1)
    return pb.IntegerColumn(base=min(values), rice_bits=width, rice=bytes((width * len(values) + 7) // 8))


def in_columns(times, captions, column):
    """Ratio of a batch whose columns of integers are made by `column`; lengths left out where equal."""
    batch = pb.Batch(first_sequence=1_000_000, gist_count=GISTS, first_capture_time_millis=times[0])
    batch.capture_delta_millis.CopyFrom(column([b - a for a, b in zip(times, times[1:])]))
    batch.columns.add(kind=1, data=bytes(GISTS * CODE_BYTES))
    caption = batch.columns.add(kind=2, data=bytes(sum(captions)))
    if len(set(captions)) > 1:
        caption.lengths.CopyFrom(column(captions))
    return pb.ExchangeRequest(batch=batch).ByteSize() / (GISTS * CODE_BYTES + sum(captions))


def in_rows(times, captions):
    """Ratio of a message with a Gist message for each."""
    size = 10
    for time, caption in zip(times, captions):
        code = pb.Layer(kind=1, data=bytes(CODE_BYTES))
        text = pb.Layer(kind=2, conditioned_stages=CODE_BYTES, data=bytes(caption))
        size += 2 + pb.Gist(layers=[code, text], capture_time_millis=time).ByteSize()
    return size / (GISTS * CODE_BYTES + sum(captions))


def times_of(gap):
    """Capture times in milliseconds with gaps drawn from a function."""
    times = [1_795_000_000_123]
    while len(times) < GISTS:
        times.append(times[-1] + gap())
    return times


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=5, help="of the times and caption lengths (default: 5)")
    dice = random.Random(parser.parse_args().seed)
    camera = times_of(lambda: 100 + dice.randint(-4, 4))
    series = {
        "camera, 10/s, +-4 ms": camera,
        "the same with a pause of 2 min": camera[:30] + [time + 120_000 for time in camera[30:]],
        "irregular, mean 1 s": times_of(lambda: round(dice.expovariate(1 / 1000))),
        "irregular, mean 1 min": times_of(lambda: round(dice.expovariate(1 / 60_000))),
        "the same in whole seconds": times_of(lambda: 1000 * round(dice.expovariate(1 / 60))),
    }
    varied = [dice.randint(4, 10) for _ in range(GISTS)]
    print("| capture times | captions | rows | plain | fixed | rice |\n|---|---|---|---|---|---|")
    for name, times in series.items():
        for words, captions in (("7 bytes", [7] * GISTS), ("4 to 10 bytes", varied)):
            ratios = [in_rows(times, captions)] + [in_columns(times, captions, c) for c in (plain_column, fixed, rice)]
            print(f"| {name} | {words} | " + " | ".join(f"{ratio:.3f}" for ratio in ratios) + " |")


if __name__ == "__main__":
    main()
