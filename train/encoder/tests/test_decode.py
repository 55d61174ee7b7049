import numpy as np

from encoder import labels
from encoder.decode import spans, viterbi


def scores(*rows, head=labels.PARTS):
    table = np.full((len(rows), len(head)), -5.0)
    for at, row in enumerate(rows):
        for name, value in row.items():
            table[at, head.index(name)] = value
    return table


def test_inside_follows_only_its_own_beginning():
    table = scores({"O": 0}, {"I-CUE": 0, "B-CUE": -1}, {"I-SOURCE": 0, "I-CUE": -1})
    assert [labels.PARTS[at] for at in viterbi(table, labels.PARTS, 0.0)] == ["O", "B-CUE", "I-CUE"]


def test_a_text_does_not_begin_inside():
    assert labels.PARTS[viterbi(scores({"I-CUE": 0}), labels.PARTS, 0.0)[0]] != "I-CUE"


def test_a_penalty_joins_fragments():
    table = scores({"B-CUE": 0}, {"B-CUE": 0, "I-CUE": -1}, {"O": 0})
    assert len(spans(viterbi(table, labels.PARTS, 0.0), labels.PARTS)) == 2
    assert spans(viterbi(table, labels.PARTS, 3.0), labels.PARTS) == [((0, 2), "CUE")]


def test_spans_end_where_the_next_begins():
    found = [labels.PARTS.index(name) for name in ("B-CUE", "B-SOURCE", "I-SOURCE", "O", "B-CUE")]
    assert spans(found, labels.PARTS) == [((0, 1), "CUE"), ((1, 3), "SOURCE"), ((4, 5), "CUE")]
    assert spans([], labels.PARTS) == []
