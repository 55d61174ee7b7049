"""Faults of calls: messages that are too large or mean nothing, and callers who leave or do not take their answers."""
import gzip
import random
import struct
import threading
import time

import grpc

import http2
from http2 import Connection, frame
from messages import ANALYZE, BATCH, STREAM, analyze_request, batch_request, field, stream_request, varint
from target import PROMPT, TEXT, Target, alone, expect_code, fault

# Documents of the soak: ten a second for an hour.
SOAK = 36_000


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


@alone
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
                    # The door is closed, or closes before the client has sent the call ("Stream removed" by a GOAWAY
                    # without an error: no byte of it left). A call that was cut off says something else.
                    unsent = "connect" in error.details().lower() or "Stream removed (GOAWAY received; Error code: 0" \
                        in error.details()
                    ended.append("refused" if unsent else error.details())
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


# Documents that cost as much as a document of their size can, each in another way.
HOSTILE = {
    "prose": TEXT,
    "quotation marks": "\"“”‘’«»„",
    "one word": "word",
    "names": "Ada Lindqvist of the Harbour Authority met Olaf Brandt in Berlin. ",
    "sayings": "“No,” she said. “Yes,” he told Ada. ",
    "short words": "a. B c! ",
    "breaks": "\n\n\"",
    "numbers": "1,000 2.5% $3m 4/5/2006 ",
    "tags": "<p><b>“No,” said Ada Brandt.",
    "brackets": "<![CDATA[<!--<p ",
    "brackets of lists": "- [a](b) > # **c** `d` ",
}
LARGEST = 4 << 20


def hostile(name):
    """A document of the largest size."""
    unit = HOSTILE[name]
    return unit * (LARGEST // len(unit.encode()))


@fault
def hostile_batch(target):
    """a batch of a hundred documents, each of them hostile"""
    size = (8 << 20) // 100 - 100
    texts = [(unit * size)[:size].encode()[:size].decode(errors="ignore") for unit in HOSTILE.values()] * 10
    with grpc.insecure_channel(target.address, [("grpc.max_receive_message_length", -1)]) as channel:
        began = time.monotonic()
        try:
            answer = channel.unary_unary(BATCH)(batch_request(texts[:100]), timeout=60)
            found = f"answered by {len(answer) >> 20} MiB"
        except grpc.RpcError as error:
            if error.code() != grpc.StatusCode.DEADLINE_EXCEEDED:
                raise SystemExit(f"a batch fails: {error.code().name} {error.details()}")
            found = "its deadline passed"
        took = time.monotonic() - began
    return f"100 documents of {size >> 10} KiB, {found} after {took:.1f} s"


@fault
def empty_requests(target):
    """a batch of millions of requests that say nothing, plain and compressed, by several at once"""
    most, ended = watch_memory(target), []
    plain = field(1, b"") * (2 << 20)

    def ask(compression):
        with grpc.insecure_channel(target.address, [("grpc.use_local_subchannel_pool", 1)]) as channel:
            try:
                channel.unary_unary(BATCH)(plain, timeout=30, compression=compression)
                ended.append("OK")
            except grpc.RpcError as error:
                ended.append(error.code().name)

    with most:
        askers = [threading.Thread(target=ask, args=(compression,)) for compression in
                  (grpc.Compression.NoCompression, grpc.Compression.Gzip) * 4]
        for asker in askers:
            asker.start()
        for asker in askers:
            asker.join(60)
    if ended != ["INVALID_ARGUMENT"] * 8:
        raise SystemExit(f"they end as {ended}")
    if most.grown > 200:
        raise SystemExit(f"they take {most.grown} MiB")
    return f"8 batches of {2 << 20} requests, refused; {most.grown} MiB at most"


class watch_memory:
    """How much more memory the server takes within a `with` block than before it, at most; in MiB."""

    def __init__(self, target):
        self.target, self.before, self.grown = target, target.resident(), 0
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self.watch)

    def watch(self):
        while not self.ended.wait(0.01):
            self.grown = max(self.grown, self.target.resident() - self.before)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        self.thread.join()


@fault
def unknown_fields(target):
    """fields that nobody knows: megabytes of them, and groups in groups"""
    document = analyze_request(TEXT)
    group, end_of_group = varint(1000 << 3 | 3), varint(1000 << 3 | 4)
    requests = [document + field(1000, bytes(4 << 20)), document + field(1000, b"") * 500_000,
                document + group * 50 + end_of_group * 50]
    deep = document + group * 100_000 + end_of_group * 100_000
    with grpc.insecure_channel(target.address) as channel:
        for request in requests:
            channel.unary_unary(ANALYZE)(request, timeout=20)
        expect_code(channel, deep, grpc.StatusCode.INVALID_ARGUMENT)
    return "4 MiB in one, half a million of them, 50 groups deep: taken; 100000 deep: refused"


@fault
def hang_up_while_computing(target):
    """callers of the largest documents who leave at any moment: at once nobody works for them"""
    found = []
    for name in HOSTILE:
        request = analyze_request(hostile(name))
        for wait in MOMENTS:
            used = least_afterwards(target, request, wait)
            if used is None:
                break
            found.append((used, name, wait))
    used, name, wait = max(found)
    if used > MOST_AFTERWARDS:
        raise SystemExit(f"{used * 1000:.0f} ms of work for a caller who has left: {name}, after {wait} s")
    return f"{len(HOSTILE)} kinds, left at {len(found)} moments: {used * 1000:.0f} ms of work at most ({name})"


