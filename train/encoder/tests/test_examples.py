import random

from encoder import labels
from encoder.documents import Document, Name, Quotation
from encoder.examples import label, windows


def names_of(masks, head):
    return ["|".join(row for at, row in enumerate(head) if mask >> at & 1) for mask in masks]


def test_an_article_labels_all_heads(article):
    labelled = label(article)
    words = [article.text[start:end] for start, end in labelled.words]
    content = dict(zip(words, names_of(labelled.allowed["content"], labels.CONTENT), strict=True))
    parts = dict(zip(words, names_of(labelled.allowed["parts"], labels.PARTS), strict=True))
    assert (content["Der"], content["Montag"], content["Das"], content["sagte"]) == (
        *("B-DIRECT", "I-DIRECT", "B-INDIRECT", "O"),
    )
    assert (parts["Bürgermeisterin"], parts["Brandt"], parts["sagte"]) == ("B-SOURCE", "I-SOURCE", "B-CUE")
    assert len(labelled.contents) == 4


def test_what_a_set_does_not_annotate_is_allowed():
    document = Document(
        "a", "Ada visited Kiel", names=[Name((0, 3), frozenset({"PER"}))], hidden_types=labels.MISCELLANEOUS
    )
    masks = label(document).allowed
    ada, visited, _ = names_of(masks["names"], labels.NAMES)
    assert ada == "B-PER"
    assert visited.split("|")[0] == "O"
    assert {row[2:] for row in visited.split("|")[1:]} == labels.MISCELLANEOUS
    assert masks["content"] == [labels.everything(labels.CONTENT)] * 3
    assert masks["parts"] == [labels.everything(labels.PARTS)] * 3


def test_a_wide_label_allows_several_types():
    document = Document("a", "the Baltic Cup", names=[Name((4, 14), labels.name_types("MISC", "Baltic Cup"))])
    _, first, second = names_of(label(document).allowed["names"], labels.NAMES)
    assert first == "B-GRP|B-EVT|B-PRD|B-WRK|B-OTH"
    assert second == "I-GRP|I-EVT|I-PRD|I-WRK|I-OTH"


def test_an_inner_quotation_does_not_break_the_outer():
    document = Document("a", "x y z", quotations=[Quotation((2, 3), "DIRECT"), Quotation((0, 5), "INDIRECT")])
    assert names_of(label(document).allowed["content"], labels.CONTENT) == ["B-INDIRECT", "I-INDIRECT", "I-INDIRECT"]


def test_windows_carry_links(article, vocabulary):
    (window,) = windows(label(article), vocabulary, 2000, random.Random(5))
    cue, source, antecedent = (window.links[kind] for kind in ("cue", "source", "antecedent"))
    assert [right for _, right in cue.wanted] == [(0,), (1,), (2,), (2,)]
    assert [right for _, right in source.wanted] == [(0,), (1,), (2,), (2,)]
    assert len(antecedent.candidates) == 3
    assert [right for _, right in antecedent.wanted] == [(0,)]
    assert len(window.first) == len(window.allowed["names"])


def test_small_windows_lose_no_word_and_point_to_parts_inside(article, vocabulary):
    for seed in range(5):
        found = list(windows(label(article), vocabulary, 30, random.Random(seed)))
        assert sum(len(window.first) for window in found) == len(label(article).words)
        for window in found:
            assert len(window.ids) <= 32
            for links in window.links.values():
                assert all(at < len(links.candidates) for _, right in links.wanted for at in right)
