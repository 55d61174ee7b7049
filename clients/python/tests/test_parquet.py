"""Corpora as Arrow and Parquet, against a real server."""
import datetime
import itertools
import os
import pathlib
import subprocess
import sys
import threading

import grpc
import pyarrow
import pyarrow.parquet
import pytest

from ascribe import AscribeError, Client, analyses_schema, analyze_batches, analyze_parquet
from ascribe._parquet import _ROWS_OF_STREAM
from conftest import Server

TEXT = "🎉 “It is safe,” Mayor Ada Lindqvist told reporters on Tuesday. She denied that it had been closed."


def corpus(count, **columns):
    return pyarrow.table({"id": [f"a{number}" for number in range(count)], "text": [TEXT] * count, **columns})


def analyses(client, table, **options):
    return pyarrow.Table.from_batches(list(analyze_batches(client, table.to_batches(), **options))).to_pylist()


def test_each_row_is_answered_in_its_place_with_spans_that_cut_the_text(client):
    table = corpus(2 * _ROWS_OF_STREAM + 7)
    rows = analyses(client, table)
    assert [row["id"] for row in rows] == table["id"].to_pylist()
    for row in rows:
        first, second = row["quotations"]
        assert (first["speaker"], first["kind"], second["speaker_kind"]) == ("Ada Lindqvist", "direct", "pronoun")
        assert TEXT[first["begin"]:first["end"]] == first["text"] == "It is safe,"
        assert row["error"] is None and row["language"] == "en" and row["rendered_text"] is None
        assert [entity["name"] for entity in row["entities"] if entity["type"] == "person"] == ["Ada Lindqvist"]


def test_what_a_column_says_of_a_document_is_heeded(client):
    table = pyarrow.table({
        "number": [1, 2],
        "body": ["<html><body><h1>Bridge opens</h1><p>" + TEXT + "</p></body></html>", "Le pont est ouvert."],
        "format": ["html", None], "language": [None, "fr"],
        "publication_date": [datetime.date(2024, 5, 8), None], "of no interest": [0.0, 0.0],
    })
    page, french = analyses(client, table, columns={"content": "body", "id": "number"})
    assert (page["id"], page["headline"], french["id"], french["language"]) == ("1", "Bridge opens", "2", "fr")
    quotation = page["quotations"][0]
    assert page["rendered_text"][quotation["begin"]:quotation["end"]] == "It is safe,"
    dates = [entity["normalized_value"] for entity in page["entities"] if entity["type"] == "date"]
    assert dates == ["2024-05-07"]
    assert analyses(client, corpus(1), features=["language"])[0]["quotations"] == []


def test_bytes_of_any_encoding_are_content(client):
    text = '"Die Brücke ist sicher", sagte Bürgermeisterin Ada Löwe am Montag.'
    row, = analyses(client, pyarrow.table({"text": [text.encode("latin-1")], "charset": ["latin1"]}))
    assert row["rendered_text"] == text and row["quotations"][0]["text"] == "Die Brücke ist sicher"


def test_a_document_that_cannot_be_analysed_costs_no_other(client):
    limit = client.server_info().limits.max_document_bytes
    # Twice the limit is over that of a message, too, which would end the stream.
    table = pyarrow.table({
        "text": [TEXT, " ", None, "x" * 2 * limit, TEXT, TEXT],
        "format": [None, None, None, None, "pdf", None]})
    rows = analyses(client, table)
    assert [row["error"] for row in rows] == [
        None, "EMPTY_DOCUMENT", "EMPTY_DOCUMENT", "DOCUMENT_TOO_LARGE", "UNKNOWN_FORMAT", None]
    assert "4194304" in rows[3]["error_message"] and rows[3]["quotations"] is None


def test_columns_that_are_not_there_are_named(client):
    with pytest.raises(ValueError, match="no column 'body' with the content of documents; there are id, text"):
        analyses(client, corpus(1), columns={"content": "body"})
    with pytest.raises(ValueError, match="a document has no title"):
        analyses(client, corpus(1), columns={"title": "headline"})


