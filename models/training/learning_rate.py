"""The learning rate by the clock: what a run has used of its minutes, counted over all its parts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Schedule:
    """A rise over the first steps, then constant, then linear to nothing over the last `decay` of the minutes."""

    peak: float
    minutes: float
    decay: float = 0.3
    warmup_steps: int = 200

    def progress(self, elapsed_seconds: float) -> float:
        """Share of the minutes that is used, 1 when the run is over."""
        return min(1.0, elapsed_seconds / (60 * self.minutes))

    def rate(self, elapsed_seconds: float, steps: int) -> float:
        """The rate of the step after so many steps."""
        left = 1 - self.progress(elapsed_seconds)
        return self.peak * min(1.0, (steps + 1) / self.warmup_steps) * min(1.0, left / max(self.decay, 1e-9))
