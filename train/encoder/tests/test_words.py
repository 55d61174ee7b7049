from encoder import words
from encoder.examples import cut, encode


def cut_words(text, language, cuts=()):
    return [text[start:end] for start, end in words.split(text, language, cuts)]


def test_compounds_and_numbers_are_one_word_and_clitics_their_own():
    assert cut_words("Kiel-based firms didn't pay 1,250.50: Ada's", "en") == [
        *("Kiel-based", "firms", "did", "n't", "pay", "1,250.50", ":", "Ada", "'s")
    ]
    assert cut_words("l’accord qu'elle", "fr") == ["l’", "accord", "qu'", "elle"]
    assert cut_words("zo'n 'n", "nl") == ["zo", "'", "n", "'", "n"]


def test_a_gold_edge_parts_a_word():
    assert cut_words("Kiel-based", "en", [0, 4]) == ["Kiel", "-based"]


def test_words_cover_all_that_is_not_blank():
    text = "„Ja“, sagte\nsie – 3,5 %!"
    covered = "".join(text[start:end] for start, end in words.split(text, "de"))
    assert covered == "".join(text.split())


def test_sub_words_are_aligned_with_words(vocabulary):
    text = "Der Hafen öffnet."
    found = words.split(text, "de")
    pieces = encode(found, text, vocabulary)
    assert len(pieces) == len(found)
    assert all(pieces)
    assert [vocabulary.pieces[piece] for piece in pieces[1]] == ["▁Hafen"]
    spelled = ["".join(vocabulary.pieces[piece] for piece in ids) for ids in pieces]
    assert spelled == ["▁Der", "▁Hafen", "▁öffnet", "."]


def test_windows_end_with_paragraphs_and_cover_every_word_once():
    text = "\n".join(["a b c. d e f"] * 5)
    found = words.split(text, "en")
    spans = cut([1] * len(found), text, found, 16)
    assert [word for start, end in spans for word in range(start, end)] == list(range(len(found)))
    assert all(end - start <= 16 for start, end in spans)
    assert all(end == len(found) or "\n" in text[found[end - 1][1] : found[end][0]] for _, end in spans)


def test_a_long_paragraph_is_cut_at_a_sentence():
    text = "a b c d e. f g h i j k l m"
    found = words.split(text, "en")
    assert cut([1] * len(found), text, found, 8)[0] == (0, 6)
