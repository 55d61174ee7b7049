"""Batches of windows of similar length, in an order that depends on the seed alone."""

import math
import random
from dataclasses import dataclass

import torch
from torch import Tensor

from . import labels
from .examples import LINKS, Span, Window
from .model import DISTANCES
from .vocabulary import PAD

_GROUP = 256


@dataclass
class LinkBatch:
    """Pairs of one kind of link over all windows of a batch; spans are pairs of rows of the word states."""

    wanting: Tensor
    candidates: Tensor
    buckets: Tensor
    possible: Tensor
    right: Tensor
    """For each wanting span: "none", then each candidate."""


@dataclass
class Batch:
    """Tensors of one step."""

    ids: Tensor
    lengths: Tensor
    rows: Tensor
    first: Tensor
    allowed: dict[str, Tensor]
    links: dict[str, LinkBatch]


def bucket(gap: int, *, behind: bool) -> int:
    """The bucket of a distance: 0 to 11 for candidates before, falling with the distance; 12 to 23 else, rising."""
    step = min(DISTANCES // 2 - 1, math.floor(2 * math.log2(1 + gap)))
    return DISTANCES // 2 + step if behind else DISTANCES // 2 - 1 - step


def span_bucket(wanting: Span, candidate: Span) -> int:
    """The bucket of the distance in words between two spans."""
    if candidate[0] >= wanting[1]:
        return bucket(candidate[0] - wanting[1], behind=True)
    if candidate[1] <= wanting[0]:
        return bucket(wanting[0] - candidate[1], behind=False)
    return bucket(0, behind=True)


def mention_buckets(anaphor: Span, mentions: list[Span]) -> list[int]:
    """The buckets of the distances in mentions: 0 is the nearest before, or the nearest behind."""
    before = sum(mention[0] < anaphor[0] for mention in mentions)
    ranks = sorted(range(len(mentions)), key=lambda at: mentions[at])
    buckets = [0] * len(mentions)
    for rank, at in enumerate(ranks):
        buckets[at] = bucket(before - 1 - rank, behind=False) if rank < before else bucket(rank - before, behind=True)
    return buckets


def order(windows: list[Window], size: int, seed: int) -> list[list[int]]:
    """Indices of the windows by batch: at most `size` sub-words with padding, or one window."""
    rng = random.Random(seed)
    shuffled = list(range(len(windows)))
    rng.shuffle(shuffled)
    batches = []
    for start in range(0, len(shuffled), _GROUP):
        group = sorted(shuffled[start : start + _GROUP], key=lambda at: (len(windows[at].ids), at))
        found: list[list[int]] = [[]]
        for at in group:
            if found[-1] and len(windows[at].ids) * (len(found[-1]) + 1) > size:
                found.append([])
            found[-1].append(at)
        rng.shuffle(found)
        batches += found
    return batches


def collate(windows: list[Window]) -> Batch:
    """The tensors of a batch."""
    longest = max(len(window.ids) for window in windows)
    ids = torch.full((len(windows), longest), PAD)
    for row, window in enumerate(windows):
        ids[row, : len(window.ids)] = torch.tensor(window.ids)
    return Batch(
        ids,
        torch.tensor([len(window.ids) for window in windows]),
        torch.tensor([row for row, window in enumerate(windows) for _ in window.first], dtype=torch.long),
        torch.tensor([at for window in windows for at in window.first], dtype=torch.long),
        {
            head: torch.tensor([mask for window in windows for mask in window.allowed[head]], dtype=torch.long)
            for head in labels.HEADS
        },
        {kind: _links(windows, kind) for kind in LINKS},
    )


def _links(windows: list[Window], kind: str) -> LinkBatch:
    wanting: list[Span] = []
    candidates: list[Span] = []
    owners: list[Span] = []
    targets: list[list[int]] = []
    gaps: list[list[int]] = []
    offset = 0
    for window in windows:
        links = window.links[kind]
        base = len(candidates)
        for span, partners in links.wanted:
            wanting.append((span[0] + offset, span[1] - 1 + offset))
            owners.append((base, base + len(links.candidates)))
            targets.append([base + at for at in partners])
            gaps.append(
                mention_buckets(span, links.candidates)
                if kind == "antecedent"
                else [span_bucket(span, candidate) for candidate in links.candidates]
            )
        candidates += [(start + offset, end - 1 + offset) for start, end in links.candidates]
        offset += len(window.first)
    buckets = torch.zeros(len(wanting), len(candidates), dtype=torch.long)
    possible = torch.zeros(len(wanting), len(candidates) + 1, dtype=torch.bool)
    right = torch.zeros(len(wanting), len(candidates) + 1, dtype=torch.bool)
    for at, (start, end) in enumerate(owners):
        possible[at, 0] = True
        possible[at, start + 1 : end + 1] = True
        buckets[at, start:end] = torch.tensor(gaps[at], dtype=torch.long)
        for target in targets[at] or [-1]:
            right[at, target + 1] = True
    return LinkBatch(
        torch.tensor(wanting, dtype=torch.long).reshape(-1, 2),
        torch.tensor(candidates, dtype=torch.long).reshape(-1, 2),
        buckets,
        possible,
        right,
    )
