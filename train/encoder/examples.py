"""From documents to training examples: words with allowed labels, cut into windows of sub-words."""

import bisect
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from . import labels, words
from .augment import vary
from .documents import Document, Span
from .vocabulary import CLS, SEP, Vocabulary


@dataclass
class Labelled:
    """A document's words with the labels that are allowed for each, and the spans that links join, in words."""

    document: Document
    words: list[Span]
    allowed: dict[str, list[int]]
    contents: list[tuple[Span, Span | None, Span | None]] = field(default_factory=list)
    anaphors: list[tuple[Span, tuple[Span, ...]]] = field(default_factory=list)
    mentions: list[Span] = field(default_factory=list)


def label(document: Document) -> Labelled:
    """Finds the words and what each of them teaches."""
    names, quotations = document.names or [], document.quotations or []
    spans = [name.span for name in names]
    spans += [span for quotation in quotations for span in (quotation.span, quotation.cue, quotation.source) if span]
    found = words.split(document.text, document.language, (edge for span in spans for edge in span))
    starts = [start for start, _ in found]

    def in_words(span: Span) -> Span:
        return bisect.bisect_left(starts, span[0]), bisect.bisect_left(starts, span[1])

    allowed = {head: [labels.everything(rows)] * len(found) for head, rows in labels.HEADS.items()}
    labelled = Labelled(document, found, allowed)
    if document.names is not None:
        allowed["names"] = [labels.outside(labels.NAMES, document.hidden_types)] * len(found)
        for name in sorted(names, key=lambda name: name.span[0] - name.span[1]):
            _mark(allowed["names"], labels.NAMES, in_words(name.span), name.types)
    if document.quotations is not None:
        allowed["content"] = [labels.outside(labels.CONTENT, document.hidden_kinds)] * len(found)
        for quotation in sorted(quotations, key=lambda quotation: quotation.span[0] - quotation.span[1]):
            _mark(allowed["content"], labels.CONTENT, in_words(quotation.span), frozenset({quotation.kind}))
    if document.has_parts:
        allowed["parts"] = [labels.OUTSIDE] * len(found)
        for quotation in quotations:
            for kind, span in (("CUE", quotation.cue), ("SOURCE", quotation.source)):
                if span:
                    _mark(allowed["parts"], labels.PARTS, in_words(span), frozenset({kind}))
            cue, source = (in_words(span) if span else None for span in (quotation.cue, quotation.source))
            labelled.contents.append((in_words(quotation.span), cue, source))
    if document.has_entities:
        _link_entities(labelled, in_words)
    return labelled


def _mark(allowed: list[int], head: tuple[str, ...], span: Span, kinds: frozenset[str]) -> None:
    """Allows only a span of one of the kinds, unless another span was marked there before."""
    if any(not mask & labels.OUTSIDE for mask in allowed[slice(*span)]):
        return
    for at in range(*span):
        allowed[at] = labels.begin(head, kinds) if at == span[0] else labels.inside(head, kinds)


def _link_entities(labelled: Labelled, in_words: Callable[[Span], Span]) -> None:
    """Source phrases that name nobody, with the mentions of who speaks."""
    by_entity: dict[str, list[Span]] = {}
    for name in labelled.document.names or []:
        labelled.mentions.append(in_words(name.span))
        by_entity.setdefault(name.entity or "", []).append(in_words(name.span))
    seen = set()
    for quotation in labelled.document.quotations or []:
        if quotation.source is None or quotation.source in seen:
            continue
        seen.add(quotation.source)
        source = in_words(quotation.source)
        targets = tuple(by_entity.get(quotation.speaker or "", ()))
        if not any(source[0] <= start and end <= source[1] for start, end in targets):
            labelled.anaphors.append((source, targets))


@dataclass
class Links:
    """Spans that look for a partner, each with the right ones (none: it has no partner), among candidate spans."""

    wanted: list[tuple[Span, tuple[int, ...]]] = field(default_factory=list)
    candidates: list[Span] = field(default_factory=list)


