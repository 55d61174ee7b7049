"""Requests of the service in the wire format, for scripts that send so many that a generated client is not needed."""

SERVICE = "/ascribe.v1.DocumentAnalysisService"
ANALYZE = f"{SERVICE}/AnalyzeDocument"


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
    document = field(2, text.encode())
    return field(1, document)
