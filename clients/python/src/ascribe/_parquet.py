"""Corpora as Arrow and Parquet: a row for each document goes in, a row for each document comes out."""
from __future__ import annotations

import datetime
import os
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import grpc

from ._client import Client
from ._document import AnalyzedDocument
from ._errors import AscribeError
from ._requests import FORMATS, Document, format_names
from ._tables import QUOTATION_COLUMNS, arrow_type, records

if TYPE_CHECKING:
    import pyarrow

DOCUMENT_COLUMNS = {
    "content": "text", "id": "id", "format": "format", "charset": "charset", "language": "language",
    "publication_date": "publication_date", "uri": "uri",
}
"""The fields of `Document` with the columns that they are read from; all but the content may be missing."""

# So many rows are sent in one stream, and are what is sent again where a server goes away: it bounds the memory.
_ROWS_OF_STREAM = 500
_ROWS_OF_GROUP = 5_000
# A call that meets these had bad luck; any other says that it would fail again.
_PASSING = (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.RESOURCE_EXHAUSTED)
_LONGEST_WAIT = 5.0


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the documents of a file."""

    documents: int
    """All of them, each with a row."""
    failed: int
    """Those whose row holds an error in place of an analysis."""


def analyses_schema() -> pyarrow.Schema:
    """The columns that `analyze_batches` and `analyze_parquet` give."""
    import pyarrow

    text = pyarrow.string()
    texts = pyarrow.list_(text)
    quotation = [(name, arrow_type(kind)) for name, kind in QUOTATION_COLUMNS.items() if name != "document_id"]
    entity = [("id", pyarrow.int64()), ("name", text), ("type", text), ("normalized_value", text),
              ("descriptions", texts), ("knowledge_base_ids", texts), ("mentions", pyarrow.int64()),
              ("salience", pyarrow.float64())]
    return pyarrow.schema([
        ("id", text), ("language", text), ("headline", text), ("authors", texts), ("publication_date", text),
        ("word_count", pyarrow.int64()), ("quotations", pyarrow.list_(pyarrow.struct(quotation))),
        ("entities", pyarrow.list_(pyarrow.struct(entity))), ("rendered_text", text), ("warnings", texts),
        ("error", text), ("error_message", text),
    ])


def analyze_batches(
    client: Client, batches: Iterable[pyarrow.RecordBatch], *, columns: Mapping[str, str] | None = None,
    features: Sequence[str] = (), min_confidence: float = 0.0, model: str | None = None, timeout: float = 600.0,
    tries: int = 6,
) -> Iterator[pyarrow.RecordBatch]:
    """Analyses a corpus in batches of Arrow over the stream rpc: a row for each row, in the same order.

    `columns` names the columns of fields of `Document` that are not called as in `DOCUMENT_COLUMNS`. A document that
    cannot be analysed has its `error`, and nothing else. What a server left unanswered that goes away, or is full, is
    sent again, `tries` times in a row without an answer; then, or for any other reason, `AscribeError` is raised.
    `timeout` is that of a stream, of at most 500 documents.
    """
    import pyarrow

    schema = analyses_schema()
    names = _columns(columns)
    most = client.server_info().limits.max_document_bytes
    for batch in batches:
        for begin in range(0, batch.num_rows, _ROWS_OF_STREAM):
            part = batch.slice(begin, _ROWS_OF_STREAM)
            documents = _documents(part, names)
            rows = _rows(client, documents, most, tries, features=features, min_confidence=min_confidence,
                         model=model, timeout=timeout)
            yield pyarrow.RecordBatch.from_pylist(rows, schema=schema)


def analyze_parquet(
    client: Client, source: str | os.PathLike[str], target: str | os.PathLike[str], *,
    columns: Mapping[str, str] | None = None, features: Sequence[str] = (), min_confidence: float = 0.0,
    model: str | None = None, timeout: float = 600.0, tries: int = 6,
) -> Counts:
    """Analyses a file of Parquet into another, as `analyze_batches` does, in bounded memory.

    The target appears when it is whole; what stops on the way leaves `TARGET.part`.
    """
    import pyarrow
    import pyarrow.parquet

    unfinished = f"{os.fspath(target)}.part"
    names = _columns(columns)
    rows = failed = 0
    with pyarrow.parquet.ParquetFile(source) as file:
        present = [name for name in names.values() if name in file.schema_arrow.names]
        batches = file.iter_batches(batch_size=_ROWS_OF_STREAM, columns=present)
        analyses = analyze_batches(client, batches, columns=names, features=features, min_confidence=min_confidence,
                                   model=model, timeout=timeout, tries=tries)
        with pyarrow.parquet.ParquetWriter(unfinished, analyses_schema(), compression="zstd") as writer:
            group: list[Any] = []
            for batch in analyses:
                group.append(batch)
                rows += batch.num_rows
                failed += batch.num_rows - batch.column("error").null_count
                if sum(part.num_rows for part in group) >= _ROWS_OF_GROUP:
                    writer.write_table(pyarrow.Table.from_batches(group))
                    group = []
            if group:
                writer.write_table(pyarrow.Table.from_batches(group))
    os.replace(unfinished, target)
    return Counts(rows, failed)


def _columns(chosen: Mapping[str, str] | None) -> dict[str, str]:
    unknown = set(chosen or ()) - DOCUMENT_COLUMNS.keys()
    if unknown:
        raise ValueError(f"a document has no {', '.join(sorted(unknown))}; it has {', '.join(DOCUMENT_COLUMNS)}")
    return {**DOCUMENT_COLUMNS, **(chosen or {})}


def _documents(batch: pyarrow.RecordBatch, names: Mapping[str, str]) -> list[Document]:
    if names["content"] not in batch.schema.names:
        raise ValueError(f"there is no column {names['content']!r} with the content of documents; "
                         f"there are {', '.join(batch.schema.names)}")
    found = {field: batch.column(name).to_pylist() for field, name in names.items() if name in batch.schema.names}
    return [_document({field: values[row] for field, values in found.items()}) for row in range(batch.num_rows)]


def _document(row: dict[str, Any]) -> Document:
    given = {field: _text(value) for field, value in row.items() if value is not None and field != "content"}
    # What is absent is an empty document, which is answered by an error of its own.
    return Document(row["content"] or "", **given)


def _text(value: Any) -> str:
    return value.isoformat()[:10] if isinstance(value, datetime.date) else str(value)


def _rows(client: Client, documents: Sequence[Document], most: int, tries: int, **options: Any) -> list[dict[str, Any]]:
    """A row for each document; those that are not answered are sent again."""
    refused = ((place, _refusal(document, most)) for place, document in enumerate(documents))
    rows = {place: _row(documents[place], error) for place, error in refused if error}
    places = {id(document): place for place, document in enumerate(documents)}
    failures = 0
    while len(rows) < len(documents):
        before = len(rows)
        waiting = [document for place, document in enumerate(documents) if place not in rows]
        # Where a stream ends early and says nothing.
        failure = AscribeError(grpc.StatusCode.UNAVAILABLE, f"{len(waiting)} documents were not answered")
        try:
            for sent, answer in client.stream(waiting, **options):
                if isinstance(answer, AscribeError) and answer.code in _PASSING:
                    failure = answer
                else:
                    rows[places[id(sent)]] = _row(sent, answer)
        except AscribeError as error:
            if error.code not in _PASSING:
                raise
            failure = error
        if len(rows) < len(documents):
            failures = 1 if len(rows) > before else failures + 1
            if failures >= tries:
                raise failure
            time.sleep(failure.retry_after or min(_LONGEST_WAIT, 0.25 * 2**failures))
    return [rows[place] for place in range(len(documents))]


def _refusal(document: Document, most: int) -> AscribeError | None:
    """The error of a document that would end a whole stream: a message over the limit, a value that has no name."""
    content = document.content
    if document.format not in FORMATS:
        message = f"format {document.format!r} is none of {format_names()}"
        return AscribeError(grpc.StatusCode.INVALID_ARGUMENT, message, "UNKNOWN_FORMAT", ("document.format",))
    size = len(content.encode() if isinstance(content, str) else content)
    if size <= most:
        return None
    message = f"document: {size} bytes are over the limit of {most} bytes"
    return AscribeError(grpc.StatusCode.INVALID_ARGUMENT, message, "DOCUMENT_TOO_LARGE", ("document",))


def _row(sent: Document, answer: AnalyzedDocument | AscribeError) -> dict[str, Any]:
    if isinstance(answer, AscribeError):
        return {"id": sent.id or None, "error": answer.reason or answer.code.name, "error_message": answer.message}
    entities = [
        {"id": entity.id, "name": entity.name, "type": entity.type, "normalized_value": entity.normalized_value or None,
         "descriptions": entity.descriptions, "knowledge_base_ids": entity.knowledge_base_ids,
         "mentions": len(entity.mentions), "salience": entity.salience} for entity in answer.entities]
    return {
        "id": sent.id or None,
        "language": answer.language and answer.language.code,
        "headline": answer.headline and answer.headline.text,
        "authors": answer.authors,
        "publication_date": answer.publication_date or None,
        "word_count": answer.word_count,
        "quotations": records([answer]),
        "entities": entities,
        # Offsets refer to what was sent wherever the response has no text of its own.
        "rendered_text": answer.proto.text or None,
        "warnings": answer.warnings,
    }
