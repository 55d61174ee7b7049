"""What both clients send, and how."""
from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from .v1 import document_analysis_service_pb2 as service_pb2
from .v1 import document_pb2

SERVICE = "ascribe.v1.DocumentAnalysisService"

# Calls have no side effects. A server that is full says when to come back, and gRPC heeds that.
_SERVICE_CONFIG = {
    # Where a name has several addresses, calls take turns on them.
    "loadBalancingConfig": [{"round_robin": {}}],
    "methodConfig": [
        {
            "name": [{"service": SERVICE}],
            "retryPolicy": {
                "maxAttempts": 5,
                "initialBackoff": "0.1s",
                "maxBackoff": "5s",
                "backoffMultiplier": 2,
                "retryableStatusCodes": ["UNAVAILABLE", "RESOURCE_EXHAUSTED"],
            },
        },
        # What a stream has sent would have to be kept to send it again.
        {"name": [{"service": SERVICE, "method": "StreamAnalyzeDocuments"}]},
    ]
}

CHANNEL_OPTIONS: list[tuple[str, Any]] = [
    ("grpc.service_config", json.dumps(_SERVICE_CONFIG)),
    ("grpc.enable_retries", 1),
    # An analysis is several times as large as its text; the server's own limits bound it.
    ("grpc.max_receive_message_length", -1),
]

FORMATS = {
    None: document_pb2.FORMAT_UNSPECIFIED,
    "text": document_pb2.FORMAT_PLAIN_TEXT,
    "html": document_pb2.FORMAT_HTML,
    "markdown": document_pb2.FORMAT_MARKDOWN,
    "email": document_pb2.FORMAT_EMAIL,
    "feed": document_pb2.FORMAT_FEED_ITEM,
    "nitf": document_pb2.FORMAT_NITF,
    "newsml-g2": document_pb2.FORMAT_NEWSML_G2,
    "ninjs": document_pb2.FORMAT_NINJS,
    "subtitles": document_pb2.FORMAT_SUBTITLES,
}


def format_names() -> str:
    """What a format may be called, for messages."""
    return ", ".join(repr(name) for name in FORMATS if name)


_FEATURES = {
    "structure": document_pb2.FEATURE_STRUCTURE,
    "language": document_pb2.FEATURE_LANGUAGE,
    "entities": document_pb2.FEATURE_ENTITIES,
    "quotations": document_pb2.FEATURE_QUOTATIONS,
}


# The engines that read names and speech; the server's default where none is chosen.
_MODELS = {
    None: document_pb2.MODEL_UNSPECIFIED,
    "fast": document_pb2.MODEL_FAST,
    "accurate": document_pb2.MODEL_ACCURATE,
}


@dataclass(frozen=True, slots=True)
class Document:
    """A document with what its sender knows of it; where nothing is known, a plain `str` or `bytes` will do."""

    content: str | bytes
    """Text, or bytes of an encoding that the service finds out."""
    id: str = ""
    """Your own identifier; it comes back with the analysis."""
    format: str | None = None
    """One of the keys of `FORMATS` ("text", "html", "subtitles"); found out where absent."""
    charset: str = ""
    """The encoding of bytes, as a WHATWG label."""
    language: str = ""
    """The language as a BCP 47 tag; found out where absent."""
    publication_date: str = ""
    """In ISO 8601; "Tuesday" is resolved against it."""
    uri: str = ""
    """Where it comes from; it is never fetched."""

    def to_proto(self) -> document_pb2.Document:
        """The document of the contract."""
        if self.format not in FORMATS:
            raise ValueError(f"format {self.format!r} is none of {format_names()}")
        content: dict[str, Any] = (
            {"text": self.content} if isinstance(self.content, str) else {"data": self.content})
        return document_pb2.Document(
            id=self.id, format=FORMATS[self.format], charset=self.charset, language_code=self.language,
            publication_date=self.publication_date, uri=self.uri, **content)


DocumentLike = str | bytes | Document


def document(given: DocumentLike) -> Document:
    """A document from whatever stands for one."""
    return given if isinstance(given, Document) else Document(given)


def options(features: Sequence[str] = (), min_confidence: float = 0.0,
            model: str | None = None) -> document_pb2.AnalysisOptions:
    """Options whose offsets are those of Python's strings."""
    if model not in _MODELS:
        raise ValueError(f"model {model!r} is none of {', '.join(repr(name) for name in _MODELS if name)}")
    unknown = set(features) - _FEATURES.keys()
    if unknown:
        raise ValueError(f"no such features: {', '.join(sorted(unknown))}; there are {', '.join(_FEATURES)}")
    return document_pb2.AnalysisOptions(
        features=[_FEATURES[feature] for feature in features],
        offset_encoding=document_pb2.OFFSET_ENCODING_UTF32, min_confidence=min_confidence, model=_MODELS[model])


def analyze_request(
    given: Document, chosen: document_pb2.AnalysisOptions
) -> service_pb2.AnalyzeDocumentRequest:
    """The request for one document."""
    return service_pb2.AnalyzeDocumentRequest(document=given.to_proto(), options=chosen)


def batch_request(
    given: Iterable[Document], chosen: document_pb2.AnalysisOptions
) -> service_pb2.BatchAnalyzeDocumentsRequest:
    """The request for several documents."""
    return service_pb2.BatchAnalyzeDocumentsRequest(requests=[analyze_request(one, chosen) for one in given])


def batches(given: Iterable[DocumentLike], size: int) -> Iterable[list[Document]]:
    """Documents, so many at a time."""
    batch: list[Document] = []
    for one in given:
        batch.append(document(one))
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


class Pending:
    """Documents of a stream that are not answered yet, by the number that they were sent with."""

    def __init__(self, chosen: document_pb2.AnalysisOptions) -> None:
        self._chosen = chosen
        self._sent: dict[str, Document] = {}
        self._next = 0

    def request(self, given: DocumentLike) -> service_pb2.StreamAnalyzeDocumentsRequest:
        """The request for the next document."""
        one, number = document(given), str(self._next)
        self._next += 1
        self._sent[number] = one
        return service_pb2.StreamAnalyzeDocumentsRequest(
            request_id=number, document=one.to_proto(), options=self._chosen)

    def answered(self, number: str) -> Document:
        """The document that an answer belongs to."""
        return self._sent.pop(number)
