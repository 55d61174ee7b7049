"""Who said what in news text: the client of the ascribe service.

>>> from ascribe import Client
>>> with Client("localhost:50051") as client:
...     document = client.analyze("“It is safe,” Mayor Ada Lindqvist told reporters.")
...     for speaker, quotations in document.speakers.items():
...         print(speaker, [quotation.text for quotation in quotations])
Ada Lindqvist ['It is safe,']
"""
from ._aio import AsyncClient
from ._client import Client
from ._document import AnalyzedDocument, Block, Entity, Language, Mention, Quotation, Span, Speaker
from ._errors import AscribeError
from ._parquet import DOCUMENT_COLUMNS, Counts, analyses_schema, analyze_batches, analyze_parquet
from ._requests import Document
from ._tables import QUOTATION_COLUMNS, quotations_frame, quotations_table

__all__ = [
    "AnalyzedDocument", "AscribeError", "AsyncClient", "Block", "Client", "Counts", "DOCUMENT_COLUMNS", "Document",
    "Entity", "Language", "Mention", "QUOTATION_COLUMNS", "Quotation", "Span", "Speaker", "analyses_schema",
    "analyze_batches", "analyze_parquet", "quotations_frame", "quotations_table",
]
