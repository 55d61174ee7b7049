import pytest

from encoder import markup


def test_an_article_is_read_with_names_quotations_and_speakers(article):
    text = article.text
    assert "{" not in text
    assert article.language == "de"
    assert [text[slice(*name.span)] for name in article.names] == ["Ida Brandt", "Wellin", "Ole Stein"]
    first, second, third, fourth = article.quotations
    assert (text[slice(*first.span)], first.kind, first.speaker) == ("Der Hafen öffnet am Montag", "DIRECT", "0")
    assert text[slice(*first.source)] == "Bürgermeisterin Ida Brandt"
    assert (text[slice(*second.cue)], text[slice(*second.source)]) == ("erklärte", "sie")
    assert (text[slice(*third.span)], text[slice(*fourth.span)]) == ("Wir freuen uns", "sehr")
    assert third.cue == fourth.cue


def test_escapes_and_pieces_of_crossed_marks():
    text, marks, _ = markup.parse(r"{Q#0 a \{b} c {+Q#0 d}")
    assert text == "a {b c d"
    assert [(mark["kind"], mark["start"], mark["end"]) for mark in marks] == [("Q", 0, 8)]


def test_pronouns_are_no_names():
    article = markup.read(
        "{PER#0 Ida Brandt} kam. {PER#0:pronoun Sie} ging.\n===\nlanguage | de\nPER#0 Ida Brandt\n", "a"
    )
    assert [name.span for name in article.names] == [(0, 10)]


@pytest.mark.parametrize("source", ["{Q#0 open", "shut}", "{#0 x}"])
def test_faults_are_told(source):
    with pytest.raises(markup.MarkupError):
        markup.parse(source)


def test_one_in_five_is_held_out(tmp_path):
    for number in (4, 5, 10, 11):
        (tmp_path / f"{number:02}_topic.txt").write_text("Text\n===\nlanguage | it\n", encoding="utf-8")
    assert [document.id for document in markup.read_corpus([tmp_path], held_out=True)] == ["it/05_topic", "it/10_topic"]
    assert [document.id for document in markup.read_corpus([tmp_path, tmp_path], held_out=False)] == [
        "it/04_topic",
        "it/11_topic",
    ]