def test_a_server_that_restarts_costs_no_row():
    server = Server()
    table = corpus(4 * _ROWS_OF_STREAM)
    restarted = []

    def restart():
        server.kill()
        restarted.append(Server(listen=server.address))

    def batches():
        for number, batch in enumerate(table.to_batches(max_chunksize=_ROWS_OF_STREAM)):
            if number == 1:
                # While the stream of this batch is under way.
                threading.Timer(0.1, restart).start()
            yield batch

    try:
        with Client(server.address) as client:
            rows = [row for batch in analyze_batches(client, batches()) for row in batch.to_pylist()]
    finally:
        for again in restarted:
            again.stop()
    assert restarted and [row["id"] for row in rows] == table["id"].to_pylist()
    assert all(len(row["quotations"]) == 2 for row in rows)


def test_a_server_that_stays_away_is_an_error():
    server = Server()
    with Client(server.address) as client:
        answers = analyze_batches(client, itertools.repeat(corpus(1).to_batches()[0]), tries=2)
        next(answers)
        server.kill()
        with pytest.raises(AscribeError) as raised:
            list(answers)
    assert raised.value.code == grpc.StatusCode.UNAVAILABLE


def test_a_file_is_analysed_into_a_file(client, server, tmp_path):
    source, target = tmp_path / "articles.parquet", tmp_path / "analyses.parquet"
    table = corpus(1200)
    pyarrow.parquet.write_table(table, source, row_group_size=700)
    assert analyze_parquet(client, source, target).documents == 1200
    written = pyarrow.parquet.read_table(target)
    assert written.schema == analyses_schema() and written["id"] == table["id"]
    # The same from the command line, and again over what is there.
    command = [sys.executable, "-m", "ascribe", source, target, "--server", server.address]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.stdout == "1200 documents, 0 of them with an error in place of an analysis\n" and done.returncode == 0
    assert pyarrow.parquet.read_table(target) == written
    assert not (tmp_path / "analyses.parquet.part").exists()


def test_the_command_line_says_what_failed(server, tmp_path):
    source, target = tmp_path / "articles.parquet", tmp_path / "analyses.parquet"
    command = [sys.executable, "-m", "ascribe", source, target, "--server", server.address]
    pyarrow.parquet.write_table(pyarrow.table({"body": [TEXT, " "]}), source)
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 1 and "there is no column 'text'" in done.stderr and "Traceback" not in done.stderr
    assert not target.exists()
    done = subprocess.run([*command, "--column", "content=body"], capture_output=True, text=True)
    assert done.returncode == 1 and done.stdout == "2 documents, 1 of them with an error in place of an analysis\n"


def test_the_command_line_connects_by_tls_with_a_token(tmp_path):
    names = ("cert.pem", "key.pem", "tokens", "in.parquet")
    certificate, key, tokens, source = (str(tmp_path / name) for name in names)
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
                    "-addext", "subjectAltName=DNS:localhost", "-out", certificate, "-keyout", key],
                   check=True, capture_output=True)
    pathlib.Path(tokens).write_text("0123456789abcdef")
    pyarrow.parquet.write_table(corpus(2), source)
    server = Server("--tls-cert", certificate, "--tls-key", key, "--tokens-file", tokens)
    try:
        address = server.address.replace("127.0.0.1", "localhost")
        command = [sys.executable, "-m", "ascribe", source, str(tmp_path / "out"), "--server", address, "--tls"]
        known = os.environ | {"GRPC_DEFAULT_SSL_ROOTS_FILE_PATH": certificate}
        refused = subprocess.run(command, capture_output=True, text=True, env=known)
        assert refused.returncode == 1 and "UNAUTHENTICATED" in refused.stderr
        known["ASCRIBE_TOKEN"] = "0123456789abcdef"
        done = subprocess.run(command, capture_output=True, text=True, env=known)
        assert done.returncode == 0, done.stderr
    finally:
        server.stop()


def test_an_empty_corpus_is_a_table_of_the_same_columns(client, tmp_path):
    pyarrow.parquet.write_table(corpus(0).cast(pyarrow.schema([("id", "string"), ("text", "string")])), tmp_path / "in")
    assert analyze_parquet(client, tmp_path / "in", tmp_path / "out").documents == 0
    assert pyarrow.parquet.read_table(tmp_path / "out").schema == analyses_schema()
