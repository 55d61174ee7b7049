"""Other quotation marks, apostrophes and dashes, character for character, so that no offset changes."""

import random
import re

_STYLES = (("“", "”"), ("„", "“"), ("„", "”"), ("«", "»"), ("»", "«"), ('"', '"'))
_PAIR = re.compile(r"“([^“”„\"\n]*)”|„([^“”„\"\n]*)[“”]|«([^«»\n]*)»|\"([^\"\n]*)\"|»([^«»\n]*)«")
_DASH = re.compile(r"(?<=\s)[-–—](?=\s)")


def vary(text: str, rng: random.Random) -> str:
    """The text with one style of marks throughout, now and then; as long as it was."""
    if rng.random() < 0.4:
        left, right = rng.choice(_STYLES)
        text = _PAIR.sub(lambda match: left + match.group()[1:-1] + right, text)
    if rng.random() < 0.3:
        old, new = rng.choice((("’", "'"), ("'", "’")))
        text = text.replace(old, new)
    if rng.random() < 0.3:
        text = _DASH.sub(rng.choice("-–—"), text)
    return text
