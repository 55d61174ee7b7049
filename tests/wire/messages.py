"""Requests of the service in the wire format, for scripts that send so many that a generated client is in the way.

  messages.py FILE > body       the body of a call of AnalyzeDocument with the text of a file
"""
import struct
import sys

SERVICE = "/ascribe.v1.DocumentAnalysisService"
ANALYZE = f"{SERVICE}/AnalyzeDocument"
BATCH = f"{SERVICE}/BatchAnalyzeDocuments"
STREAM = f"{SERVICE}/StreamAnalyzeDocuments"
SERVER_INFO = f"{SERVICE}/GetServerInfo"


def field(number, content):
    """A field of a message that holds bytes or a message."""
    return varint(number << 3 | 2) + varint(len(content)) + content


def varint(number):
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def analyze_request(text):
    """An `AnalyzeDocumentRequest` with this text."""
    return field(1, field(2, text.encode()))


def batch_request(texts):
    """A `BatchAnalyzeDocumentsRequest` with these texts."""
    return b"".join(field(1, analyze_request(text)) for text in texts)


def stream_request(text):
    """A `StreamAnalyzeDocumentsRequest` with this text."""
    return field(2, field(2, text.encode()))


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        request = analyze_request(file.read())
    sys.stdout.buffer.write(struct.pack(">?I", False, len(request)) + request)
