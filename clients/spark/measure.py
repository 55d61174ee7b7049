"""Documents in a second through Spark: over the stream rpc, and by a call for each document.

  python measure.py localhost:50051 ../../examples/articles

The ways take turns, so that whatever else the machine does meets all of them; the first turn only warms up.
"""
import argparse
import os
import pathlib
import statistics
import sys
import tempfile
import time

import pyarrow
import pyarrow.parquet
from pyspark.sql import SparkSession

import analyze
from ascribe import Client, Document, analyses_schema
from ascribe._parquet import _row


def by_calls(server):
    """What a task does without a stream: the same rows, by a call for each document."""

    def task(batches):
        schema = analyses_schema()
        with Client(server) as client:
            for batch in batches:
                documents = [Document(row["text"], id=row["id"]) for row in batch.to_pylist()]
                rows = [_row(one, client.analyze(one)) for one in documents]
                yield pyarrow.RecordBatch.from_pylist(rows, schema=schema)

    return task


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("server")
    parser.add_argument("articles", help="a folder of text files")
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--turns", type=int, default=5)
    args = parser.parse_args()
    # Workers import what this program does.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    texts = [file.read_text(encoding="utf-8") for file in sorted(pathlib.Path(args.articles).glob("*.txt"))]
    table = pyarrow.table({"id": [str(number) for number in range(args.documents)],
                           "text": [texts[number % len(texts)] for number in range(args.documents)]})
    ways = {"a call for each document": by_calls(args.server), "stream": analyze.over_streams(args.server, {})}
    schema = analyze.from_arrow_schema(analyses_schema())
    for tasks in (1, 2):
        spark = SparkSession.builder.master(f"local[{tasks}]").config("spark.ui.enabled", "false").getOrCreate()
        rates = {way: [] for way in ways}
        with tempfile.TemporaryDirectory() as folder:
            pyarrow.parquet.write_table(table, f"{folder}/in.parquet")
            for turn in range(args.turns + 1):
                for way, task in ways.items():
                    documents = spark.read.parquet(f"{folder}/in.parquet").repartition(tasks)
                    begun = time.monotonic()
                    documents.mapInArrow(task, schema).write.mode("overwrite").parquet(f"{folder}/out")
                    if turn:
                        rates[way].append(args.documents / (time.monotonic() - begun))
        for way, found in rates.items():
            print(f"{tasks} tasks, {way}: {statistics.median(found):.0f} docs/s, {min(found):.0f} to {max(found):.0f}")
        spark.stop()


if __name__ == "__main__":
    main()
