"""The losses of the heads: minus the log probability of all that the annotation allows."""

import torch
from torch import Tensor

from . import labels
from .batches import Batch, LinkBatch
from .model import Encoder, Link

WEIGHTS = {"names": 1.0, "content": 1.0, "parts": 0.5, "cue": 0.2, "source": 0.2, "antecedent": 0.1}
_LEAST_SHARE = 0.25


def allowed_loss(logits: Tensor, allowed: Tensor) -> tuple[Tensor, int]:
    """The sum over words of minus the log probability of the allowed labels; and how many words teach anything."""
    count = logits.shape[1]
    taught = allowed != (1 << count) - 1
    logits, allowed = logits[taught], allowed[taught]
    bits = (allowed[:, None] >> torch.arange(count)) & 1 == 1
    right = logits.masked_fill(~bits, float("-inf")).logsumexp(1)
    return (logits.logsumexp(1) - right).sum(), len(allowed)


def span_states(words: Tensor, spans: Tensor) -> Tensor:
    """The mean of the states of the first and the last word."""
    return (words[spans[:, 0]] + words[spans[:, 1]]) / 2


def link_logits(link: Link, words: Tensor, batch: LinkBatch) -> Tensor:
    """The logits of "none" (0) and of each candidate; minus infinity in other windows."""
    scores = link(span_states(words, batch.wanting), span_states(words, batch.candidates), batch.buckets)
    with_none = torch.cat([torch.zeros(len(scores), 1), scores], 1)
    return with_none.masked_fill(~batch.possible, float("-inf"))


def link_loss(logits: Tensor, right: Tensor) -> Tensor:
    """The mean of minus the log probability of the right partners."""
    return (logits.logsumexp(1) - logits.masked_fill(~right, float("-inf")).logsumexp(1)).mean()


def loss(encoder: Encoder, batch: Batch, rate: float) -> tuple[Tensor, dict[str, float]]:
    """The weighted loss of a batch, and its parts. Each set teaches only the heads that it annotates."""
    states = encoder.states(batch.ids, batch.lengths, rate)
    words = states[batch.rows, batch.first].float()
    total = torch.zeros(())
    parts = {}
    for head in labels.HEADS:
        value, count = allowed_loss(encoder.head[head](words), batch.allowed[head])
        if count:
            # A few words of one head must not weigh as much as a whole batch.
            mean = value / max(count, _LEAST_SHARE * len(words))
            total = total + WEIGHTS[head] * mean
            parts[head] = mean.item()
    for kind, links in batch.links.items():
        if len(links.wanting):
            value = link_loss(link_logits(encoder.link[kind], words, links), links.right)
            value = value * min(1.0, len(links.wanting) / 8)
            total = total + WEIGHTS[kind] * value
            parts[kind] = value.item()
    return total, parts
