"""The client that waits for its answers."""
from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from types import TracebackType
from typing import Any

import grpc

from . import _requests
from ._connection import Connection, outcome
from ._document import AnalyzedDocument, Language, analyzed, language
from ._errors import AscribeError, from_rpc_error
from ._requests import DocumentLike
from .v1 import document_analysis_service_pb2 as service_pb2


class Client(Connection):
    """A connection to an ascribe service; close it, or use it in a `with` block. Threads may share it.

    Calls that meet a full or restarting server are tried again within their deadline.
    """

    _transport = grpc

    def __enter__(self) -> Client:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connection; calls under way end with an error."""
        self._channel.close()

    def analyze(self, document: DocumentLike, *, features: Sequence[str] = (), min_confidence: float = 0.0,
                model: str | None = None, timeout: float | None = None) -> AnalyzedDocument:
        """Analyses one document. Raises `AscribeError`.

        `model` is the engine that reads it, "fast" or "accurate"; the server's default where absent.
        """
        given = _requests.document(document)
        request = _requests.analyze_request(given, _requests.options(features, min_confidence, model))
        return analyzed(self._call(self._stub.AnalyzeDocument, request, timeout), given.content)

    def analyze_batch(self, documents: Iterable[DocumentLike], *, size: int = 50, features: Sequence[str] = (),
                      min_confidence: float = 0.0, model: str | None = None,
                      timeout: float | None = None) -> Iterator[AnalyzedDocument | AscribeError]:
        """Analyses small documents, `size` of them in a call, and answers in their order.

        A document that cannot be analysed is answered with its error; a call that fails raises `AscribeError`.
        """
        chosen = _requests.options(features, min_confidence, model)
        for batch in _requests.batches(documents, size):
            request = _requests.batch_request(batch, chosen)
            answer = self._call(self._stub.BatchAnalyzeDocuments, request, timeout)
            for one, result in zip(batch, answer.results, strict=True):
                yield outcome(result, one)

    def stream(self, documents: Iterable[DocumentLike], *, features: Sequence[str] = (), min_confidence: float = 0.0,
               model: str | None = None,
               timeout: float | None = None) -> Iterator[tuple[_requests.Document, AnalyzedDocument | AscribeError]]:
        """Analyses a corpus: gives each document with its analysis, or with its error, as they finish.

        The iterable is read only as fast as answers are taken. There is no deadline unless `timeout` sets one for all.
        """
        pending = _requests.Pending(_requests.options(features, min_confidence, model))
        requests = (pending.request(one) for one in documents)
        call = self._stub.StreamAnalyzeDocuments(requests, timeout=timeout, metadata=self._metadata)
        try:
            for answer in call:
                sent = pending.answered(answer.request_id)
                yield sent, outcome(answer, sent)
        except grpc.RpcError as error:
            raise from_rpc_error(error) from error
        finally:
            call.cancel()

    def detect_language(self, document: DocumentLike, *, timeout: float | None = None) -> Language:
        """The language of a document, and nothing else."""
        request = service_pb2.DetectLanguageRequest(document=_requests.document(document).to_proto())
        found = self._call(self._stub.DetectLanguage, request, timeout).language
        return language(found)

    def server_info(self, *, timeout: float | None = None) -> service_pb2.GetServerInfoResponse:
        """Version, models, languages and limits of the server."""
        answer: service_pb2.GetServerInfoResponse = self._call(
            self._stub.GetServerInfo, service_pb2.GetServerInfoRequest(), timeout)
        return answer

    def _call(self, method: Any, request: Any, timeout: float | None) -> Any:
        try:
            return method(request, timeout=self._timeout if timeout is None else timeout, metadata=self._metadata)
        except grpc.RpcError as error:
            raise from_rpc_error(error) from error
