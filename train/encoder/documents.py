"""Documents with gold annotation, and the readers of the JSON lines of the data sets. Offsets are code points."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from . import labels

Span = tuple[int, int]


@dataclass(frozen=True)
class Name:
    """A name that has one of some types; `entity` tells which names mean the same, where that is known."""

    span: Span
    types: frozenset[str]
    entity: str | None = None


@dataclass(frozen=True)
class Quotation:
    """A contiguous content with its cue and source, and the entity that speaks where it is known."""

    span: Span
    kind: str
    cue: Span | None = None
    source: Span | None = None
    speaker: str | None = None


@dataclass
class Document:
    """A text with what one set annotates; `None` is "not annotated", an empty list is "none there"."""

    id: str
    text: str
    language: str = "en"
    names: list[Name] | None = None
    hidden_types: frozenset[str] = frozenset()
    quotations: list[Quotation] | None = None
    hidden_kinds: frozenset[str] = frozenset()
    has_parts: bool = False
    has_entities: bool = False
    raw: dict = field(default_factory=dict, repr=False)


NON_COMMERCIAL_GENRES = ("essay", "fiction", "letter", "podcast", "whow")


def json_lines(path: Path) -> Iterator[dict]:
    """The objects of a file of JSON lines."""
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def read_names(path: Path) -> list[Document]:
    """A set of names. Non-commercial genres of GUM are left out."""
    hidden = labels.hidden_types(path.stem)
    documents = []
    for row in json_lines(path):
        if row.get("genre") in NON_COMMERCIAL_GENRES:
            continue
        names = []
        for entity in row["entities"]:
            span = (entity["start"], entity["end"])
            if types := labels.name_types(entity["label"], row["text"][slice(*span)]):
                names.append(Name(span, types))
        documents.append(
            Document(row["id"], row["text"], row.get("lang") or "en", names=names, hidden_types=hidden, raw=row)
        )
    return documents


def _span(annotation: dict | None) -> Span | None:
    return (annotation["start"], annotation["end"]) if annotation else None


def counts(quote: dict) -> bool:
    """Whether a quotation is speech that must be found: not nested, not optional, no belief."""
    speech = quote["type"] == "direct" or quote.get("speech", True)
    return speech and not quote.get("optional") and not quote.get("nested")


def read_quotations(path: Path, *, only_direct: bool = False) -> list[Document]:
    """A set of quotations; `only_direct` is a set without other speech, cues and source phrases."""
    documents = []
    for row in json_lines(path):
        quotations = [
            Quotation(
                (quote["start"], quote["end"]),
                quote["type"].upper(),
                None if only_direct else _span(quote.get("cue")),
                None if only_direct else _span(quote.get("speaker")),
            )
            for quote in row["quotes"]
            if counts(quote)
        ]
        documents.append(
            Document(
                row["id"],
                row["text"],
                row.get("lang") or "en",
                quotations=quotations,
                hidden_kinds=frozenset({"INDIRECT", "MIXED"}) if only_direct else frozenset(),
                has_parts=not only_direct,
                raw=row,
            )
        )
    return documents
