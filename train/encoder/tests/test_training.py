import random

import torch

from encoder.examples import label, windows
from encoder.model import Encoder
from encoder.trainer import Settings, Trainer, share

from .conftest import TINY


def trained(found, folder, *stops):
    for stop in stops:
        torch.manual_seed(3)
        trainer = Trainer(Encoder(TINY), found, Settings(batch=64, rate=1e-3), folder / "checkpoint.pt")
        trainer.run(stop_after=stop)
    return trainer


def test_a_resumed_run_ends_with_the_weights_of_an_unbroken_one(article, vocabulary, tmp_path):
    found = [window for seed in range(8) for window in windows(label(article), vocabulary, 40, random.Random(seed))]
    (tmp_path / "whole").mkdir()
    (tmp_path / "broken").mkdir()
    whole = trained(found, tmp_path / "whole", None)
    broken = trained(found, tmp_path / "broken", 3, None)
    assert whole.step == broken.step == len(whole.batches) > 5
    for name, weights in whole.optimizer.weights().items():
        assert torch.equal(weights, broken.optimizer.weights()[name]), name


def test_training_lowers_the_loss(article, vocabulary, tmp_path, capsys):
    found = list(windows(label(article), vocabulary, 40, random.Random(1))) * 150
    torch.manual_seed(3)
    Trainer(Encoder(TINY), found, Settings(batch=128, rate=3e-3), tmp_path / "checkpoint.pt").run()
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    losses = [float(line[line.index("content") + 1]) for line in lines]
    assert losses[-1] < losses[0] / 2


def test_the_rate_rises_then_falls():
    assert share(0.0) < share(0.02) < share(0.05) == 1.0
    assert share(0.05) > share(0.5) > share(1.0) > 0.0
