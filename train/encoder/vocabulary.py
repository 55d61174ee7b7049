"""Sub-words: a unigram SentencePiece model whose words are encoded one at a time."""

import unicodedata
from dataclasses import dataclass, field

CLS, PAD, SEP, UNK = 0, 1, 2, 3
SPECIAL = 4
MAX_PIECES = 12
_UNKNOWN_PENALTY = 10.0
_SPACE = "▁"
_SCRIPTS = ("LATIN", "GREEK", "CYRILLIC")


@dataclass
class Vocabulary:
    """Pieces with their scores; the index of a piece is its id, the first four are CLS, PAD, SEP and UNK."""

    pieces: list[str]
    scores: list[float]
    _ids: dict[str, int] = field(default_factory=dict, repr=False)
    _cache: dict[tuple[str, bool], list[int]] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self._ids = {piece: at for at, piece in enumerate(self.pieces) if at >= SPECIAL and piece}
        self._longest = max(map(len, self._ids), default=1)
        self._unknown = min(self.scores[SPECIAL:], default=0.0) - _UNKNOWN_PENALTY

    def encode(self, word: str, *, space_before: bool) -> list[int]:
        """The ids of the best segmentation of a word: at least one (UNK), at most twelve (the first ones)."""
        key = (word, space_before)
        ids = self._cache.get(key)
        if ids is None:
            ids = self._cache[key] = self._segment(word, space_before)[:MAX_PIECES] or [UNK]
        return ids

    def _segment(self, word: str, space_before: bool) -> list[int]:
        text = (_SPACE if space_before else "") + unicodedata.normalize("NFKC", word)
        best = [0.0] + [float("-inf")] * len(text)
        back: list[tuple[int, int]] = [(0, UNK)] * (len(text) + 1)
        for end in range(1, len(text) + 1):
            for start in range(max(0, end - self._longest), end):
                piece = self._ids.get(text[start:end])
                if piece is not None and best[start] + self.scores[piece] > best[end]:
                    best[end], back[end] = best[start] + self.scores[piece], (start, piece)
            if best[end - 1] + self._unknown > best[end]:
                best[end], back[end] = best[end - 1] + self._unknown, (end - 1, UNK)
        ids: list[int] = []
        end = len(text)
        while end > 0:
            start, piece = back[end]
            if not (piece == UNK and ids and ids[-1] == UNK):
                ids.append(piece)
            end = start
        return ids[::-1]

    def pruned(self, used: set[int], size: int) -> tuple["Vocabulary", list[int]]:
        """A vocabulary of the special pieces, the used ones, all single letters of three scripts, and the best-scored
        other Latin pieces up to `size`; and the old id of each new one."""
        keep = set(range(SPECIAL)) | used
        for at in range(SPECIAL, len(self.pieces)):
            bare = self.pieces[at].lstrip(_SPACE)
            if len(bare) <= 1 and (not bare or _script(bare) in (*_SCRIPTS, "")):
                keep.add(at)
        latin = (
            at
            for at in sorted(range(SPECIAL, len(self.pieces)), key=lambda at: -self.scores[at])
            if at not in keep and _is_latin(self.pieces[at])
        )
        for at in latin:
            if len(keep) >= size:
                break
            keep.add(at)
        old = sorted(keep)
        return Vocabulary([self.pieces[at] for at in old], [self.scores[at] for at in old]), old


def _script(char: str) -> str:
    """The script of a letter; nothing for digits and marks."""
    return unicodedata.name(char, "OTHER").split(" ")[0] if char.isalpha() else ""


def _is_latin(piece: str) -> bool:
    letters = [char for char in piece if char.isalpha()]
    return bool(letters) and all(_script(char) == "LATIN" for char in letters)
