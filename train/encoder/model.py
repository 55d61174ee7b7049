"""The encoder (post-norm BERT) with its heads: tags of words, and bilinear scores of pairs of spans."""

from dataclasses import asdict, dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from . import labels
from .examples import LINKS

LINK_WIDTH = 64
DISTANCES = 24
LINK_ENDS = {"cue": ("content", "part"), "source": ("content", "part"), "antecedent": ("anaphor", "antecedent")}


@dataclass(frozen=True)
class Sizes:
    """The shape of the encoder."""

    pieces: int
    hidden: int = 384
    layers: int = 6
    heads: int = 12
    feed_forward: int = 1536
    positions: int = 512
    eps: float = 1e-12

    def as_dict(self) -> dict:
        return asdict(self)


def drop(states: Tensor, rate: float) -> Tensor:
    """Dropout with one mask for all words of a window: a mask for each word costs a third of the training time."""
    if rate == 0.0:
        return states
    keep = torch.rand(states.shape[0], 1, states.shape[2]) >= rate
    return states * (keep.to(states.dtype) / (1.0 - rate))


class Layer(nn.Module):
    """Self-attention and feed-forward, each added to its input and normalised."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.heads = sizes.heads
        self.query = nn.Linear(sizes.hidden, sizes.hidden)
        self.key = nn.Linear(sizes.hidden, sizes.hidden)
        self.value = nn.Linear(sizes.hidden, sizes.hidden)
        self.attention = nn.Linear(sizes.hidden, sizes.hidden)
        self.attention_norm = nn.LayerNorm(sizes.hidden, sizes.eps)
        self.intermediate = nn.Linear(sizes.hidden, sizes.feed_forward)
        self.output = nn.Linear(sizes.feed_forward, sizes.hidden)
        self.output_norm = nn.LayerNorm(sizes.hidden, sizes.eps)

    def forward(self, states: Tensor, mask: Tensor | None, rate: float) -> Tensor:
        def split(projected: Tensor) -> Tensor:
            return projected.unflatten(-1, (self.heads, -1)).transpose(1, 2)

        # Written out: the fused attention of PyTorch takes half of the time of a step on CPUs.
        query, key, value = (split(project(states)) for project in (self.query, self.key, self.value))
        scores = (query * query.shape[-1] ** -0.5) @ key.transpose(2, 3)
        if mask is not None:
            scores = scores + mask
        mixed = scores.softmax(-1) @ value
        attended = self.attention(mixed.transpose(1, 2).flatten(2))
        states = self.attention_norm(states + drop(attended, rate))
        return self.output_norm(states + drop(self.output(functional.gelu(self.intermediate(states))), rate))


class Link(nn.Module):
    """Scores how well two spans go together, from their states and their distance."""

    def __init__(self, hidden: int, ends: tuple[str, str]) -> None:
        super().__init__()
        self.ends = ends
        for end in ends:
            setattr(self, end, nn.Linear(hidden, LINK_WIDTH))
        self.distance = nn.Parameter(torch.zeros(1, DISTANCES))

    def forward(self, wanting: Tensor, candidates: Tensor, buckets: Tensor) -> Tensor:
        """The score of each pair: rows want, columns are wanted."""
        left, right = getattr(self, self.ends[0])(wanting), getattr(self, self.ends[1])(candidates)
        return left @ right.T / 8.0 + self.distance[0][buckets]


class Encoder(nn.Module):
    """The states of the first sub-word of each word, and the heads over them."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.sizes = sizes
        self.word = nn.Embedding(sizes.pieces, sizes.hidden)
        self.word.weight.requires_grad_(False)
        self.position: Tensor = nn.Parameter(torch.randn(sizes.positions, sizes.hidden) * 0.02)
        self.norm = nn.LayerNorm(sizes.hidden, sizes.eps)
        self.layer = nn.ModuleList(Layer(sizes) for _ in range(sizes.layers))
        self.head = nn.ModuleDict({name: nn.Linear(sizes.hidden, len(rows)) for name, rows in labels.HEADS.items()})
        self.link = nn.ModuleDict({name: Link(sizes.hidden, LINK_ENDS[name]) for name in LINKS})

    def states(self, ids: Tensor, lengths: Tensor, rate: float = 0.0) -> Tensor:
        """The hidden states of all sub-words; sub-words from a row's length on are padding."""
        kind = self.position.dtype
        embedded = self.norm(self.word(ids).to(kind) + self.position[: ids.shape[1]])
        states = drop(embedded, rate)
        mask = None
        if int(lengths.min()) < ids.shape[1]:
            hidden = torch.arange(ids.shape[1])[None, :] >= lengths[:, None]
            mask = torch.zeros(hidden.shape, dtype=kind).masked_fill(hidden, -1e4)[:, None, None, :]
        for layer in self.layer:
            states = layer(states, mask, rate)
        return states

    def lower_precision(self) -> None:
        """Computes the body of the encoder in bfloat16; the heads stay as they are."""
        self.norm.bfloat16()
        self.layer.bfloat16()
        self.position.data = self.position.data.bfloat16()


_PLACES = (("word.weight", "embeddings.word"), ("position", "embeddings.position"), ("norm.", "embeddings.norm."))


def exported_name(name: str) -> str:
    """The name in the exported file of a parameter."""
    for own, exported in _PLACES:
        if name.startswith(own):
            return exported + name.removeprefix(own)
    return name


def from_tensors(sizes: Sizes, tensors: dict[str, np.ndarray]) -> Encoder:
    """An encoder with the tensors of the exported names; those that are missing (new heads) keep their random start."""
    encoder = Encoder(sizes)
    with torch.no_grad():
        for name, parameter in encoder.named_parameters():
            if (values := tensors.get(exported_name(name))) is not None:
                parameter.copy_(torch.from_numpy(values).reshape(parameter.shape))
    return encoder
