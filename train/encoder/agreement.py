"""Prints the logits of sentences, one JSON object a line, which the service's own must match.

`python -m encoder.agreement --model encoder.bin --corpus train/corpus --out logits.jsonl`; a line has the sentence, the
sub-words of its window, and the logits of each head for each word.
"""

import argparse
import itertools
import json
import re
from pathlib import Path

from .examples import encode
from .exported import read
from .markup import read_corpus
from .predict import read as read_text
from .vocabulary import CLS, SEP

_SENTENCE = re.compile(r"[^.!?\n]+[.!?]?")
_LEAST = 40


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--corpus", type=Path, action="append", required=True)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    model = read(arguments.model)
    documents = read_corpus(arguments.corpus, held_out=True)
    sentences = [
        [(match.group().strip(), document.language) for match in _SENTENCE.finditer(document.text)]
        for document in documents
    ]
    # One sentence of each article in turn, so that all languages are there.
    mixed = (pair for pairs in itertools.zip_longest(*sentences) for pair in pairs if pair and len(pair[0]) >= _LEAST)
    with arguments.out.open("w", encoding="utf-8") as file:
        for text, language in itertools.islice(mixed, arguments.count):
            reading = read_text(model.encoder, model.vocabulary, text, language, model.window)
            pieces = encode(reading.words, text, model.vocabulary)
            row = {
                "text": text,
                "language": language,
                "words": reading.words,
                "ids": [CLS, *itertools.chain.from_iterable(pieces), SEP],
                "logits": {head: values.round(4).tolist() for head, values in reading.logits.items()},
            }
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
