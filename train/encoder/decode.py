"""From the scores of words to spans: Viterbi over BIO labels."""

import numpy as np

from .documents import Span

_NEVER = -1e9


def viterbi(scores: np.ndarray, head: tuple[str, ...], penalty: float) -> list[int]:
    """The best sequence of labels in which `I-X` follows only `B-X` or `I-X`; opening a span costs `penalty`."""
    if not len(scores):
        return []
    count = len(head)
    step = np.zeros((count, count))
    for column, label in enumerate(head):
        if label[0] == "I":
            step[:, column] = [0.0 if row != "O" and row[2:] == label[2:] else _NEVER for row in head]
        elif label[0] == "B":
            step[:, column] = -penalty
    opening = np.array([_NEVER if label[0] == "I" else -penalty if label[0] == "B" else 0.0 for label in head])
    best = scores[0] + opening
    back = np.zeros((len(scores), count), np.int64)
    for at in range(1, len(scores)):
        reached = best[:, None] + step
        back[at] = reached.argmax(0)
        best = reached[back[at], np.arange(count)] + scores[at]
    found = [int(best.argmax())]
    for at in range(len(scores) - 1, 0, -1):
        found.append(int(back[at][found[-1]]))
    return found[::-1]


def spans(found: list[int], head: tuple[str, ...]) -> list[tuple[Span, str]]:
    """The spans of words of a sequence of labels, with their kinds."""
    result: list[tuple[Span, str]] = []
    start = None
    for at, label in enumerate([*(head[index] for index in found), "O"]):
        if start is not None and label[0] != "I":
            result.append(((start, at), head[found[start]][2:]))
            start = None
        if label[0] == "B":
            start = at
    return result
