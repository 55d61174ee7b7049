"""The job on clusters of its own, against a real server: nothing is lost when an executor is killed.

  ASCRIBE_BINARY=target/release/ascribe python -m pytest clients/spark
"""
import contextlib
import json
import os
import pathlib
import re
import shlex
import signal
import subprocess
import sys
import threading
import time

import pyarrow
import pyarrow.parquet
import pytest
from pyspark.sql import SparkSession

import analyze

HERE = pathlib.Path(__file__).resolve().parent
FILES = sorted((HERE.parents[1] / "examples/articles").glob("*.txt"))
ARTICLES = [file.read_text(encoding="utf-8") for file in FILES]
DOCUMENTS = 800


@pytest.fixture(scope="module")
def server():
    command = [os.environ["ASCRIBE_BINARY"], "serve", "--listen", "127.0.0.1:0", "--log-format", "json",
               "--lame-duck", "0s"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    events = map(json.loads, process.stderr)
    yield next(event["address"] for event in events if event.get("message") == "listening")
    process.terminate()
    process.wait(30)


@pytest.fixture(scope="module")
def spark():
    """Two executors, each a process of its own, on this machine."""
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    os.environ["PYSPARK_PYTHON"] = sys.executable
    # Executors import neither the job's module nor the tests'.
    builder = (SparkSession.builder.master("local-cluster[2,1,1024]").appName("test")
               .config("spark.ui.enabled", "false").config("spark.executor.memory", "512m")
               .config("spark.sql.execution.arrow.maxRecordsPerBatch", "100")
               .config("spark.executorEnv.PYTHONPATH", str(HERE)))
    session = builder.getOrCreate()
    yield session
    session.stop()


def write_corpus(folder, name, first, count):
    folder.mkdir(exist_ok=True)
    numbers = range(first, first + count)
    table = pyarrow.table({"id": [f"a{number}" for number in numbers],
                           "text": [" " if number == 7 else ARTICLES[number % len(ARTICLES)] for number in numbers]})
    pyarrow.parquet.write_table(table, folder / name)


def check(target, count):
    """Every document has exactly one row, with what its article says."""
    rows = pyarrow.parquet.read_table(target).to_pylist()
    assert sorted(int(row["id"][1:]) for row in rows) == list(range(count))
    assert [(row["id"], row["error"]) for row in rows if row["error"]] == [("a7", "EMPTY_DOCUMENT")]
    found = {}
    for row in rows:
        if not row["error"]:
            article = ARTICLES[int(row["id"][1:]) % len(ARTICLES)]
            said = [(q["speaker"], q["text"]) for q in row["quotations"]]
            assert said and found.setdefault(article, said) == said
            # Where what was said stands in several places, the text has an ellipsis for what is between.
            assert all(article[q["begin"]:q["end"]] == q["text"] for q in row["quotations"] if " … " not in q["text"])


def test_a_killed_executor_loses_no_row(spark, server, tmp_path):
    write_corpus(tmp_path / "in", "all.parquet", 0, DOCUMENTS)
    seen = {"killed": 0, "failed": 0}
    with killing(spark, seen):
        analyze.analyze_folder(spark, str(tmp_path / "in"), str(tmp_path / "out"), server, partitions=16)
    assert seen["killed"] == 1 and seen["failed"] >= 1, f"no task was under way in what was killed: {seen}"
    check(tmp_path / "out", DOCUMENTS)


@contextlib.contextmanager
def killing(spark, seen):
    """Kills one of the executors when tasks are done and others are under way; counts the tasks that this fails."""
    over = threading.Event()

    def watch():
        tracker = spark.sparkContext.statusTracker()
        while not over.wait(0.02):
            for stage in filter(None, map(tracker.getStageInfo, tracker.getActiveStageIds())):
                seen["failed"] = max(seen["failed"], stage.numFailedTasks)
                if not seen["killed"] and stage.numTasks == 16 and stage.numCompletedTasks >= 2:
                    os.kill(executors()[0], signal.SIGKILL)
                    seen["killed"] += 1

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def executors():
    """The processes of the executors below this one, which Spark started."""
    parents, commands = {}, {}
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            pid = int(process.name)
            parents[pid] = int((process / "stat").read_text().rsplit(")", 1)[1].split()[1])
            commands[pid] = (process / "cmdline").read_bytes()

    def ours(pid):
        while pid in parents and pid != os.getpid():
            pid = parents[pid]
        return pid == os.getpid()

    return [pid for pid, command in commands.items() if b"CoarseGrainedExecutorBackend" in command and ours(pid)]


def test_a_checkpoint_knows_which_files_are_done(spark, server, tmp_path):
    source, target, checkpoint = tmp_path / "in", tmp_path / "out", tmp_path / "checkpoint"
    for first in (0, 20, 40):
        write_corpus(source, f"{first}.parquet", first, 20)
    again = [spark, str(source), str(target), server, str(checkpoint)]
    analyze.analyze_new(*again, files=1)
    check(target, 60)
    before = {file: file.stat().st_mtime_ns for file in target.glob("*.parquet")}
    write_corpus(source, "60.parquet", 60, 20)
    analyze.analyze_new(*again)
    check(target, 80)
    assert before.items() <= {file: file.stat().st_mtime_ns for file in target.glob("*.parquet")}.items()


def test_the_documentation_prints_what_it_says(spark, server, tmp_path, capsys):
    text = (HERE.parents[1] / "docs/spark.md").read_text(encoding="utf-8")
    for written, here in {"articles.parquet": tmp_path / "articles.parquet", "analyses": tmp_path / "analyses"}.items():
        text = re.sub(rf'(?<=[ "]){written}(?=[ "])', str(here), text)
    [command] = re.findall(r"^\$ python clients/spark/analyze.py (.*)$", text, re.M)
    [program] = re.findall(r"```python\n(.*?)```", text, re.S)
    [output] = re.findall(r"```text\n(.*?)```", text, re.S)
    table = pyarrow.table({"id": [file.name for file in FILES], "text": ARTICLES})
    pyarrow.parquet.write_table(table, tmp_path / "articles.parquet")
    analyze.run(shlex.split(command.replace("localhost:50051", server)))
    exec(program, {"spark": spark})
    assert capsys.readouterr().out.strip() == output.strip()


def test_a_server_that_is_away_fails_the_job(spark, tmp_path):
    write_corpus(tmp_path / "in", "all.parquet", 0, 5)
    begun = time.monotonic()
    with pytest.raises(Exception, match="UNAVAILABLE"):
        analyze.analyze_folder(spark, str(tmp_path / "in"), str(tmp_path / "out"), "127.0.0.1:1")
    assert time.monotonic() - begun < 60 and not list((tmp_path / "out").glob("*.parquet"))
