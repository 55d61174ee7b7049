"""Faults of HTTP/2: connections and frames as no client would send them."""
import random
import struct

import grpc

import http2
from http2 import Connection, frame
from messages import ANALYZE, SERVER_INFO, analyze_request
from target import TEXT, Target, alone, fault


@fault
def garbage(target):
    """bytes that mean nothing, before and after the preface"""
    source = random.Random(1)
    starts = (b"", http2.PREFACE, http2.PREFACE + frame(http2.SETTINGS), b"GET / HTTP/1.1\r\nHost: a\r\n\r\n",
              b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03")
    for number in range(300):
        with Connection.plain(target.address) as connection:
            connection.send_while_open(starts[number % len(starts)] + source.randbytes(2000), 1)
    return "300 connections"


@fault
def half_open(target):
    """connections that begin and say no more, at each point where one can"""
    beginnings = [b"", http2.PREFACE[:10], http2.PREFACE, http2.PREFACE + frame(http2.SETTINGS),
                  http2.PREFACE + frame(http2.SETTINGS) + frame(http2.HEADERS, 0, 1, http2.fields()[:20]),
                  http2.PREFACE + frame(http2.SETTINGS) + http2.call(1, analyze_request(TEXT))[:-30]]
    held = [Connection.plain(target.address) for _ in range(300)]
    for number, connection in enumerate(held):
        connection.send(beginnings[number % len(beginnings)])
    target.check("beside half-open connections")
    for connection in held:
        connection.reset()
    return f"{len(held)} connections"


@fault
def rapid_reset(target):
    """calls that are reset as soon as they are made (CVE-2023-44487)"""
    sent = 0
    with Connection(target.address) as connection:
        for stream in range(1, 100_001, 2):
            pair = frame(http2.HEADERS, http2.END_HEADERS, stream, http2.fields()) + frame(
                http2.RST_STREAM, 0, stream, struct.pack(">I", 8))
            if not connection.send_while_open(pair, 1):
                break
            sent += 1
        target.check("during rapid reset")
    return f"{sent} of 50000 before the server hung up" if sent < 50_000 else f"{sent} resets"


def flood(target, frames, times):
    """Sends frames again and again and reads nothing."""
    with Connection(target.address) as connection:
        sent = connection.send_while_open(frames * 1000, times // 1000) * 1000
        target.check("during a flood")
    return f"{sent} of {times} frames taken"


@fault
def settings_flood(target):
    """settings that each have to be acknowledged, with nothing read"""
    return flood(target, frame(http2.SETTINGS), 2_000_000)


@fault
def ping_flood(target):
    """pings that each have to be answered, with nothing read"""
    return flood(target, frame(http2.PING, payload=b"12345678"), 2_000_000)


@fault
def other_floods(target):
    """priorities, windows and frames of no kind, each by the hundred thousand, with nothing read"""
    taken = [flood(target, kind, 300_000) for kind in
             (frame(2, 0, 3, b"\0\0\0\0\x10"), frame(http2.WINDOW_UPDATE, 0, 0, struct.pack(">I", 1)), frame(0x99))]
    return "; ".join(taken)


@fault
def field_bomb(target):
    """a long header field that is sent once and meant a thousand times (an HPACK bomb)"""
    # Into the table of the connection, and then each a byte.
    keep = b"\x40" + http2.text("x-a") + http2.text("y" * 3000)
    with Connection.settled(target.address) as connection:
        connection.send(frame(http2.HEADERS, http2.END_HEADERS | http2.END_STREAM, 1, http2.fields(SERVER_INFO) + keep))
        for stream in range(3, 203, 2):
            connection.send_while_open(frame(http2.HEADERS, http2.END_HEADERS | http2.END_STREAM, stream,
                                             http2.fields(SERVER_INFO) + b"\xbe" * 15_000), 1)
        target.check("beside a bomb of fields")
    return "100 calls of 45 MB of fields each"


@fault
def empty_frames(target):
    """data frames without data on an open call"""
    with Connection(target.address) as connection:
        connection.send(frame(http2.HEADERS, http2.END_HEADERS, 1, http2.fields()))
        sent = connection.send_while_open(frame(http2.DATA, 0, 1) * 100, 1000) * 100
        target.check("during empty frames")
    return f"{sent} of 100000 frames taken"


@fault
def tiny_frames(target):
    """a document sent byte by byte is a document, or ends its own connection only"""
    body = http2.message(analyze_request(TEXT * 20))
    with Connection(target.address) as connection:
        connection.send(frame(http2.HEADERS, http2.END_HEADERS, 1, http2.fields()))
        connection.send_while_open(b"".join(frame(http2.DATA, 0, 1, body[at:at + 1]) for at in range(len(body))), 1)
        connection.send_while_open(frame(http2.DATA, http2.END_STREAM, 1), 1)
        ended = connection.answers(1)
    return f"{len(body)} frames, {'answered' if ended else 'refused'}"


@fault
def endless_headers(target):
    """header fields that go on for ever in continuations (CVE-2024-27316)"""
    more = b"\0" + http2.text("x-more") + http2.text("y" * 8000)
    with Connection(target.address) as connection:
        connection.send(frame(http2.HEADERS, 0, 1, http2.fields()))
        sent = connection.send_while_open(frame(http2.CONTINUATION, 0, 1, more), 20_000)
        target.check("during endless headers")
    if sent > 10_000:
        raise SystemExit("the server takes header fields without end")
    return f"refused after {sent} of 20000 frames"


@fault
def large_metadata(target):
    """metadata beyond what a call may bring: that call is refused, and the connection goes on; far beyond, it ends"""
    much = http2.fields(SERVER_INFO, ("x-much", "y" * 30_000))
    with Connection.settled(target.address) as connection:
        connection.send(frame(http2.HEADERS, http2.END_STREAM, 1, much[:16384])
                        + frame(http2.CONTINUATION, http2.END_HEADERS, 1, much[16384:])
                        + http2.call(3, b"", path=SERVER_INFO))
        if connection.answers(2) != 2:
            raise SystemExit("a call with 30 KB of metadata ends the calls beside it")
    with grpc.insecure_channel(target.address) as channel:
        try:
            channel.unary_unary(SERVER_INFO)(b"", metadata=[("x-much", "y" * (1 << 20))], timeout=5)
        except grpc.RpcError as error:
            return f"30 KB: refused alone; 1 MiB: {error.code().name}"
    raise SystemExit("a megabyte of metadata is taken")


@fault
def many_calls(target):
    """ten thousand calls open at once on forty connections"""
    before = target.codes()
    connections = [Connection(target.address) for _ in range(40)]
    body = analyze_request(TEXT)
    for connection in connections:
        connection.send(b"".join(http2.call(stream, body) for stream in range(1, 500, 2)))
    ended = sum(connection.answers(250) for connection in connections)
    for connection in connections:
        connection.socket.close()
    codes = {code: count - before.get(code, 0) for code, count in target.codes().items()}
    codes = {code: count for code, count in codes.items() if count}
    if ended != 10_000 or set(codes) - {"OK", "ResourceExhausted"} or sum(codes.values()) != 10_000:
        raise SystemExit(f"{ended} of 10000 calls ended, as {codes}")
    return f"each answered: {codes}"


@fault
def too_many_calls(target):
    """more calls open on a connection than one may have"""
    with Connection.settled(target.address) as connection:
        for stream in range(1, 2 * 257, 2):
            connection.send(frame(http2.HEADERS, http2.END_HEADERS, stream, http2.fields()))
        for kind, _, stream, payload in connection.frames():
            if kind == http2.RST_STREAM:
                break
    refused_stream = 7
    if (stream, struct.unpack(">I", payload)[0]) != (2 * 256 + 1, refused_stream):
        raise SystemExit(f"call {stream} was reset: {payload}")
    return "the 257th is refused, the others stay open"


@alone
def old_connection(binary):
    """a connection that is as old as one may be is asked to go, and what is open on it is answered"""
    with Target(binary, "--max-connection-age", "200ms") as target, Connection.settled(target.address) as connection:
        body = http2.message(analyze_request(TEXT))
        connection.send(frame(http2.HEADERS, http2.END_HEADERS, 1, http2.fields()))
        for kind, _, _, _ in connection.frames():
            if kind == http2.GOAWAY:
                break
        connection.send_body(body)
        if connection.answers(1) != 1:
            raise SystemExit("a call on an old connection is not answered")
    return "GOAWAY, then the answer"


@fault
def frames_out_of_order(target):
    """frames that HTTP/2 forbids, one on each connection: it ends, or the call, and nothing else"""
    call = http2.fields()
    headers, end_headers, end_stream = http2.HEADERS, http2.END_HEADERS, http2.END_STREAM
    forbidden = {
        "an unknown frame": frame(0x99, 0, 0, b"x" * 1000),
        "a push": frame(5, 4, 1, b"\0\0\0\2" + call),
        "a priority on oneself": frame(2, 0, 3, b"\0\0\0\3\x10"),
        "a call that depends on itself": frame(headers, 0x20 | end_headers, 1, b"\0\0\0\1\x10" + call),
        "data on no call": frame(http2.DATA, 0, 0, b"x"),
        "data on a call that is not open": frame(http2.DATA, 0, 9, b"x"),
        "a call without a number": frame(headers, end_headers, 0, call),
        "a call with an even number": frame(headers, end_headers, 2, call),
        "calls that count backwards": frame(headers, end_headers, 9, call) + frame(headers, end_headers, 3, call),
        "a continuation of nothing": frame(http2.CONTINUATION, end_headers, 1, call),
        "headers interrupted": frame(headers, 0, 1, call[:9]) + frame(http2.PING, 0, 0, b"12345678"),
        "settings of no length": frame(http2.SETTINGS, 0, 0, b"12345"),
        "settings on a call": frame(http2.SETTINGS, 0, 1, b""),
        "a window of four gigabytes": frame(http2.SETTINGS, 0, 0, b"\0\4\xff\xff\xff\xff"),
        "a window opened by nothing": frame(http2.WINDOW_UPDATE, 0, 0, bytes(4)),
        "a window opened too far": frame(http2.WINDOW_UPDATE, 0, 0, b"\x7f\xff\xff\xff") * 2,
        "a reset of nothing": frame(http2.RST_STREAM, 0, 7, bytes(4)),
        "a ping of no length": frame(http2.PING, 0, 0, b"1"),
        "more padding than data": frame(http2.DATA, 8, 1, b"\xff"),
        "a frame of sixteen megabytes": b"\xff\xff\xff\0\0\0\0\0\1",
        "an index of no field": frame(headers, end_headers, 1, b"\xff\xff\xff\x7f"),
        "a table of four gigabytes": frame(headers, end_headers, 1, b"\x3f\xff\xff\xff\xff\x0f" + call),
        "a name in capitals": frame(headers, end_headers, 1, call + b"\0" + http2.text("X-A") + http2.text("a")),
        "a path given twice": frame(headers, end_headers, 1, call + b"\0" + http2.text(":path") + http2.text("/")),
        "no path": frame(headers, end_headers, 1, b"\0" + http2.text(":method") + http2.text("POST")),
        "a field of HTTP/1.1": frame(headers, end_headers, 1, http2.fields(ANALYZE, ("connection", "close"))),
        "another length than said": frame(headers, end_headers, 1, http2.fields(ANALYZE, ("content-length", "3")))
        + frame(http2.DATA, end_stream, 1, b"123456"),
        "trailers without data": frame(headers, end_headers, 1, call)
        + frame(headers, end_headers | end_stream, 1, b"\0" + http2.text("x-a") + http2.text("a")),
        "a call without a body": frame(headers, end_headers | end_stream, 1, call),
        "trailers that do not end": frame(headers, end_headers, 1, call) + frame(headers, end_headers, 1, call),
        "data after the end": frame(headers, end_headers | end_stream, 1, call) + frame(http2.DATA, 0, 1, b"x"),
        "a goodbye, and then a call": frame(http2.GOAWAY, 0, 0, bytes(8)) + http2.call(1, analyze_request(TEXT)),
        "the preface again": http2.PREFACE,
    }
    for name, frames in forbidden.items():
        with Connection.settled(target.address) as connection:
            connection.send_while_open(frames, 1)
            target.check(f"beside {name}")
    return f"{len(forbidden)} kinds"
