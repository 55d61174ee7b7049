"""Label sets of the three tagging heads, and how the labels of the data sets map to them.

The sets disagree on names: one set's "MISC" is a people, an event or a work of ours, and some sets annotate no such
names at all. A word therefore has a *set* of allowed labels, written as a bit mask over the rows of a head; the loss is
the log probability of the whole set, so what a set does not say costs nothing.
"""

NAME_TYPES = ("PER", "ORG", "LOC", "FAC", "GRP", "EVT", "PRD", "WRK", "OTH")
QUOTATION_KINDS = ("DIRECT", "INDIRECT", "MIXED")


def _bio(kinds: tuple[str, ...]) -> tuple[str, ...]:
    return ("O", *(f"{position}-{kind}" for kind in kinds for position in "BI"))


NAMES = _bio(NAME_TYPES)
CONTENT = _bio(QUOTATION_KINDS)
PARTS = _bio(("CUE", "SOURCE"))
HEADS = {"names": NAMES, "content": CONTENT, "parts": PARTS}

OUTSIDE = 1
"""The mask that allows only `O`."""

MISCELLANEOUS = frozenset({"GRP", "EVT", "PRD", "WRK", "OTH"})
_PLACE = frozenset({"LOC", "FAC"})
_ANY = frozenset(NAME_TYPES)


def everything(head: tuple[str, ...]) -> int:
    """The mask that allows every label: the word teaches this head nothing."""
    return (1 << len(head)) - 1


def begin(head: tuple[str, ...], kinds: frozenset[str]) -> int:
    """The mask of the labels that open a span of one of the kinds."""
    return sum(1 << head.index(f"B-{kind}") for kind in kinds)


def inside(head: tuple[str, ...], kinds: frozenset[str]) -> int:
    """The mask of the labels that continue a span of one of the kinds."""
    return sum(1 << head.index(f"I-{kind}") for kind in kinds)


def outside(head: tuple[str, ...], hidden: frozenset[str]) -> int:
    """The mask of a word without a label in a set that does not annotate the kinds `hidden`."""
    return OUTSIDE | begin(head, hidden) | inside(head, hidden)


_TYPES = {
    **dict.fromkeys(("PER", "Person", "person", "politician"), frozenset({"PER"})),
    **dict.fromkeys(("ORG", "Organization", "organization", "organisation", "politicalparty"), frozenset({"ORG"})),
    **dict.fromkeys(("LOC", "location", "place", "country"), _PLACE),
    "Location": frozenset({"LOC"}),
    "Facility": frozenset({"FAC"}),
    "NORP": frozenset({"GRP"}),
    "Product": frozenset({"PRD"}),
    "election": frozenset({"EVT"}),
    **dict.fromkeys(("MISC", "misc"), MISCELLANEOUS),
    "Misc": MISCELLANEOUS - {"GRP"},
    # Labels of the whole mention around a name: only that it is a name is sure.
    **dict.fromkeys(("event", "abstract", "object"), _ANY),
}

_WITHOUT_MISCELLANEOUS = ("uner_ewt", "uner_pt", "europeana_fr", "wikiann_fr")


def name_types(label: str, name: str) -> frozenset[str]:
    """The types that a name with a label of some set may have; none where we count it as no name."""
    if label == "Misc" and name.endswith("day") and " " not in name:
        return frozenset()
    return _TYPES.get(label, frozenset())


def hidden_types(set_name: str) -> frozenset[str]:
    """The types that a set does not annotate, so that they may hide among its words without a label."""
    return MISCELLANEOUS if set_name.startswith(_WITHOUT_MISCELLANEOUS) else frozenset()
