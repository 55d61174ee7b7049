"""The package against a real server."""
import asyncio
import dataclasses
import json
import pathlib
import re
import shlex
import subprocess
import sys
import threading

import grpc
import pytest

import ascribe
from ascribe import AnalyzedDocument, AscribeError, AsyncClient, Client, Document, Span
from conftest import Server

CLIENTS = pathlib.Path(__file__).resolve().parents[2]
CASES = json.loads((CLIENTS / "cases.json").read_text(encoding="utf-8"))
TOKEN = "0123456789abcdef"
TEXT = "“It is safe,” Mayor Ada Lindqvist told reporters. She denied that it had been closed."


def spans(value):
    """Every span in an analysis."""
    if isinstance(value, Span):
        yield value
    elif isinstance(value, (tuple, list)):
        for item in value:
            yield from spans(item)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from spans(getattr(value, field.name))


def test_a_unix_socket(tmp_path):
    server = Server(listen=f"unix:{tmp_path}/ascribe.sock")
    with Client(server.address) as client:
        assert client.analyze(TEXT).speakers
    server.stop()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_spans_cut_the_string_that_was_sent(client, case):
    text = case["text"]
    document = client.analyze(text)
    told = client._stub.AnalyzeDocument(_with_text(text))
    found = list(spans(document))
    assert found and all(text[span.begin:span.end] == span.text for span in found)
    # What the server itself says that the spans hold.
    assert [segment.text for q in document.quotations for segment in q.segments] == [
        segment.text for q in told.quotations for segment in q.segments]
    assert [mention.span.text for e in document.entities for mention in e.mentions] == [
        mention.span.text for e in told.entities for mention in e.mentions]
    assert case["content"] in [quotation.text for quotation in document.speakers[case["speaker"]]]


def _with_text(text):
    from ascribe._requests import analyze_request, document, options

    chosen = options()
    chosen.include_text = True
    return analyze_request(document(text), chosen)


def test_speakers_are_those_that_pronouns_stand_for(client):
    document = client.analyze(TEXT)
    assert list(document.speakers) == ["Ada Lindqvist"]
    first, second = document.speakers["Ada Lindqvist"]
    assert (first.kind, first.addressee.text, first.negated) == ("direct", "reporters", False)
    assert (second.kind, second.speaker.span.text, second.speaker.kind) == ("indirect", "She", "pronoun")
    assert document.entity_of(second).type == "person"


def test_documents_of_any_format_and_encoding(client):
    html = Document(f"<html><body><h1>Bridge opens</h1><p>{TEXT}</p></body></html>", format="html", id="a1")
    document = client.analyze(html)
    assert document.id == "a1" and "<p>" not in document.text
    assert list(document.speakers) == ["Ada Lindqvist"]
    latin = '"Die Brücke ist sicher", sagte Bürgermeisterin Ada Löwe am Montag.'
    assert client.analyze(Document(latin.encode("latin-1"), charset="latin1")).text == latin
    assert client.detect_language(Document(latin)).code == "de"
    assert client.analyze(latin, features=["language"]).quotations == ()
    with pytest.raises(ValueError, match="no such features: quotes"):
        client.analyze(latin, features=["quotes"])
    assert client.analyze(latin, model="fast").language == client.analyze(latin).language
    with pytest.raises(ValueError, match="model 'slow' is none of 'fast', 'accurate'"):
        client.analyze(latin, model="slow")
    with pytest.raises(ValueError, match="format 'pdf'"):
        client.analyze(Document(latin, format="pdf"))


def test_an_error_says_what_to_change(client):
    with pytest.raises(AscribeError) as raised:
        client.analyze(" ")
    error = raised.value
    assert (error.code, error.reason) == (grpc.StatusCode.INVALID_ARGUMENT, "EMPTY_DOCUMENT")
    assert error.fields == ("document.text",) and "EMPTY_DOCUMENT" in str(error)
    with pytest.raises(AscribeError) as raised:
        client.analyze(TEXT * 10_000, timeout=0.001)
    assert raised.value.code == grpc.StatusCode.DEADLINE_EXCEEDED


def test_batches_are_answered_in_order_and_one_bad_document_ends_nothing(client):
    answers = list(client.analyze_batch([TEXT, " ", Document(TEXT, id="c"), TEXT], size=3))
    assert [type(answer) for answer in answers] == [AnalyzedDocument, AscribeError, AnalyzedDocument, AnalyzedDocument]
    assert answers[1].reason == "EMPTY_DOCUMENT" and answers[2].id == "c"
    with pytest.raises(AscribeError) as raised:
        list(client.analyze_batch([TEXT] * 4, size=4))
    assert raised.value.reason == "BATCH_TOO_LARGE"


