"""Reads an exported file back, as the service does, into f32 tensors."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .export import ALIGNMENT, Decoding
from .model import Encoder, Sizes, from_tensors
from .vocabulary import Vocabulary


@dataclass
class Exported:
    """An encoder with dequantised weights, its vocabulary and how to decode its scores."""

    encoder: Encoder
    vocabulary: Vocabulary
    decoding: Decoding
    labels: dict[str, tuple[str, ...]]
    window: int


def read(path: Path) -> Exported:
    """Reads a file that `export.write` wrote."""
    raw = path.read_bytes()
    end = raw.index(b"\nend\n") + len(b"\nend\n")
    lines = [line.split(" ") for line in raw[:end].decode().splitlines()]
    data = raw[end + -end % ALIGNMENT :]
    single = {fields[0]: fields[1] for fields in lines if len(fields) == 2}

    def vector(kind: str, count: int, at: int) -> np.ndarray:
        return np.frombuffer(data, kind, count, at)

    def by_head(key: str) -> dict[str, float]:
        return {fields[1]: float(fields[2]) for fields in lines if fields[0] == key}

    tensors = {}
    for fields in lines:
        if fields[0] != "tensor":
            continue
        rows, columns, at = map(int, fields[3:6])
        if fields[2] == "i8":
            scales = vector("<f4", rows, int(fields[6]))
            tensors[fields[1]] = vector("i1", rows * columns, at).reshape(rows, columns) * scales[:, None]
        else:
            tensors[fields[1]] = vector("<f4", rows * columns, at).reshape(rows, columns).copy()
    count, at = next((int(fields[1]), int(fields[2])) for fields in lines if fields[0] == "pieces")
    offsets = vector("<u4", count + 1, at)
    scores = vector("<f4", count, at + 4 * (count + 1))
    blob = data[at + 4 * (2 * count + 1) :]
    pieces = [blob[offsets[piece] : offsets[piece + 1]].decode() for piece in range(count)]
    names = ("hidden", "layers", "heads", "feed_forward", "positions")
    sizes = Sizes(pieces=count, eps=float(single["eps"]), **{name: int(single[name]) for name in names})
    return Exported(
        from_tensors(sizes, tensors).eval(),
        Vocabulary(pieces, scores.tolist()),
        Decoding(by_head("penalty"), by_head("temperature")),
        {fields[1]: tuple(fields[2:]) for fields in lines if fields[0] == "labels"},
        int(single["window"]),
    )