def least_afterwards(target, request, wait):
    """What is computed after a caller has left at a moment, at the best of some tries where the first is not good enough;
    nothing where they are answered by then."""
    least = None
    for _ in range(TRIES):
        used = work_afterwards(target, request, wait)
        if used is None or used <= MOST_AFTERWARDS:
            return used
        least = min(used, least or used)
    return least


def work_afterwards(target, request, wait):
    with grpc.insecure_channel(target.address, [("grpc.use_local_subchannel_pool", 1)]) as channel:
        call = channel.unary_unary(ANALYZE).future(request, timeout=60)
        while not target.metric("ascribe_analyses_running") and not call.done():
            time.sleep(0.001)
        time.sleep(wait)
        if call.done():
            return None
        before = target.cpu()
        call.cancel()
        target.until_idle()
        # An answer that was there already is written nevertheless.
        return target.until_resting() - before


# When callers leave, in seconds after their document is begun.
MOMENTS = (0, 0.05, 0.1, 0.2, 0.5, 1, 2)
# What may be computed after a caller has left, in seconds of the processor, and how often it is tried: where other
# programs take the machine, the same work takes twice as long.
MOST_AFTERWARDS, TRIES = 0.05, 5


@fault
def large_documents(target):
    """the largest documents in every place to compute and in the queue: health is told at once all the same"""
    slow, ended, done = [], [], threading.Event()
    texts = list(HOSTILE)

    def ask(number):
        with grpc.insecure_channel(target.address, [("grpc.use_local_subchannel_pool", 1),
                                                    ("grpc.max_receive_message_length", -1)]) as channel:
            try:
                channel.unary_unary(ANALYZE)(analyze_request(hostile(texts[number % len(texts)])), timeout=8)
                ended.append("OK")
            except grpc.RpcError as error:
                ended.append(error.code().name)

    askers = [threading.Thread(target=ask, args=(number,)) for number in range(12)]
    with watch_memory(target) as memory, grpc.insecure_channel(target.address) as channel:
        for asker in askers:
            asker.start()
        check = channel.unary_unary("/grpc.health.v1.Health/Check")
        while any(asker.is_alive() for asker in askers):
            began = time.monotonic()
            check(b"", timeout=PROMPT)
            slow.append(time.monotonic() - began)
            done.wait(0.02)
    strange = set(ended) - {"OK", "DEADLINE_EXCEEDED", "RESOURCE_EXHAUSTED"}
    if strange or len(ended) != len(askers):
        raise SystemExit(f"calls with large documents end as {ended}")
    slow.sort()
    return (f"{len(ended)} of them, {ended.count('OK')} answered in time; health p50 {slow[len(slow) // 2] * 1000:.1f} ms, "
            f"p99 {slow[len(slow) * 99 // 100] * 1000:.1f} ms; {memory.grown} MiB at most")


# What the analyses of two such documents took, the allocator keeps for the next ones.
for large in (hostile_batch, hang_up_while_computing, large_documents):
    large.most_memory = 500


@alone
def unread_answers(binary):
    """large answers that nobody takes, on connections that allow for none of them: memory does not grow with them"""
    text = "“No,” she said. " * 20_000
    request = analyze_request(text) + field(2, b"\x18\x01")
    closed_window = struct.pack(">HI", 4, 0)
    # Sixteen messages of the largest size may wait, which are 16 MiB here.
    with Target(binary, "--max-document-bytes", "512KiB") as target:
        connections = [Connection.settled(target.address, closed_window) for _ in range(4)]
        sent, resident = 0, []
        for stream in range(1, 40, 2):
            for connection in connections:
                # So many that each is computed, and none is refused.
                connection.send(http2.call(stream, request))
                sent += 1
            target.until_idle(30)
            resident.append(target.resident())
        target.check("beside answers that nobody takes")
        given_up = target.metric("ascribe_cancelled_total")
        for connection in connections:
            connection.reset()
    half, end = max(resident[:len(resident) // 2]), max(resident)
    # What the second half of them was answered by is several times as much.
    if end > half + 40 or not given_up:
        raise SystemExit(f"memory grows with answers that nobody takes: {resident} MiB, {given_up:.0f} were given up")
    return f"{sent} calls on {len(connections)} connections, {given_up:.0f} given up; {half} MiB after half of them, {end} at most"


@alone
def half_sent(binary):
    """large messages whose ends never come, on many connections: memory does not grow with them"""
    # As much as may be sent before the server asks for more.
    part = http2.message(analyze_request(TEXT * 45_000))[:1 << 20]
    # Eight of the largest size may be under way, which are 64 MiB here.
    with Target(binary, "--max-concurrent-analyses", "2", "--max-queue-length", "6") as target:
        before, connections = target.resident(), []
        for _ in range(400):
            connection = Connection.settled(target.address)
            connection.send(frame(http2.HEADERS, http2.END_HEADERS, 1, http2.fields()))
            connection.send_body(part, last=False)
            connections.append(connection)
        grown = target.resident() - before
        target.check("beside messages whose ends never come")
        for connection in connections:
            connection.reset()
    sent = f"{len(part) >> 10} KiB each of {len(connections)} messages"
    if grown > 200:
        raise SystemExit(f"{sent} take {grown} MiB")
    return f"{sent}, {grown} MiB of memory"
