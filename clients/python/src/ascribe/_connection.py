"""What the client that waits and the client for `asyncio` share."""
from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import grpc

from . import _requests
from ._document import AnalyzedDocument, analyzed
from ._errors import AscribeError, from_status
from .v1.document_analysis_service_pb2_grpc import DocumentAnalysisServiceStub


class Connection:
    """A channel of one kind of gRPC, and what is sent with each call on it."""

    _transport: ClassVar[Any]
    """The module of gRPC that makes the channel."""

    def __init__(
        self,
        target: str = "localhost:50051",
        *,
        token: str | None = None,
        credentials: grpc.ChannelCredentials | None = None,
        timeout: float = 30.0,
        options: Sequence[tuple[str, Any]] = (),
    ) -> None:
        """Connects to `target`; without `credentials` in plaintext. `timeout` is that of each call, in seconds."""
        chosen = [*_requests.CHANNEL_OPTIONS, *options]
        if target.startswith("unix:"):
            # Else gRPC sends the path of the socket, which is no name of a host and so refused.
            chosen.insert(0, ("grpc.default_authority", "localhost"))
        self._channel = (self._transport.insecure_channel(target, chosen) if credentials is None
                         else self._transport.secure_channel(target, credentials, chosen))
        self._stub = DocumentAnalysisServiceStub(self._channel)
        self._metadata = None if token is None else (("authorization", f"Bearer {token}"),)
        self._timeout = timeout


def outcome(answer: Any, sent: _requests.Document) -> AnalyzedDocument | AscribeError:
    """What became of one document of a batch or a stream."""
    return analyzed(answer.response, sent.content) if answer.HasField("response") else from_status(answer.status)
