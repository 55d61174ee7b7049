import random

from encoder.augment import vary


def test_offsets_and_letters_stay():
    text = '„Ja“, sagte er. « Non » – l’accord “a” "b" - c'
    for seed in range(200):
        other = vary(text, random.Random(seed))
        assert len(other) == len(text)
        assert all(old == new for old, new in zip(text, other, strict=True) if old.isalnum() or old.isspace())


def test_styles_change():
    assert {vary("“x”", random.Random(seed)) for seed in range(100)} >= {"„x“", "«x»", '"x"', "“x”"}
