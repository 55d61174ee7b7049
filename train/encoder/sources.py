"""What the encoder learns from: data sets with the number of passes over each."""

import random
from pathlib import Path

from .documents import Document, json_lines, read_names, read_quotations
from .examples import Window, label, windows
from .markup import read_corpus
from .vocabulary import Vocabulary

QUOTATIONS = {"polnear_train": 4.0}
DIRECT_SPEECH = {"litbank": 0.4}
NAMES = {
    "worldwide_train": 2.0,
    "conll03_train": 1.5,
    "wikigold": 1.5,
    "uner_ewt_dev": 1.5,
    "redocred_dev": 0.5,
    "gum_train": 0.3,
    "germeval_train": 0.8,
    "conll03_de_train": 1.4,
    "conll02_es_train": 1.6,
    "conll02_nl_train": 1.8,
    "uner_pt_train": 2.0,
    "wikiann_fr_train": 0.8,
}
OWN = 15.0
"""Passes over the project's own articles."""

MORE_WORDS = ("quotes/gepade_train", "entities/europeana_fr")
"""Sets that only lend their words to the vocabulary."""


def passes(documents: list[Document], count: float, rng: random.Random) -> list[Document]:
    """Each document `count` times; for the fraction, as many documents drawn at random."""
    whole = int(count)
    return documents * whole + rng.sample(documents, round((count - whole) * len(documents)))


def read_all(data: Path, corpus: list[Path]) -> list[tuple[list[Document], float]]:
    """All sets with their passes."""
    sets = [(read_quotations(data / "quotes" / f"{name}.jsonl"), count) for name, count in QUOTATIONS.items()]
    sets += [
        (read_quotations(data / "quotes" / f"{name}.jsonl", only_direct=True), count)
        for name, count in DIRECT_SPEECH.items()
    ]
    sets += [(read_names(data / "entities" / f"{name}.jsonl"), count) for name, count in NAMES.items()]
    sets.append((read_corpus(corpus, held_out=False), OWN))
    return sets


def all_windows(sets: list[tuple[list[Document], float]], vocabulary: Vocabulary, room: int, seed: int) -> list[Window]:
    """The windows of all passes over all sets; the same for the same seed."""
    rng = random.Random(seed)
    found: list[Window] = []
    for documents, count in sets:
        labelled = {id(document): label(document) for document in documents}
        for document in passes(documents, count, rng):
            found += windows(labelled[id(document)], vocabulary, room, rng)
    return [window for window in found if window.first]


def texts(data: Path, sets: list[tuple[list[Document], float]]) -> list[tuple[str, str]]:
    """Texts with their languages, for the choice of the vocabulary."""
    found = [(document.text, document.language) for documents, _ in sets for document in documents]
    for name in MORE_WORDS:
        found += [(row["text"], row.get("lang") or "") for row in json_lines(data / f"{name}.jsonl")]
    return found
