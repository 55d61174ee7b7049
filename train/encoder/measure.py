"""Measures an exported file on held-out text: `python -m encoder.measure --help`.

Quotations are scored by `score_quotations.py` and names by `score_entities.py` of the folder `--scorers`; the held-out
fifth of the project's own articles by the same, language by language.
"""

import argparse
import importlib
import json
import sys
from collections import defaultdict
from pathlib import Path

from . import labels
from .documents import Document, json_lines
from .exported import Exported, read
from .markup import read_corpus
from .predict import Reading, decode, quotations
from .predict import read as read_text

QUOTATION_SETS = ("polnear_dev", *(f"press_{language}_dev" for language in ("de", "es", "fr", "it", "nl", "pt")))
NAME_SETS = (
    "worldwide_dev",
    "conll03_dev",
    "finerord_val",
    "germeval_dev",
    "conll03_de_dev",
    "conll02_es_dev",
    "conll02_nl_dev",
    "uner_pt_dev",
    "kind_it_dev",
    "wikiann_fr_dev",
    *(f"press_{language}_dev" for language in ("de", "es", "fr", "it", "nl", "pt")),
)
_THREE_CLASSES = ("finerord", "uner_", "kind_", "wikiann")
_FOUR = {**dict.fromkeys(labels.MISCELLANEOUS, "MISC"), "FAC": "LOC"}


def found_names(reading: Reading, model: Exported) -> list[dict]:
    """The names in code points."""
    return [
        {"start": reading.words[start][0], "end": reading.words[end - 1][1], "label": _FOUR.get(kind, kind)}
        for (start, end), kind in decode(reading, "names", model.decoding)
    ]


def found_quotes(reading: Reading, model: Exported) -> list[dict]:
    """The quotations in code points, with the source phrase as the speaker."""
    result = []
    for found in quotations(model.encoder, reading, model.decoding):
        source = found.source and (reading.words[found.source[0]][0], reading.words[found.source[1] - 1][1])
        result.append(
            {
                "start": reading.words[found.span[0]][0],
                "end": reading.words[found.span[1] - 1][1],
                "speaker": {"text": reading.text[slice(*source)]} if source else None,
                "speaker_canonical": None,
            }
        )
    return result


def gold_rows(documents: list[Document]) -> list[dict]:
    """Own articles in the form that the scorers read."""
    rows = []
    for document in documents:
        text = document.text
        names = [
            {"start": name.span[0], "end": name.span[1], "label": _FOUR.get(kind, kind)}
            for name in document.names or []
            for kind in name.types
        ]
        quotes = [
            {
                "start": quotation.span[0],
                "end": quotation.span[1],
                "type": quotation.kind.lower(),
                "cue": {"text": text[slice(*quotation.cue)]} if quotation.cue else None,
                "speaker": {"text": text[slice(*quotation.source)]} if quotation.source else None,
                "speaker_canonical": None,
            }
            for quotation in document.quotations or []
        ]
        rows.append({"id": document.id, "lang": document.language, "text": text, "entities": names, "quotes": quotes})
    return rows


class Measure:
    """Reads rows with the model and scores what it finds."""

    def __init__(self, model: Exported, scorers: Path) -> None:
        sys.path.insert(0, str(scorers))
        self.model = model
        self.score_quotations = importlib.import_module("score_quotations").score
        self.score_names = importlib.import_module("score_entities").evaluate

    def _read(self, row: dict) -> Reading:
        language = row.get("lang") or "en"
        return read_text(self.model.encoder, self.model.vocabulary, row["text"], language, self.model.window)

    def quotations(self, name: str, rows: list[dict]) -> dict:
        found = {row["id"]: {"quotes": found_quotes(self._read(row), self.model)} for row in rows}
        score = self.score_quotations(rows, found)
        values = {
            "overlap": score["B_o80"]["F1"],
            "exact": score["B_exact"]["F1"],
            "tokens": score["C_tokens"]["F1"],
            "runs": score["A_runs"]["F1"],
            "joint": score["A_joint"]["F1"],
        }
        print(json.dumps({"set": name, "quotations": values}), flush=True)
        return values

    def names(self, name: str, rows: list[dict]) -> float:
        found = {row["id"]: {"entities": found_names(self._read(row), self.model)} for row in rows}
        scheme = "news3" if name.startswith(_THREE_CLASSES) else "conll4"
        score = self.score_names({row["id"]: row for row in rows}, found, scheme)
        value = round(100 * score["micro"][2], 1)
        print(json.dumps({"set": name, "names": value}), flush=True)
        return value


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True, help="the exported file")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--scorers", type=Path, required=True, help="folder with the scoring scripts")
    parser.add_argument("--corpus", type=Path, action="append", default=[], help="folder of own articles")
    parser.add_argument("--limit", type=int, help="rows of each set")
    arguments = parser.parse_args()
    measure = Measure(read(arguments.model), arguments.scorers)
    for name in QUOTATION_SETS:
        measure.quotations(name, list(json_lines(arguments.data / "quotes" / f"{name}.jsonl"))[: arguments.limit])
    by_language = defaultdict(list)
    for row in gold_rows(read_corpus(arguments.corpus, held_out=True)):
        by_language[row["lang"]].append(row)
    for language, rows in sorted(by_language.items()):
        measure.quotations(f"own_{language}", rows)
        measure.names(f"own_{language}", rows)
    for name in NAME_SETS:
        measure.names(name, list(json_lines(arguments.data / "entities" / f"{name}.jsonl"))[: arguments.limit])


if __name__ == "__main__":
    main()
