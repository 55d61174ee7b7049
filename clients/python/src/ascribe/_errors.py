"""Errors of the service, with what it says of them."""
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import grpc
from google.rpc import error_details_pb2, status_pb2

_DETAILS = "grpc-status-details-bin"


# Not frozen: whoever raises an exception writes its traceback into it.
@dataclass(eq=False)
class AscribeError(Exception):
    """A document that could not be analysed, or a call that failed."""

    code: grpc.StatusCode
    """The code of gRPC: `INVALID_ARGUMENT` asks for another request, `RESOURCE_EXHAUSTED` for patience."""
    message: str
    """What is wrong, for people."""
    reason: str = ""
    """What is wrong, for programs: `EMPTY_DOCUMENT`, `QUEUE_FULL` and so on."""
    fields: tuple[str, ...] = ()
    """The fields of the request that are to blame."""
    retry_after: float | None = None
    """After how many seconds the service expects to have room again."""

    def __str__(self) -> str:
        return f"{self.reason or self.code.name}: {self.message}"


def from_rpc_error(error: Any) -> AscribeError:
    """The error of a call that failed as a whole."""
    trailers = error.trailing_metadata() or ()
    for key, value in trailers:
        if key == _DETAILS:
            return from_status(status_pb2.Status.FromString(value))
    return AscribeError(error.code(), error.details() or "")


def from_status(status: Any) -> AscribeError:
    """The error of one document of a batch or a stream."""
    code = next((code for code in grpc.StatusCode if code.value[0] == status.code), grpc.StatusCode.UNKNOWN)
    return AscribeError(code, status.message, **_details(status.details))


def _details(details: Iterable[Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for detail in details:
        info = error_details_pb2.ErrorInfo()
        request = error_details_pb2.BadRequest()
        retry = error_details_pb2.RetryInfo()
        if detail.Unpack(info):
            found["reason"] = info.reason
        elif detail.Unpack(request):
            found["fields"] = tuple(violation.field for violation in request.field_violations)
        elif detail.Unpack(retry):
            found["retry_after"] = retry.retry_delay.ToTimedelta().total_seconds()
    return found
