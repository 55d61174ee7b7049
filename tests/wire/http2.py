"""A client of HTTP/2 that does what no library would, one frame at a time."""
import socket
import struct

from messages import ANALYZE

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
DATA, HEADERS, RST_STREAM, SETTINGS, PING, GOAWAY, WINDOW_UPDATE, CONTINUATION = 0, 1, 3, 4, 6, 7, 8, 9
END_STREAM, ACK, END_HEADERS = 1, 1, 4


def frame(kind, flags=0, stream=0, payload=b""):
    return struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + payload


def fields(path=ANALYZE, *more):
    """The header fields of a call, none of them compressed."""
    named = [(":method", "POST"), (":scheme", "http"), (":path", path), (":authority", "localhost"),
             ("content-type", "application/grpc"), ("te", "trailers"), *more]
    return b"".join(b"\0" + text(name) + text(value) for name, value in named)


def text(string):
    """A string as HPACK writes it without Huffman's code."""
    data, length = string.encode(), len(string)
    if length < 127:
        return bytes([length]) + data
    out, rest = bytearray([127]), length - 127
    while rest > 127:
        out.append(rest & 127 | 128)
        rest >>= 7
    return bytes(out) + bytes([rest]) + data


def message(content, compressed=False):
    """A message behind the prefix that gRPC puts before it."""
    return struct.pack(">?I", compressed, len(content)) + content


def call(stream, content, *more, path=ANALYZE):
    """The frames of a whole call."""
    body = message(content)
    chunks = [body[at:at + 16384] for at in range(0, len(body), 16384)]
    return frame(HEADERS, END_HEADERS, stream, fields(path, *more)) + b"".join(
        frame(DATA, END_STREAM if chunk is chunks[-1] else 0, stream, chunk) for chunk in chunks)


class Connection:
    """A connection whose preface and settings were sent, or on which nothing was."""

    def __init__(self, address, opening=PREFACE + frame(SETTINGS)):
        host, port = address.rsplit(":", 1)
        self.socket = socket.create_connection((host, int(port)), timeout=10)
        self.rest = b""
        self.send(opening)

    @classmethod
    def plain(cls, address):
        return cls(address, b"")

    @classmethod
    def settled(cls, address, settings=b""):
        """One on which both sides have agreed, so that the windows are those of the server, and its own as it says."""
        connection = cls(address, PREFACE + frame(SETTINGS, 0, 0, settings))
        seen = set()
        for kind, flags, _, _ in connection.frames():
            if kind == SETTINGS and not flags & ACK:
                connection.send(frame(SETTINGS, ACK))
            seen.add(kind)
            # The window of the connection is larger only when the server has said so.
            if {SETTINGS, WINDOW_UPDATE} <= seen:
                return connection
        raise OSError("the server hung up")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, data):
        self.socket.sendall(data)

    def send_while_open(self, data, times):
        """Sends the same again and again; gives how often until the server hung up or took no more for a second."""
        self.socket.settimeout(1)
        for time in range(times):
            try:
                self.socket.sendall(data)
            except OSError:
                return time
        return times

    def send_body(self, body, last=True):
        """Sends the body of the call on stream 1, as long as the server takes it; ends it unless told otherwise."""
        chunks = [body[at:at + 16384] for at in range(0, len(body), 16384)]
        for chunk in chunks:
            ends = last and chunk is chunks[-1]
            self.send(frame(DATA, END_STREAM if ends else 0, 1, chunk))

    def reset(self):
        """Goes without a word."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()

    def frames(self):
        """The frames that come, with kind, flags, stream and payload, to the end of the connection."""
        while True:
            while len(self.rest) >= 9:
                length = int.from_bytes(self.rest[:3], "big")
                if len(self.rest) < 9 + length:
                    break
                kind, flags = self.rest[3:5]
                stream = int.from_bytes(self.rest[5:9], "big")
                payload, self.rest = self.rest[9:9 + length], self.rest[9 + length:]
                yield kind, flags, stream, payload
            data = self.socket.recv(1 << 16)
            if not data:
                return
            self.rest += data

    def answers(self, count):
        """Waits until so many calls have ended, and lets the server send on; gives how many did."""
        ended = 0
        for kind, flags, _, payload in self.frames():
            if kind == DATA and payload:
                self.send(frame(WINDOW_UPDATE, payload=struct.pack(">I", len(payload))))
            if kind == RST_STREAM or kind in (DATA, HEADERS) and flags & END_STREAM:
                ended += 1
                if ended == count:
                    return ended
        return ended
