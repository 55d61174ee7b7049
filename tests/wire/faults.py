#!/usr/bin/env python3
"""Does to a real server what broken and hostile clients do. After each fault it has to live, to answer, and to have
let go of what the fault took.

  faults.py --binary target/release/ascribe       needs grpcio
"""
import argparse
import gzip
import os
import random
import re
import struct
import threading
import time

# Connections that the server closes on purpose are no news.
os.environ.setdefault("GRPC_VERBOSITY", "NONE")

import grpc

import http2
from http2 import Connection, frame
from messages import ANALYZE, BATCH, SERVER_INFO, STREAM, analyze_request, batch_request, field, stream_request
from server import Server

TEXT = '"It is safe," Mayor Ada Lindqvist told reporters on Monday. The bridge opens in May.\n'
# What a normal call may take while a fault goes on, in seconds. CI machines are slow and busy.
PROMPT = 2
# What a fault may cost in memory, in MiB: the windows and buffers of its connections, never what it sends in all.
MOST_MEMORY = 160
# Documents of the soak: ten a second for an hour.
SOAK = 36_000

FAULTS = []


def fault(function):
    FAULTS.append(function)
    return function


class Target(Server):
    """A server with what is asked about it."""

    def __init__(self, binary, *flags):
        super().__init__(binary, None, "--admin-listen", "127.0.0.1:0", "--log", "warn,ascribe=info,ascribe::access=off",
                         *flags)

    def resident(self):
        """Memory in MiB."""
        with open(f"/proc/{self.process.pid}/status", encoding="utf-8") as status:
            return int(re.search(r"VmRSS:\s+(\d+)", status.read())[1]) // 1024

    def metric(self, name):
        """The sum of a metric over its labels."""
        lines = self.metrics().splitlines()
        return sum(float(line.rsplit(" ", 1)[1]) for line in lines if re.match(rf"{name}[ {{]", line))

    def codes(self):
        """How many calls ended with each code."""
        lines = re.findall(r'^grpc_server_handled_total\{.*grpc_code="(\w+)"\} (\d+)', self.metrics(), re.M)
        return {code: sum(int(count) for other, count in lines if other == code) for code, _ in lines}

    def check(self, during=""):
        """A normal call on a new connection succeeds, promptly."""
        with grpc.insecure_channel(self.address, [("grpc.use_local_subchannel_pool", 1)]) as channel:
            began = time.monotonic()
            while True:
                try:
                    channel.unary_unary(ANALYZE)(analyze_request(TEXT), timeout=PROMPT)
                    break
                except grpc.RpcError as error:
                    # A full queue is a right answer; anything else is not.
                    if error.code() != grpc.StatusCode.RESOURCE_EXHAUSTED or time.monotonic() > began + 10:
                        raise SystemExit(f"a normal call fails {during}: {error.code().name} {error.details()}")
                    time.sleep(0.25)

    def until_idle(self):
        """Nothing is analysed and nothing waits: what nobody asks for any more was given up."""
        end = time.monotonic() + 5
        while self.metric("ascribe_analyses_running") + self.metric("ascribe_queue_length") > 0:
            if time.monotonic() > end:
                raise SystemExit("work goes on for callers who left")
            time.sleep(0.02)


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
def oversize(target):
    """messages beyond the limit, announced and sent"""
    with grpc.insecure_channel(target.address) as channel:
        for size in (9 << 20, 64 << 20):
            expect_code(channel, bytes(size), grpc.StatusCode.INVALID_ARGUMENT)
    with Connection(target.address) as connection:
        announced = struct.pack(">?I", False, 0xFFFF_FFFF)
        connection.send(frame(http2.HEADERS, http2.END_HEADERS, 1, http2.fields())
                        + frame(http2.DATA, 0, 1, announced))
        if connection.answers(1) != 1:
            raise SystemExit("a message of 4 GiB is waited for")
    return "9 and 64 MiB sent, 4 GiB announced"


def expect_code(channel, request, code):
    try:
        channel.unary_unary(ANALYZE)(request, timeout=20)
    except grpc.RpcError as error:
        if error.code() == code:
            return
        raise SystemExit(f"{error.code().name} instead of {code.name}: {error.details()}")
    raise SystemExit(f"accepted where {code.name} is right")


@fault
def undecodable(target):
    """messages that are not protobuf, nest without end, or are no gzip though they say so"""
    source = random.Random(2)
    nested = b""
    for _ in range(200):
        nested = field(3, nested)
    with Connection(target.address) as connection:
        stream = 1
        for number in range(200):
            content = nested if number == 0 else source.randbytes(number)
            connection.send(http2.call(stream, content))
            stream += 2
        connection.send(frame(http2.HEADERS, http2.END_HEADERS, stream, http2.fields(ANALYZE, ("grpc-encoding", "gzip")))
                        + frame(http2.DATA, http2.END_STREAM, stream, http2.message(source.randbytes(500), True)))
        if connection.answers(201) != 201:
            raise SystemExit("not every message was answered on its connection")
    return "201 messages, each answered"


@fault
def gzip_bomb(target):
    """a gigabyte in a megabyte, by several at once"""
    bomb = gzip.compress(analyze_request(" ") + bytes(1 << 30), 6)
    peak, before = 0, target.resident()
    connections = [Connection.settled(target.address) for _ in range(8)]
    for connection in connections:
        headers = http2.fields(ANALYZE, ("grpc-encoding", "gzip"))
        body = http2.message(bomb, True)
        connection.send(frame(http2.HEADERS, http2.END_HEADERS, 1, headers))
        connection.send_body(body)
    for connection in connections:
        peak = max(peak, target.resident() - before)
        if not connection.answers(1):
            raise SystemExit("a bomb is not answered")
        connection.socket.close()
    peak = max(peak, target.resident() - before)
    return f"8 of {len(bomb) >> 10} KiB each, {peak} MiB of memory"


