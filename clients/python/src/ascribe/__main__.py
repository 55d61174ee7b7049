"""Analyses a file of Parquet into another: `python -m ascribe articles.parquet analyses.parquet`.

A token of the server is read from $ASCRIBE_TOKEN.
"""
from __future__ import annotations

import argparse
import os

import grpc

from ._client import Client
from ._errors import AscribeError
from ._parquet import analyze_parquet


def main() -> int:
    """Runs the command line; gives its exit status: 0 where every document has its analysis, else 1."""
    parser = argparse.ArgumentParser(prog="python -m ascribe", description=__doc__)
    parser.add_argument("source", help="a file of Parquet with a document in each row")
    parser.add_argument("target", help="where a row for each of them goes, in the same order")
    parser.add_argument("--server", default="localhost:50051", help="host and port [default: %(default)s]")
    parser.add_argument("--column", action="append", default=[], metavar="FIELD=NAME",
                        help="a column that is not called like its field, as content=body; once for each")
    parser.add_argument("--features", default="", help="what to compute, separated by commas [default: all]")
    parser.add_argument("--min-confidence", type=float, default=0.0, help="leave out what is below it, from 0 to 1")
    parser.add_argument("--model", choices=["fast", "accurate"], help="the engine [default: the server's]")
    parser.add_argument("--tls", action="store_true",
                        help="connect by TLS, with the authorities of $GRPC_DEFAULT_SSL_ROOTS_FILE_PATH, else of gRPC")
    args = parser.parse_args()
    try:
        columns = dict(pair.split("=", 1) for pair in args.column)
    except ValueError:
        parser.error("--column takes FIELD=NAME, as content=body")
    features = [feature for feature in args.features.split(",") if feature]
    credentials = grpc.ssl_channel_credentials() if args.tls else None
    try:
        with Client(args.server, token=os.environ.get("ASCRIBE_TOKEN"), credentials=credentials) as client:
            counts = analyze_parquet(client, args.source, args.target, columns=columns, features=features,
                                     min_confidence=args.min_confidence, model=args.model)
    except (AscribeError, OSError, ValueError) as error:
        raise SystemExit(f"{args.source}: {error}") from error
    print(f"{counts.documents} documents, {counts.failed} of them with an error in place of an analysis")
    return 1 if counts.failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