def test_a_stream_answers_every_document_and_reads_no_faster_than_it_is_read(client):
    taken = 0

    def corpus():
        nonlocal taken
        for number in range(400):
            taken += 1
            yield Document(" " if number == 7 else TEXT * 20, id=str(number))

    answers = client.stream(corpus())
    next(answers)
    assert taken < 400, "the whole corpus was read before the second answer was asked for"
    rest = list(answers)
    assert len(rest) == 399 and taken == 400
    bad = [sent.id for sent, answer in rest if isinstance(answer, AscribeError)]
    assert bad in (["7"], []), bad
    assert all(answer.text == sent.content for sent, answer in rest if isinstance(answer, AnalyzedDocument))


def test_asyncio_does_the_same(server):
    async def calls():
        async with AsyncClient(server.address) as client:
            documents = await asyncio.gather(*(client.analyze(Document(TEXT, id=str(n))) for n in range(8)))
            assert [document.id for document in documents] == [str(n) for n in range(8)]
            assert list(documents[0].speakers) == ["Ada Lindqvist"]
            answers = [answer async for _, answer in client.stream([TEXT, " ", TEXT])]
            assert sorted(type(answer).__name__ for answer in answers) == [
                "AnalyzedDocument", "AnalyzedDocument", "AscribeError"]
            batch = [answer async for answer in client.analyze_batch([TEXT, " ", Document(TEXT, id="c"), TEXT], size=3)]
            assert batch[0].speakers and batch[1].reason == "EMPTY_DOCUMENT" and batch[2].id == "c" and len(batch) == 4
            assert (await client.server_info()).limits.max_batch_size == 3
            assert (await client.detect_language(TEXT)).code == "en"
            with pytest.raises(AscribeError) as raised:
                await client.analyze(" ")
            assert raised.value.reason == "EMPTY_DOCUMENT"

    asyncio.run(calls())


def test_a_token_is_sent(tmp_path):
    (tmp_path / "tokens").write_text(TOKEN)
    server = Server("--tokens-file", str(tmp_path / "tokens"))
    try:
        with Client(server.address, token=TOKEN) as client:
            assert client.server_info().version
        with Client(server.address) as client, pytest.raises(AscribeError) as raised:
            client.server_info()
        assert raised.value.code == grpc.StatusCode.UNAUTHENTICATED
    finally:
        server.stop()


def test_calls_take_turns_on_the_addresses_of_a_service():
    sizes = (3, 5)
    servers = [Server("--max-batch-size", str(size)) for size in sizes]
    try:
        addresses = "ipv4:" + ",".join(server.address for server in servers)
        # Else the name of the service would be the list, which is none.
        with Client(addresses, options=[("grpc.default_authority", "localhost")]) as client:
            # The second connection may be made after the first calls.
            asked = (client.server_info().limits.max_batch_size for _ in range(1000))
            seen = set()
            while seen != set(sizes):
                seen.add(next(asked))
    finally:
        for server in servers:
            server.stop()


def test_a_full_server_is_asked_again(tmp_path):
    server = Server("--max-concurrent-analyses", "1", "--max-queue-length", "0")
    try:
        with Client(server.address) as client:
            texts = [TEXT * 200] * 3
            documents = []
            threads = [threading.Thread(target=lambda text=text: documents.append(client.analyze(text)))
                       for text in texts]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        assert len(documents) == 3
    finally:
        server.stop()


def test_tables_have_a_row_for_each_quotation(client):
    documents = [client.analyze(Document(TEXT, id="a")), client.analyze(Document("Nobody speaks.", id="b"))]
    records = documents[0].to_records()
    assert [(row["speaker"], row["cue"]) for row in records] == [("Ada Lindqvist", "told"), ("Ada Lindqvist", "denied")]
    table = ascribe.quotations_table(documents)
    assert table.num_rows == 2 and table.column_names == list(ascribe.QUOTATION_COLUMNS)
    frame = ascribe.quotations_frame(documents)
    assert list(frame["kind"]) == ["direct", "indirect"] and frame["venue"].isna().all()
    # No quotation is a table, too.
    assert ascribe.quotations_table(documents[1:]).schema == table.schema
    assert list(ascribe.quotations_frame(documents[1:]).dtypes) == list(frame.dtypes)


def test_the_readme_prints_what_it_says(server, tmp_path):
    readme = (CLIENTS / "python" / "README.md").read_text(encoding="utf-8").replace("localhost:50051", server.address)
    blocks = re.findall(r"```(python|text|console)\n(.*?)```", readme, re.S)
    (tmp_path / "examples").symlink_to(CLIENTS.parent / "examples")
    programs = commands = 0
    for (kind, content), (then, output) in zip(blocks, [*blocks[1:], ("", "")], strict=True):
        if kind == "python":
            programs += 1
            printed = run(["-c", content], tmp_path)
            assert then != "text" or printed == output
        elif content.startswith("$ python "):
            commands += 1
            command, output = content.removeprefix("$ python ").split("\n", 1)
            assert run(shlex.split(command), tmp_path) == output
    assert (tmp_path / "quotations.parquet").stat().st_size > 0 and (programs, commands) == (4, 1)


def run(arguments, folder):
    """What Python prints."""
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=True, cwd=folder).stdout
