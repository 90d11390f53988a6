"""Rounds a trained checkpoint to the integer language model of FORMAT.md and writes language.bin.

    export_language_model.py --checkpoint WORK/checkpoint.pt --tokeniser WORK/bpe.json --out language.bin

Each row of a matrix has a scale of its own (its largest weight becomes 127); activations are 16 bits
wide, so that nearly all that is lost is the weights' rounding.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import torch

from gistcodec.language_model import Weights, exp2_table, tanh_table

LOG2_E = 1.4426950408889634
# Fraction bits of what each product reads and writes; the output `o` gets a scale that fits it.
READ_Q, GATE_Q, STATE_Q, VECTOR_Q, LOGIT_Q = 12, 11, 14, 14, 10


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--tokeniser", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    kept = torch.load(args.checkpoint, weights_only=True)
    merges = json.loads(args.tokeniser.read_text())
    floats = {name: value.double().numpy() for name, value in kept["mean"].items()}
    data = to_weights(floats, merges, kept["widths"]["stages"]).to_bytes()
    args.out.write_bytes(data)
    print(f"{args.out}: {len(data)} bytes, {kept['steps']} steps, {kept['tokens'] / 1e6:.1f} M tokens seen")


def to_weights(p: dict[str, np.ndarray], merges: list[list[int]], stages: int) -> Weights:
    """Returns the integer model of float parameters by name."""
    o_q = output_fraction_bits(p)
    embedding, embedding_scale = rows_to_int8(p["embedding"])
    shifts = np.zeros(9, np.uint8)
    values: dict[str, object] = {}

    def multipliers(index: int, name: str, scale: np.ndarray) -> None:
        values[name], shifts[index] = fixed_point(scale)

    def product(index: int, name: str, short: str, gain: float) -> None:
        values[name], scale = rows_to_int8(p[name])
        multipliers(index, short, scale * gain)

    multipliers(0, "embedding_in", embedding_scale * 2.0**READ_Q)
    product(1, "input_weight", "input_scale", 2.0 ** (GATE_Q - READ_Q))
    product(2, "state_weight", "state_scale", 2.0 ** (GATE_Q - STATE_Q))
    product(3, "projection", "projection_scale", 2.0 ** (o_q - STATE_Q))
    product(4, "condition_weight", "condition_scale", 2.0 ** (12 - VECTOR_Q))
    product(5, "start_weight", "start_scale", 2.0 ** (12 - STATE_Q))
    product(6, "input_shift", "input_shift_scale", 2.0 ** (READ_Q - STATE_Q))
    product(7, "output_shift", "output_shift_scale", 2.0 ** (o_q - STATE_Q))
    multipliers(8, "embedding_out", embedding_scale * LOG2_E * 2.0 ** (LOGIT_Q - o_q))
    return Weights(
        stages=stages, shifts=shifts, merges=np.array(merges), tanh=tanh_table(), exp2=exp2_table(),
        embedding=embedding,
        token_bias=to_int16(p["token_bias"] * LOG2_E * 2**LOGIT_Q, "token_bias"),
        gate_bias=to_int16(p["gate_bias"] * 2**GATE_Q, "gate_bias"),
        reset_bias=to_int16(p["reset_bias"] * 2**GATE_Q, "reset_bias"),
        projection_bias=to_int16(p["projection_bias"] * 2.0**o_q, "projection_bias"),
        condition_rows=to_int16(p["condition_rows"] * 2**12, "condition_rows"),
        start_bias=to_int16(p["start_bias"] * 2**12, "start_bias"),
        **values,
    )


def output_fraction_bits(p: dict[str, np.ndarray]) -> int:
    """Chooses fraction bits of o so that even a state of all ones in the worst signs' third fits."""
    reach = np.abs(p["projection"]).sum(1) / 2 + np.abs(p["output_shift"]).sum(1) + np.abs(p["projection_bias"])
    return int(np.floor(np.log2(32767 / reach.max())))


def rows_to_int8(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Returns int8 weights and the scale of each row: matrix = weights * scale."""
    scale = np.maximum(np.abs(matrix).max(1), 1e-12) / 127
    return np.rint(matrix / scale[:, None]).astype(np.int8), scale


def fixed_point(scale: np.ndarray) -> tuple[np.ndarray, int]:
    """Returns multipliers of at most 32767 and the shift that makes them stand for the scale."""
    shift = int(np.clip(np.floor(np.log2(32767 / scale.max())), 0, 46))
    return np.minimum(np.rint(scale * 2.0**shift), 32767).astype(np.int16), shift


def to_int16(values: np.ndarray, name: str) -> np.ndarray:
    rounded = np.rint(values)
    if np.abs(rounded).max() > 32767:
        raise SystemExit(f"{name} reaches {np.abs(rounded).max():.0f}; 32767 fits: train with more weight decay")
    return rounded.astype(np.int16)


if __name__ == "__main__":
    main()
