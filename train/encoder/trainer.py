"""The training loop: a fixed order, checkpoints, and a learning rate that falls to zero by a time or by the end."""

import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import torch

from .batches import collate, order
from .examples import Window
from .losses import loss
from .model import Encoder
from .optimizer import MasterOptimizer

WARM_UP = 0.05
_FLOOR = 0.01


@dataclass(frozen=True)
class Settings:
    """How to train."""

    rate: float = 3e-4
    batch: int = 2048
    dropout: float = 0.1
    seed: int = 1
    checkpoint_seconds: float = 180.0
    log_steps: int = 25


def share(progress: float) -> float:
    """The share of the learning rate: a linear rise, then a linear fall."""
    if progress < WARM_UP:
        return max(_FLOOR, progress / WARM_UP)
    return max(_FLOOR, (1.0 - progress) / (1.0 - WARM_UP))


@dataclass
class Clock:
    """Progress by time, from where a run began to where it must end; without an end, progress by batches alone."""

    end: float | None = None
    started: float = 0.0
    began_at: float = 0.0

    def progress(self) -> float:
        """0 to 1 and beyond."""
        if self.end is None:
            return 0.0
        passed = (time.time() - self.started) / max(1.0, self.end - self.started)
        return self.began_at + passed * (1.0 - self.began_at)


class Trainer:
    """A run over all windows once; `stop_after` ends it early, as an interruption would."""

    def __init__(
        self,
        encoder: Encoder,
        windows: list[Window],
        settings: Settings,
        checkpoint: Path,
        initial: Path | None = None,
    ) -> None:
        encoder.lower_precision()
        self.encoder, self.windows, self.settings, self.checkpoint = encoder, windows, settings, checkpoint
        self.optimizer = MasterOptimizer(encoder, settings.rate)
        self.batches = order(windows, settings.batch, settings.seed)
        self.step = 0
        self.seen = 0
        self.progress = 0.0
        if checkpoint.exists():
            saved = torch.load(checkpoint, weights_only=True)
            self.optimizer.load(saved["optimizer"])
            self.step, self.seen, self.progress = saved["step"], saved["seen"], saved["progress"]
        elif initial is not None:
            self.optimizer.begin_with(torch.load(initial, weights_only=True)["weights"])

    def save(self) -> None:
        """Writes the checkpoint as a whole or not at all."""
        state = {"step": self.step, "seen": self.seen, "progress": self.progress}
        partial = self.checkpoint.with_suffix(".partial")
        torch.save(state | {"optimizer": self.optimizer.state(), "weights": self.optimizer.weights()}, partial)
        partial.replace(self.checkpoint)

    def run(self, end: float | None = None, stop_after: int | None = None) -> None:
        """Trains until the windows or the time are used up."""
        clock = Clock(end, time.time(), self.progress)
        saved, reported = time.time(), (time.time(), time.process_time(), self.seen)
        sums: defaultdict[str, float] = defaultdict(float)
        last = len(self.batches) if stop_after is None else min(len(self.batches), stop_after)
        while self.step < last:
            self.progress = max(self.step / len(self.batches), clock.progress())
            if self.progress >= 1.0:
                break
            torch.manual_seed(self.settings.seed * 1_000_003 + self.step)
            batch = collate([self.windows[at] for at in self.batches[self.step]])
            value, parts = loss(self.encoder, batch, self.settings.dropout)
            value.backward()
            self.optimizer.step(share(self.progress))
            self.step += 1
            self.seen += int(batch.lengths.sum())
            for name, part in parts.items():
                sums[name] += part
                sums[f"{name}#"] += 1
            if self.step % self.settings.log_steps == 0:
                wall, cpu, seen = reported
                reported = (time.time(), time.process_time(), self.seen)
                means = " ".join(f"{n} {sums[n] / sums[n + '#']:.4f}" for n in sums if not n.endswith("#"))
                print(
                    f"{time.strftime('%H:%M:%S')} step {self.step}/{len(self.batches)} progress {self.progress:.3f} "
                    f"seen {self.seen} per s {(self.seen - seen) / (reported[0] - wall):.0f} "
                    f"per CPU s {(self.seen - seen) / (reported[1] - cpu):.0f} {means}",
                    flush=True,
                )
                sums.clear()
            if time.time() - saved > self.settings.checkpoint_seconds:
                self.save()
                saved = time.time()
        self.save()