LINKS = ("cue", "source", "antecedent")


@dataclass
class Window:
    """Sub-words of some consecutive words; spans count words from the start of the window."""

    ids: list[int]
    first: list[int]
    allowed: dict[str, list[int]]
    links: dict[str, Links]


def encode(found: list[Span], text: str, vocabulary: Vocabulary) -> list[list[int]]:
    """The sub-words of each word."""
    return [
        vocabulary.encode(text[start:end], space_before=start == 0 or text[start - 1].isspace()) for start, end in found
    ]


def breaks(text: str, found: list[Span]) -> tuple[list[bool], list[bool]]:
    """For each word, whether a paragraph begins with it, and whether a sentence may."""
    paragraph, sentence = [True] * min(1, len(found)), [True] * min(1, len(found))
    for before, word in zip(found, found[1:], strict=False):
        gap = text[before[1] : word[0]]
        paragraph.append("\n" in gap)
        sentence.append("\n" in gap or (bool(gap) and text[before[0] : before[1]] in '.!?…”“»"'))
    return paragraph, sentence


def cut(sizes: list[int], text: str, found: list[Span], room: int) -> list[Span]:
    """Packs words into windows of at most `room` sub-words that end with a paragraph, else with a sentence."""
    paragraph, sentence = breaks(text, found)
    windows = []
    start = 0
    while start < len(found):
        end, used, last = start, 0, {True: start, False: start}
        while end < len(found) and used + sizes[end] <= room:
            used += sizes[end]
            end += 1
            if end < len(found) and sentence[end]:
                last[paragraph[end]] = end
        if end < len(found):
            half = start + (end - start) * 2 // 5
            end = next((edge for edge in (last[True], last[False]) if edge > half), end)
        end = max(end, start + 1)
        windows.append((start, end))
        start = end
    return windows


def windows(labelled: Labelled, vocabulary: Vocabulary, room: int, rng: random.Random) -> Iterator[Window]:
    """The windows of one pass over a document: marks vary, and so do the sizes of the windows."""
    text = vary(labelled.document.text, rng)
    pieces = encode(labelled.words, text, vocabulary)
    size = room if rng.random() < 0.5 else rng.randint(room // 3, room)
    for span in cut([len(ids) for ids in pieces], text, labelled.words, size):
        yield _window(labelled, pieces, span)


def _window(labelled: Labelled, pieces: list[list[int]], span: Span) -> Window:
    start, end = span
    ids, first = [CLS], []
    for word in pieces[start:end]:
        first.append(len(ids))
        ids += word
    allowed = {head: masks[start:end] for head, masks in labelled.allowed.items()}
    links = {kind: Links() for kind in LINKS}

    def clip(part: Span) -> Span | None:
        clipped = (max(part[0], start) - start, min(part[1], end) - start)
        return clipped if clipped[0] < clipped[1] else None

    def register(part: Span, parts: list[Span]) -> tuple[int, ...] | None:
        clipped = clip(part)
        if clipped is None:
            return None
        if clipped not in parts:
            parts.append(clipped)
        return (parts.index(clipped),)

    for content, cue, source in labelled.contents:
        here = clip(content)
        for part, found in ((cue, links["cue"]), (source, links["source"])):
            target = () if part is None else register(part, found.candidates)
            if here is not None and target is not None:
                found.wanted.append((here, target))
    antecedents = links["antecedent"]
    antecedents.candidates = [here for mention in labelled.mentions if (here := clip(mention))]
    for anaphor, targets in labelled.anaphors:
        here = clip(anaphor)
        indices = tuple(antecedents.candidates.index(inner) for target in targets if (inner := clip(target)))
        if here is not None and (indices or not targets):
            antecedents.wanted.append((here, indices))
    return Window([*ids, SEP], first, allowed, links)
