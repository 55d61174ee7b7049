from encoder.vocabulary import MAX_PIECES, UNK, Vocabulary


def spelled(vocabulary, word, space_before=True):
    return [vocabulary.pieces[at] for at in vocabulary.encode(word, space_before=space_before)]


def test_the_best_segmentation_is_found(vocabulary):
    assert spelled(vocabulary, "sagte") == ["▁sagte"]
    assert spelled(vocabulary, "sagte", space_before=False) == ["sagte"]
    assert spelled(vocabulary, "Hab") == ["▁Ha", "b"]


def test_neighbouring_unknown_characters_are_one(vocabulary):
    assert vocabulary.encode("☃☃☃a", space_before=False)[0] == UNK
    assert len(vocabulary.encode("☃☃☃a", space_before=False)) == 2


def test_long_words_are_cut_and_empty_ones_unknown(vocabulary):
    assert len(vocabulary.encode("b" * 40, space_before=True)) == MAX_PIECES
    assert vocabulary.encode("", space_before=False) == [UNK]


def test_words_are_normalised(vocabulary):
    assert spelled(vocabulary, "ｓagte") == ["▁sagte"]


def test_pruning_keeps_used_pieces_and_single_letters():
    whole = Vocabulary(
        ["<s>", "<pad>", "</s>", "<unk>", "▁rare", "▁often", "x", "ж", "日本", "▁used"],
        [0.0] * 4 + [-9, -1, -3, -4, -2, -8],
    )
    small, old = whole.pruned({9}, 8)
    assert small.pieces == ["<s>", "<pad>", "</s>", "<unk>", "▁often", "x", "ж", "▁used"]
    assert [whole.pieces[at] for at in old] == small.pieces
