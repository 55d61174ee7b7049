"""The client for `asyncio`."""
from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Iterable, Sequence
from types import TracebackType
from typing import Any

import grpc
import grpc.aio

from . import _requests
from ._connection import Connection, outcome
from ._document import AnalyzedDocument, Language, analyzed, language
from ._errors import AscribeError, from_rpc_error
from ._requests import DocumentLike
from .v1 import document_analysis_service_pb2 as service_pb2


class AsyncClient(Connection):
    """A connection to an ascribe service for one event loop; close it, or use it in an `async with` block.

    Calls that meet a full or restarting server are tried again within their deadline.
    """

    _transport = grpc.aio

    async def __aenter__(self) -> AsyncClient:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None,
                        trace: TracebackType | None) -> None:
        await self.close()

    async def close(self) -> None:
        """Closes the connection; calls under way end with an error."""
        await self._channel.close()

    async def analyze(self, document: DocumentLike, *, features: Sequence[str] = (), min_confidence: float = 0.0,
                      model: str | None = None, timeout: float | None = None) -> AnalyzedDocument:
        """Analyses one document. Raises `AscribeError`.

        `model` is the engine that reads it, "fast" or "accurate"; the server's default where absent.
        """
        given = _requests.document(document)
        request = _requests.analyze_request(given, _requests.options(features, min_confidence, model))
        return analyzed(await self._call(self._stub.AnalyzeDocument, request, timeout), given.content)

    async def analyze_batch(
        self, documents: Iterable[DocumentLike], *, size: int = 50, features: Sequence[str] = (),
        min_confidence: float = 0.0, model: str | None = None, timeout: float | None = None,
    ) -> AsyncIterator[AnalyzedDocument | AscribeError]:
        """Analyses small documents, `size` of them in a call, and answers in their order.

        A document that cannot be analysed is answered with its error; a call that fails raises `AscribeError`.
        """
        chosen = _requests.options(features, min_confidence, model)
        for batch in _requests.batches(documents, size):
            request = _requests.batch_request(batch, chosen)
            answer = await self._call(self._stub.BatchAnalyzeDocuments, request, timeout)
            for one, result in zip(batch, answer.results, strict=True):
                yield outcome(result, one)

    async def stream(
        self, documents: Iterable[DocumentLike] | AsyncIterable[DocumentLike], *, features: Sequence[str] = (),
        min_confidence: float = 0.0, model: str | None = None, timeout: float | None = None,
    ) -> AsyncIterator[tuple[_requests.Document, AnalyzedDocument | AscribeError]]:
        """Analyses a corpus: gives each document with its analysis, or with its error, as they finish.

        The iterable is read only as fast as answers are taken. There is no deadline unless `timeout` sets one for all.
        """
        pending = _requests.Pending(_requests.options(features, min_confidence, model))

        async def requests() -> AsyncIterator[Any]:
            if isinstance(documents, AsyncIterable):
                async for one in documents:
                    yield pending.request(one)
            else:
                for one in documents:
                    yield pending.request(one)

        call = self._stub.StreamAnalyzeDocuments(requests(), timeout=timeout, metadata=self._metadata)
        try:
            async for answer in call:
                sent = pending.answered(answer.request_id)
                yield sent, outcome(answer, sent)
        except grpc.RpcError as error:
            raise from_rpc_error(error) from error
        finally:
            call.cancel()

    async def detect_language(self, document: DocumentLike, *, timeout: float | None = None) -> Language:
        """The language of a document, and nothing else."""
        request = service_pb2.DetectLanguageRequest(document=_requests.document(document).to_proto())
        found = (await self._call(self._stub.DetectLanguage, request, timeout)).language
        return language(found)

    async def server_info(self, *, timeout: float | None = None) -> service_pb2.GetServerInfoResponse:
        """Version, models, languages and limits of the server."""
        answer: service_pb2.GetServerInfoResponse = await self._call(
            self._stub.GetServerInfo, service_pb2.GetServerInfoRequest(), timeout)
        return answer

    async def _call(self, method: Any, request: Any, timeout: float | None) -> Any:
        try:
            return await method(request, timeout=self._timeout if timeout is None else timeout,
                                metadata=self._metadata)
        except grpc.RpcError as error:
            raise from_rpc_error(error) from error
