"""Small random models and documents with invented people."""

import pytest
import torch

from encoder import markup
from encoder.model import Encoder, Sizes
from encoder.vocabulary import Vocabulary

ARTICLE = """{headline Hafen öffnet}

{by#0 Bürgermeisterin {PER#0 Ida Brandt}} {cue#0 sagte}: „{Q#0<0 {q#0 Der Hafen öffnet am Montag}}.“ {Q#1<0 Das sei sicher}, \
{cue#1 erklärte} {by#1 sie}. In {LOC#1 Wellin} regnete es.

„{Q#2<2 {q#2 Wir freuen uns}}“, {cue#2 sagt} {by#2 {PER#2 Ole Stein}}, „{Q#2<2 {q#2 sehr}}.“
===
language | de
PER#0 Ida Brandt
LOC#1 Wellin
PER#2 Ole Stein
Q#0 direct | by=Ida Brandt | as=named | how=colon | cue=sagte
Q#1 indirect | by=Ida Brandt | as=pronoun | how=inverted cue | cue=erklärte
Q#2 direct | by=Ole Stein | as=named | how=inverted cue | cue=sagt
"""

TINY = Sizes(pieces=64, hidden=32, layers=2, heads=4, feed_forward=64, positions=64)


@pytest.fixture
def article():
    return markup.read(ARTICLE, "de/01_harbour")


@pytest.fixture
def vocabulary() -> Vocabulary:
    letters = "abcdefghijklmnopqrstuvwxyzäöüßABDHIMOSW.,:„“"
    pieces = ["<s>", "<pad>", "</s>", "<unk>", "▁", "▁Hafen", "sagte", "▁sagte", "▁Ha", *letters]
    pieces += [f"▁unused{at}" for at in range(TINY.pieces - len(pieces))]
    return Vocabulary(pieces, [0.0] * 4 + [-float(at + 1) / (8 if at < 5 else 4) for at in range(len(pieces) - 4)])


@pytest.fixture
def encoder() -> Encoder:
    torch.manual_seed(3)
    return Encoder(TINY)
