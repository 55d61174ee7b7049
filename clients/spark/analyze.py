"""A job for Spark: analyses a folder of Parquet into another, over the stream rpc of ascribe.

  spark-submit analyze.py articles/ analyses/ --server ascribe:50051
  spark-submit analyze.py articles/ analyses/ --server ascribe:50051 --checkpoint checkpoints/

A task that fails is tried again by Spark, and what a killed executor had is done by another. With a checkpoint, Spark
remembers which files are done: the job, started again after anything, goes on with the rest.
"""
from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterator, Sequence

import grpc
import pyarrow
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.pandas.types import from_arrow_schema

from ascribe import Client, analyses_schema, analyze_batches

Batches = Iterator[pyarrow.RecordBatch]


def over_streams(server: str, columns: dict[str, str], tls: bool = False) -> Callable[[Batches], Batches]:
    """What a task does to its partition: one connection, and a stream for every 500 documents."""

    def analyze(batches: Batches) -> Batches:
        credentials = grpc.ssl_channel_credentials() if tls else None
        # The token is the executor's, so that no plan and no log of Spark holds it.
        with Client(server, token=os.environ.get("ASCRIBE_TOKEN"), credentials=credentials) as client:
            yield from analyze_batches(client, batches, columns=columns)

    return analyze


def analyses(documents: DataFrame, server: str, columns: dict[str, str] | None = None, tls: bool = False) -> DataFrame:
    """A row for each document: its analysis, or its error."""
    return documents.mapInArrow(over_streams(server, columns or {}, tls), from_arrow_schema(analyses_schema()))


def analyze_folder(spark: SparkSession, source: str, target: str, server: str, *,
                   columns: dict[str, str] | None = None, partitions: int | None = None, tls: bool = False) -> None:
    """Analyses all of a folder at once; what is at the target is replaced when the job is done."""
    documents = spark.read.parquet(source)
    if partitions:
        documents = documents.repartition(partitions)
    analyses(documents, server, columns, tls).write.mode("overwrite").parquet(target)


def analyze_new(spark: SparkSession, source: str, target: str, server: str, checkpoint: str, *,
                columns: dict[str, str] | None = None, files: int = 16, tls: bool = False) -> None:
    """Analyses the files of a folder that are not in the checkpoint yet, so many at a time; adds to the target."""
    schema = spark.read.parquet(source).schema
    documents = spark.readStream.schema(schema).option("maxFilesPerTrigger", files).parquet(source)
    query = (analyses(documents, server, columns, tls).writeStream.format("parquet").option("path", target)
             .option("checkpointLocation", checkpoint).trigger(availableNow=True).start())
    query.awaitTermination()


def run(arguments: Sequence[str] | None = None) -> None:
    """Does what a command line asks for, in the session that there is, else in one of its own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", help="a folder of Parquet, with a document in each row")
    parser.add_argument("target", help="where a row for each of them goes")
    parser.add_argument("--server", default="localhost:50051", help="host and port, as the executors see it")
    parser.add_argument("--column", action="append", default=[], metavar="FIELD=NAME",
                        help="a column that is not called like its field, as content=body; once for each")
    parser.add_argument("--partitions", type=int, help="how many tasks to make; a task is what is done again")
    parser.add_argument("--checkpoint", help="a folder in which Spark keeps what is done")
    parser.add_argument("--tls", action="store_true", help="connect by TLS")
    args = parser.parse_args(arguments)
    columns = dict(pair.split("=", 1) for pair in args.column)
    spark = SparkSession.builder.appName("ascribe").getOrCreate()
    if args.checkpoint:
        analyze_new(spark, args.source, args.target, args.server, args.checkpoint, columns=columns, tls=args.tls)
    else:
        analyze_folder(spark, args.source, args.target, args.server, columns=columns, partitions=args.partitions,
                       tls=args.tls)


if __name__ == "__main__":
    run()
    SparkSession.builder.getOrCreate().stop()
