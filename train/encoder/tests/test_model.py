import random

import torch

from encoder import labels
from encoder.batches import bucket, collate, mention_buckets, order, span_bucket
from encoder.examples import label, windows
from encoder.losses import allowed_loss, link_logits, loss


def test_words_that_teach_nothing_cost_nothing():
    logits = torch.randn(3, 5)
    value, count = allowed_loss(logits, torch.full((3,), 0b11111))
    assert (value.item(), count) == (0.0, 0)


def test_one_allowed_label_is_cross_entropy_and_more_cost_less():
    logits = torch.randn(2, 5)
    value, count = allowed_loss(logits, torch.tensor([0b00100, 0b00001]))
    wanted = torch.nn.functional.cross_entropy(logits, torch.tensor([2, 0]), reduction="sum")
    assert count == 2
    torch.testing.assert_close(value, wanted)
    assert allowed_loss(logits, torch.tensor([0b00110, 0b00001]))[0] < value


def test_unannotated_types_get_no_gradient():
    logits = torch.zeros(1, len(labels.NAMES), requires_grad=True)
    mask = labels.outside(labels.NAMES, labels.MISCELLANEOUS)
    allowed_loss(logits, torch.tensor([mask]))[0].backward()
    person, event = labels.NAMES.index("B-PER"), labels.NAMES.index("B-EVT")
    assert logits.grad[0, person] > 0
    assert logits.grad[0, event] <= 0


def test_buckets_of_distances():
    assert [span_bucket((5, 8), span) for span in ((8, 9), (9, 10), (3, 5), (0, 4), (6, 7))] == [12, 14, 11, 9, 12]
    assert bucket(1000, behind=True) == 23
    assert bucket(1000, behind=False) == 0
    assert mention_buckets((10, 11), [(20, 21), (3, 4), (7, 8)]) == [12, 9, 11]


def test_links_see_only_their_own_window(article, vocabulary, encoder):
    found = list(windows(label(article), vocabulary, 30, random.Random(1)))
    batch = collate(found)
    words = encoder.states(batch.ids, batch.lengths)[batch.rows, batch.first]
    links = batch.links["cue"]
    logits = link_logits(encoder.link["cue"], words, links)
    assert logits.shape == (len(links.wanting), len(links.candidates) + 1)
    assert torch.isfinite(logits[links.possible]).all()
    assert torch.isinf(logits[~links.possible]).all()
    assert (links.right & ~links.possible).sum() == 0


def test_padding_changes_nothing(article, vocabulary, encoder):
    found = sorted(windows(label(article), vocabulary, 30, random.Random(1)), key=lambda window: len(window.ids))
    short, long = found[0], found[-1]
    assert len(short.ids) < len(long.ids)
    alone, both = collate([short]), collate([short, long])
    single = encoder.states(alone.ids, alone.lengths)[0]
    double = encoder.states(both.ids, both.lengths)[0, : len(short.ids)]
    torch.testing.assert_close(single, double, atol=1e-5, rtol=1e-4)


def test_the_order_depends_on_the_seed_alone(article, vocabulary):
    found = [window for seed in range(20) for window in windows(label(article), vocabulary, 30, random.Random(seed))]
    first, again, other = order(found, 128, 1), order(found, 128, 1), order(found, 128, 2)
    assert first == again != other
    assert sorted(at for batch in first for at in batch) == list(range(len(found)))


def test_a_batch_has_a_loss_for_every_head(article, vocabulary, encoder):
    value, parts = loss(encoder, collate(list(windows(label(article), vocabulary, 60, random.Random(1)))), 0.0)
    assert torch.isfinite(value)
    assert set(parts) >= {"names", "content", "parts", "cue", "source"}
