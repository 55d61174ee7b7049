"""Reads whole documents with an encoder: windows with context on both sides, as the service cuts them."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch

from . import labels, words
from .batches import span_bucket
from .decode import spans, viterbi
from .documents import Span
from .examples import cut, encode
from .export import Decoding
from .model import Encoder
from .vocabulary import CLS, PAD, SEP, Vocabulary

OWN_SHARE = 0.75
"""How much of a window its own words may take; the rest is context."""

LINK_REACH = 100
"""Words between a content and the farthest cue or source that may be its own."""

_BATCH = 16


@dataclass
class Reading:
    """A document's words with their states and their logits by head."""

    text: str
    words: list[Span]
    states: np.ndarray
    logits: dict[str, np.ndarray]


@dataclass(frozen=True)
class FoundQuotation:
    """A decoded content with its cue and source, in words."""

    span: Span
    kind: str
    cue: Span | None
    source: Span | None


def with_context(own: Span, sizes: list[int], room: int) -> Span:
    """The span of words of a window: its own and as many around them as there is room for, half on each side."""
    start, end = own
    left = room - sum(sizes[start:end])
    for reserve in (left - left // 2, 0):
        while start > 0 and sizes[start - 1] <= left - reserve:
            start -= 1
            left -= sizes[start]
        while end < len(sizes) and sizes[end] <= left:
            left -= sizes[end]
            end += 1
    return start, end


def _windows(pieces: list[list[int]], text: str, found: list[Span], room: int) -> Iterator[tuple[Span, Span]]:
    sizes = [len(ids) for ids in pieces]
    for own in cut(sizes, text, found, int(room * OWN_SHARE)):
        yield own, with_context(own, sizes, room)


@torch.no_grad()
def read(encoder: Encoder, vocabulary: Vocabulary, text: str, language: str, window: int = 256) -> Reading:
    """The states and logits of all words of a text."""
    found = words.split(text, language)
    pieces = encode(found, text, vocabulary)
    cuts = list(_windows(pieces, text, found, window - 2))
    states = torch.zeros(len(found), encoder.sizes.hidden)
    for group in (cuts[at : at + _BATCH] for at in range(0, len(cuts), _BATCH)):
        rows = [[CLS, *(piece for ids in pieces[start:end] for piece in ids), SEP] for _, (start, end) in group]
        lengths = torch.tensor([len(row) for row in rows])
        ids = torch.tensor([row + [PAD] * (int(lengths.max()) - len(row)) for row in rows])
        hidden = encoder.states(ids, lengths)
        for row, ((own_start, own_end), (start, _)) in enumerate(group):
            at = 1 + sum(len(ids) for ids in pieces[start:own_start])
            for word in range(own_start, own_end):
                states[word] = hidden[row, at]
                at += len(pieces[word])
    logits = {head: encoder.head[head](states).numpy() for head in labels.HEADS}
    return Reading(text, found, states.numpy(), logits)


def log_probabilities(logits: np.ndarray, temperature: float) -> np.ndarray:
    """The log softmax of logits at a temperature."""
    scaled = logits.astype(np.float64) / temperature
    top = scaled.max(1, keepdims=True)
    return scaled - top - np.log(np.exp(scaled - top).sum(1, keepdims=True))


def decode(reading: Reading, head: str, decoding: Decoding) -> list[tuple[Span, str]]:
    """The spans of one head."""
    rows = labels.HEADS[head]
    scores = log_probabilities(reading.logits[head], decoding.temperatures[head])
    return spans(viterbi(scores, rows, decoding.penalties[head]), rows)


@torch.no_grad()
def quotations(encoder: Encoder, reading: Reading, decoding: Decoding) -> list[FoundQuotation]:
    """The contents with the cues and sources that the links choose."""
    contents = decode(reading, "content", decoding)
    parts = decode(reading, "parts", decoding)
    states = torch.from_numpy(reading.states)

    def mean(span: Span) -> torch.Tensor:
        return (states[span[0]] + states[span[1] - 1]) / 2

    def partner(content: Span, link: str, kind: str) -> Span | None:
        near = [
            span
            for span, found in parts
            if found == kind and span[0] - content[1] <= LINK_REACH and content[0] - span[1] <= LINK_REACH
        ]
        if not near:
            return None
        buckets = torch.tensor([[span_bucket(content, span) for span in near]])
        scores = encoder.link[link](mean(content)[None], torch.stack([mean(span) for span in near]), buckets)[0]
        best = int(scores.argmax())
        return near[best] if float(scores[best]) > 0.0 else None

    return [
        FoundQuotation(span, kind, partner(span, "cue", "CUE"), partner(span, "source", "SOURCE"))
        for span, kind in contents
    ]
