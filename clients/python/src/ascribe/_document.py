"""An analysis in terms of Python: spans that cut the text, speakers with their quotations."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from .v1 import document_analysis_service_pb2 as service_pb2
from .v1 import entity_pb2, quotation_pb2, structure_pb2


@dataclass(frozen=True, slots=True)
class Span:
    """A range of the text: `document.text[span.begin:span.end] == span.text`."""

    begin: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Language:
    """The language of a document."""

    code: str
    """BCP 47 tag; `"und"` where there is too little text."""
    name: str
    confidence: float
    reliable: bool


@dataclass(frozen=True, slots=True)
class Block:
    """A visual unit of the document: a paragraph, a heading, a caption."""

    span: Span
    kind: str
    level: int


@dataclass(frozen=True, slots=True)
class Mention:
    """A place where the text refers to an entity, by `"name"`, `"nominal"` or `"pronoun"`."""

    span: Span
    kind: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Entity:
    """One thing in the world, with every place where the text mentions it."""

    id: int
    name: str
    type: str
    """In lower case: `"person"`, `"organization"`, `"location"`, `"date"`, `"money"` …"""
    mentions: tuple[Mention, ...]
    descriptions: tuple[str, ...]
    normalized_value: str
    knowledge_base_ids: tuple[str, ...]
    salience: float


@dataclass(frozen=True, slots=True)
class Speaker:
    """The source of a quotation."""

    name: str
    """Resolved where the document gives a name (“she” → “Ada Lindqvist”), else as written."""
    span: Span | None
    """As written; absent where it follows from the context."""
    kind: str
    description: str
    entity_id: int | None
    method: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Quotation:
    """One act of attribution."""

    id: int
    kind: str
    """`"direct"`, `"indirect"` or `"mixed"`."""
    segments: tuple[Span, ...]
    quoted_parts: tuple[Span, ...]
    speaker: Speaker | None
    cue: Span | None
    cue_lemma: str
    negated: bool
    addressee: Span | None
    venue: Span | None
    time: Span | None
    parent_id: int | None
    relayed_by: tuple[int, ...]
    confidence: float

    @property
    def text(self) -> str:
        """The content; where it is split, the parts with an ellipsis between them."""
        return " … ".join(span.text for span in self.segments)


@dataclass(frozen=True)
class AnalyzedDocument:
    """The analysis of one document."""

    id: str
    text: str
    """What all spans refer to: of plain text what was sent, else the rendered text."""
    language: Language | None
    headline: Span | None
    authors: tuple[str, ...]
    publication_date: str
    blocks: tuple[Block, ...]
    sentences: tuple[Span, ...]
    word_count: int
    entities: tuple[Entity, ...]
    quotations: tuple[Quotation, ...]
    warnings: tuple[str, ...]
    proto: service_pb2.AnalyzeDocumentResponse = field(repr=False, compare=False)
    """The response as it came."""

    @cached_property
    def speakers(self) -> dict[str, list[Quotation]]:
        """Who said what: the quotations of each speaker, in the order in which they first speak.

        Quotations without a source are not among them. Two speakers of one name whom the document tells apart are
        told apart by a number behind the name.
        """
        names: dict[object, str] = {}
        found: dict[str, list[Quotation]] = {}
        for quotation in self.quotations:
            if not quotation.speaker or not quotation.speaker.name:
                continue
            speaker = quotation.speaker
            key = speaker.name.casefold() if speaker.entity_id is None else speaker.entity_id
            if key not in names:
                name, number = speaker.name, 2
                while name in found:
                    name, number = f"{speaker.name} ({number})", number + 1
                names[key] = name
                found[name] = []
            found[names[key]].append(quotation)
        return found

    def entity_of(self, quotation: Quotation) -> Entity | None:
        """The entity that a quotation is by, where its speaker is one."""
        speaker = quotation.speaker
        return None if speaker is None or speaker.entity_id is None else self.entities[speaker.entity_id]

    def to_records(self) -> list[dict[str, Any]]:
        """A flat record for each quotation, with the columns of `quotations_frame`."""
        from ._tables import records

        return records([self])


def analyzed(response: service_pb2.AnalyzeDocumentResponse, sent: str | bytes) -> AnalyzedDocument:
    """A response in terms of Python; the text is what was sent where the response does not hold it."""
    text = response.text or (sent if isinstance(sent, str) else "")
    cut = _Cutter(text)
    structure = response.structure
    return AnalyzedDocument(
        id=response.document_id,
        text=text,
        language=language(response.language) if response.HasField("language") else None,
        headline=cut.one(structure, "headline"),
        authors=tuple(author.name for author in structure.byline.authors),
        publication_date=structure.publication_date.value,
        blocks=tuple(Block(cut.span(block.span), _name(structure_pb2.BlockKind, block.kind), block.level)
                     for block in structure.blocks),
        sentences=cut.all(sentence.span for sentence in structure.sentences),
        word_count=structure.word_count,
        entities=tuple(cut.entity(entity) for entity in response.entities),
        quotations=tuple(cut.quotation(quotation) for quotation in response.quotations),
        warnings=tuple(warning.message for warning in response.warnings),
        proto=response,
    )


def language(found: Any) -> Language:
    """A language in terms of Python."""
    return Language(found.language_code, found.name, found.confidence, found.reliable)


class _Cutter:
    """Cuts spans out of a text."""

    def __init__(self, text: str) -> None:
        self._text = text

    def span(self, span: Any) -> Span:
        return Span(span.begin, span.end, self._text[span.begin:span.end])

    def all(self, spans: Iterable[Any]) -> tuple[Span, ...]:
        return tuple(self.span(span) for span in spans)

    def one(self, message: Any, name: str) -> Span | None:
        return self.span(getattr(message, name)) if message.HasField(name) else None

    def entity(self, entity: entity_pb2.Entity) -> Entity:
        mentions = tuple(
            Mention(self.span(mention.span), _name(entity_pb2.MentionKind, mention.kind), mention.confidence)
            for mention in entity.mentions)
        return Entity(
            entity.id, entity.name, _name(entity_pb2.EntityType, entity.type), mentions, tuple(entity.descriptions),
            entity.normalized_value, tuple(entity.knowledge_base_ids), entity.salience)

    def speaker(self, speaker: quotation_pb2.Speaker) -> Speaker:
        return Speaker(
            name=speaker.name, span=self.one(speaker, "span"),
            kind=_name(quotation_pb2.SpeakerKind, speaker.kind), description=speaker.description,
            entity_id=speaker.entity_id if speaker.HasField("entity_id") else None,
            method=_name(quotation_pb2.AttributionMethod, speaker.method), confidence=speaker.confidence)

    def quotation(self, quotation: quotation_pb2.Quotation) -> Quotation:
        return Quotation(
            id=quotation.id, kind=_name(quotation_pb2.QuotationKind, quotation.kind),
            segments=self.all(quotation.segments), quoted_parts=self.all(quotation.quoted_parts),
            speaker=self.speaker(quotation.speaker) if quotation.HasField("speaker") else None,
            cue=self.one(quotation.cue, "span"), cue_lemma=quotation.cue.lemma, negated=quotation.cue.negated,
            addressee=self.one(quotation, "addressee"), venue=self.one(quotation, "venue"),
            time=self.one(quotation, "time"),
            parent_id=quotation.parent_id if quotation.HasField("parent_id") else None,
            relayed_by=tuple(quotation.relayed_by), confidence=quotation.confidence)


def _name(enum: Any, value: int) -> str:
    """A value of the contract in lower case, without the name of its enum: `"block_quote"`.

    A value from after this client was made is its number.
    """
    try:
        name: str = enum.Name(value)
    except ValueError:
        return str(value)
    return name.removeprefix(_prefix(enum)).lower()


def _prefix(enum: Any) -> str:
    zero: str = enum.Name(0)
    return zero.removesuffix("UNSPECIFIED")
