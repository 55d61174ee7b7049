"""Reads the project's own articles: marks in the text, notes below a line `===` (see `core/src/markup`)."""

import re
from pathlib import Path

from . import labels
from .documents import Document, Name, Quotation, Span

_OPEN = re.compile(
    r"\{(?P<more>\+)?(?P<kind>[A-Za-z]+)(?:#(?P<number>\d+))?(?::[a-z]+)?(?:<(?P<speaker>-|\d+))?(?: |(?=\}))"
)
_SEPARATOR = "\n===\n"


class MarkupError(ValueError):
    """An article whose marks do not close or open as they should."""


def parse(source: str) -> tuple[str, list[dict], list[list[str]]]:
    """The plain text, the marks (`kind`, `number`, `speaker`, `start`, `end`, `pronoun`), and the notes' fields."""
    body, _, notes = source.partition(_SEPARATOR)
    text: list[str] = []
    stack: list[dict] = []
    marks: list[dict] = []
    at = 0
    while at < len(body):
        char = body[at]
        if char == "\\" and at + 1 < len(body):
            text.append(body[at + 1])
            at += 2
        elif char == "{":
            match = _OPEN.match(body, at)
            if match is None:
                raise MarkupError(f"no mark begins at {body[at : at + 30]!r}")
            stack.append(match.groupdict() | {"start": len(text), "pronoun": ":" in match.group()})
            at = match.end()
        elif char == "}":
            if not stack:
                raise MarkupError(f"nothing to close at {body[max(0, at - 30) : at + 1]!r}")
            mark = stack.pop() | {"end": len(text)}
            if not (mark["more"] and _extend(marks, mark)):
                marks.append(mark)
            at += 1
        else:
            text.append(char)
            at += 1
    if stack:
        raise MarkupError(f"{stack[-1]['kind']} is not closed")
    fields = [line.split(" | ") for line in notes.splitlines() if line.strip() and not line.startswith("//")]
    return "".join(text), marks, fields


def _extend(marks: list[dict], piece: dict) -> bool:
    """Joins the second piece of a mark that was cut to the first."""
    for mark in reversed(marks):
        if (mark["kind"], mark["number"]) == (piece["kind"], piece["number"]):
            mark["end"] = piece["end"]
            return True
    return False


def read(source: str, name: str) -> Document:
    """An article as a document with names, quotations and speakers."""
    text, marks, fields = parse(source)
    language = next((field[1] for field in fields if field[0] == "language"), "en")
    heads = [field[0].split(" ") for field in fields if field[0].startswith("Q#")]
    kinds = {head[0].removeprefix("Q#"): head[1] for head in heads}
    first: dict[tuple[str, str], Span] = {}
    for mark in marks:
        if mark["kind"] in ("cue", "by"):
            first.setdefault((mark["kind"], mark["number"]), (mark["start"], mark["end"]))
    names = [
        Name((mark["start"], mark["end"]), frozenset({mark["kind"]}), mark["number"])
        for mark in marks
        if mark["kind"] in labels.NAME_TYPES and not mark["pronoun"]
    ]
    quotations = [
        Quotation(
            (mark["start"], mark["end"]),
            kinds[mark["number"]].upper(),
            first.get(("cue", mark["number"])),
            first.get(("by", mark["number"])),
            mark["speaker"] if mark["speaker"] != "-" else None,
        )
        for mark in marks
        if mark["kind"] == "Q" and mark["number"] in kinds
    ]
    quotations.sort(key=lambda quotation: quotation.span)
    names.sort(key=lambda name: name.span)
    return Document(name, text, language, names=names, quotations=quotations, has_parts=True, has_entities=True)


def is_held_out(path: Path) -> bool:
    """Whether an article is kept for measuring: one in five, by its number."""
    number = re.match(r"\d+", path.name)
    return number is not None and int(number.group()) % 5 == 0


def read_corpus(folders: list[Path], *, held_out: bool) -> list[Document]:
    """The articles of the folders that are kept for measuring, or all others; a path found twice counts once."""
    documents: dict[tuple[str, str], Document] = {}
    for folder in folders:
        for path in sorted(folder.rglob("*.txt")):
            if is_held_out(path) == held_out:
                document = read(path.read_text(encoding="utf-8"), path.stem)
                documents[(document.language, path.stem)] = document
    for (language, stem), document in documents.items():
        document.id = f"{language}/{stem}"
    return [documents[key] for key in sorted(documents)]
