"""Analyses as tables, one row for each quotation."""
from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ._document import AnalyzedDocument

if TYPE_CHECKING:
    import pandas
    import pyarrow

QUOTATION_COLUMNS = {
    "document_id": "string", "quotation_id": "int64", "kind": "string", "speaker": "string", "speaker_kind": "string",
    "speaker_type": "string", "description": "string", "knowledge_base_id": "string", "text": "string", "cue": "string",
    "negated": "bool", "addressee": "string", "venue": "string", "time": "string", "begin": "int64", "end": "int64",
    "confidence": "float64", "speaker_confidence": "float64",
}
"""The columns of a table of quotations, with their types. Text is null where there is none."""


def records(documents: Iterable[AnalyzedDocument]) -> list[dict[str, Any]]:
    """A flat record for each quotation."""
    rows = []
    for document in documents:
        for quotation in document.quotations:
            speaker, entity = quotation.speaker, document.entity_of(quotation)
            spans = {name: getattr(quotation, name) for name in ("cue", "addressee", "venue", "time")}
            rows.append({
                "document_id": document.id or None,
                "quotation_id": quotation.id,
                "kind": quotation.kind,
                "speaker": speaker and speaker.name or None,
                "speaker_kind": speaker and speaker.kind,
                "speaker_type": entity and entity.type,
                "description": speaker and speaker.description or None,
                "knowledge_base_id": entity.knowledge_base_ids[0] if entity and entity.knowledge_base_ids else None,
                "text": quotation.text,
                **{name: span and span.text for name, span in spans.items()},
                "negated": quotation.negated,
                "begin": quotation.segments[0].begin,
                "end": quotation.segments[-1].end,
                "confidence": quotation.confidence,
                "speaker_confidence": speaker.confidence if speaker else 0.0,
            })
    return rows


def quotations_frame(documents: Iterable[AnalyzedDocument]) -> pandas.DataFrame:
    """The quotations of documents as a frame of pandas (`pip install ascribe[pandas]`)."""
    import pandas

    frame = pandas.DataFrame(records(documents), columns=list(QUOTATION_COLUMNS))
    return frame.astype(QUOTATION_COLUMNS)


def quotations_table(documents: Iterable[AnalyzedDocument]) -> pyarrow.Table:
    """The quotations of documents as a table of Arrow (`pip install ascribe[arrow]`), ready for Parquet."""
    import pyarrow

    schema = pyarrow.schema([(name, arrow_type(kind)) for name, kind in QUOTATION_COLUMNS.items()])
    return pyarrow.Table.from_pylist(records(documents), schema=schema)


def arrow_type(kind: str) -> pyarrow.DataType:
    """The type of Arrow for one of `QUOTATION_COLUMNS`."""
    import pyarrow

    types = {"string": pyarrow.string(), "int64": pyarrow.int64(), "bool": pyarrow.bool_(),
             "float64": pyarrow.float64()}
    return types[kind]
