"""Words, much as the service's tokens: compounds and numbers are one word, clitics and marks are their own."""

import re
from collections.abc import Iterable

_COMMON = r"\d+(?:[.,:]\d+)+|\w+(?:[-‑]\w+)*|[^\w\s]"
_ENGLISH = re.compile(r"\w+?(?=n['’]t\b)|n['’]t\b|['’](?:s|re|ve|ll|d|m)\b|" + _COMMON)
_ELISIONS = re.compile(
    r"\b(?:qu|quell|dell|nell|dall|sull|all|coll|lorsqu|puisqu|jusqu|un|\w)['’](?=\w)|" + _COMMON, re.I
)
_PLAIN = re.compile(_COMMON)


def split(text: str, language: str, cuts: Iterable[int] = ()) -> list[tuple[int, int]]:
    """The words of a text. A word is parted where one of the `cuts` (edges of gold spans) falls inside it."""
    pattern = _ENGLISH if language == "en" else _ELISIONS if language in ("fr", "it") else _PLAIN
    edges = sorted(set(cuts))
    words = []
    at = 0
    for match in pattern.finditer(text):
        start, end = match.span()
        while at < len(edges) and edges[at] <= start:
            at += 1
        while at < len(edges) and edges[at] < end:
            words.append((start, edges[at]))
            start = edges[at]
            at += 1
        words.append((start, end))
    return words