@fault
def vanishing(target):
    """clients that go in the middle of a call or of a stream"""
    long = analyze_request(TEXT * 4000)
    item = stream_request(TEXT * 400)
    for number in range(200):
        connection = Connection.settled(target.address)
        if number % 2:
            connection.send(http2.call(1, long))
        else:
            connection.send(frame(http2.HEADERS, http2.END_HEADERS, 1, http2.fields(STREAM)))
            connection.send_body(http2.message(item) * 2, last=False)
        if number % 4 > 1:
            time.sleep(0.005)
        connection.reset()
    target.until_idle()
    return "200 connections; nothing is computed for them any more"


@fault
def slow_readers(target):
    """streams whose results nobody reads"""
    before = target.metric("ascribe_documents_total")
    item = http2.message(stream_request(TEXT * 100))
    connections = [Connection.settled(target.address) for _ in range(20)]
    sent = 0
    for connection in connections:
        connection.send(frame(http2.HEADERS, http2.END_HEADERS, 1, http2.fields(STREAM)))
        frames = b"".join(frame(http2.DATA, 0, 1, item[at:at + 16384]) for at in range(0, len(item), 16384))
        # The window of a stream holds this much; a client that respects it sends no more before it is read.
        for _ in range((1 << 20) // len(item)):
            connection.send(frames)
            sent += 1
    time.sleep(1)
    target.check("beside slow readers")
    analysed = target.metric("ascribe_documents_total") - before
    for connection in connections:
        connection.reset()
    target.until_idle()
    if analysed > sent / 2:
        raise SystemExit(f"{analysed} of {sent} documents were analysed, and nobody takes the results")
    return f"{sent} documents sent on {len(connections)} streams, {analysed:.0f} of them analysed"


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


@fault
def soak(target):
    """documents for an hour, ten a second, in calls, batches and streams, with errors and clients who lose patience"""
    resident = []
    with grpc.insecure_channel(target.address) as channel:
        analyze, batch = channel.unary_unary(ANALYZE), channel.unary_unary(BATCH)
        stream = channel.stream_stream(STREAM)
        done = 0
        while done < SOAK:
            for _ in range(50):
                analyze(analyze_request(TEXT), timeout=10)
            expect_code(channel, analyze_request(" "), grpc.StatusCode.INVALID_ARGUMENT)
            analyze.future(analyze_request(TEXT * 200), timeout=10).cancel()
            batch(batch_request([TEXT] * 50), timeout=10)
            answers = list(stream(iter([stream_request(TEXT)] * 900), timeout=60))
            if len(answers) != 900:
                raise SystemExit(f"{len(answers)} answers to 900 requests of a stream")
            done += 1000
            resident.append(target.resident())
    third = len(resident) // 3
    middle, end = max(resident[third:2 * third]), max(resident[2 * third:])
    if end > middle + 8:
        raise SystemExit(f"memory grows: {resident}")
    return f"{done} documents; at most {middle} MiB in the second third, {end} MiB in the last"


def sigterm_under_load(binary):
    """what was accepted before the signal is answered"""
    target = Target(binary)
    ended, most = [], 100_000

    def call():
        options = [("grpc.use_local_subchannel_pool", 1), ("grpc.enable_retries", 0)]
        with grpc.insecure_channel(target.address, options) as channel:
            analyze = channel.unary_unary(ANALYZE)
            while len(ended) < most:
                try:
                    analyze(analyze_request(TEXT * 20), timeout=10)
                    ended.append("OK")
                except grpc.RpcError as error:
                    # The door is closed; a call that was cut off says something else.
                    ended.append("refused" if "connect" in error.details().lower() else error.details())
                    return

    callers = [threading.Thread(target=call) for _ in range(8)]
    for caller in callers:
        caller.start()
    time.sleep(1)
    began = time.monotonic()
    target.stop()
    took = time.monotonic() - began
    for caller in callers:
        caller.join(20)
    if set(ended) != {"OK", "refused"} or ended.count("refused") != len(callers):
        raise SystemExit(f"calls ended as {set(ended)}")
    return f"{ended.count('OK')} calls answered, none cut off; the end took {took:.2f} s"


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


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--only", help="the name of one fault")
    args = parser.parse_args()
    with Target(args.binary) as target:
        target.check()
        for run in FAULTS:
            if args.only not in (None, run.__name__):
                continue
            before, began = target.resident(), time.monotonic()
            found = run(target)
            target.check(f"after {run.__name__}")
            target.until_idle()
            grown = target.resident() - before
            report(run, f"{found}; {grown:+} MiB", began)
            if grown > MOST_MEMORY:
                raise SystemExit(f"{run.__name__} cost {grown} MiB")
    for run in (sigterm_under_load, old_connection):
        if args.only in (None, run.__name__):
            began = time.monotonic()
            report(run, run(args.binary), began)


def report(run, found, began):
    print(f"  ok    {run.__name__.replace('_', ' ')}: {run.__doc__}\n          {found}, {time.monotonic() - began:.1f} s",
          flush=True)


if __name__ == "__main__":
    main()
