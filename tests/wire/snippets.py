#!/usr/bin/env python3
"""Runs the pieces of programs that README.md and docs/offsets.md show, each with the little around it that it takes for
granted, against a real server; what they print has to be right.

  NODE_PATH=... snippets.py --binary target/release/ascribe --stubs FOLDER --java FOLDER --go FOLDER

The stubs are modules for Python; the other folders are those that clients/java/build and clients/go/build wrote to.
"""
import argparse
import os
import pathlib
import re
import subprocess
import sys
import tempfile

from server import Server, expect

ADDRESS = "localhost:50051"
TEXT = "🎉 “It is safe,” Mayor Ada Lindqvist told reporters."
# What offsets are of in docs/offsets.md.
WORD = "safe"
UNITS = {"utf8": "utf-8", "utf16": "utf-16-le", "utf32": "utf-32-le"}
# What stands before and behind a piece; TEXT, BEGIN, END and PIECE are put in.
AROUND = {
    ("README.md", "python"): """
import grpc
from ascribe.v1.document_analysis_service_pb2 import AnalyzeDocumentRequest
from ascribe.v1.document_analysis_service_pb2_grpc import DocumentAnalysisServiceStub
from ascribe.v1.document_pb2 import OFFSET_ENCODING_UTF32, AnalysisOptions, Document
text = "TEXT"
PIECE
""",
    ("README.md", "js"): """
const { connect } = require("CLIENTS/node/ascribe.js");
const service = connect("localhost:50051");
const text = "TEXT";
PIECE
setTimeout(() => service.close(), 2000);
""",
    ("README.md", "go"): """
package main

import (
	"ascribe"
	ascribev1 "ascribe/v1"
	"context"
	"fmt"
)

func run(ctx context.Context, text string) error {
	connection, err := ascribe.Connect("localhost:50051")
	if err != nil {
		return err
	}
	service := ascribev1.NewDocumentAnalysisServiceClient(connection)
	PIECE
	return nil
}

func main() {
	if err := run(context.Background(), "TEXT"); err != nil {
		panic(err)
	}
}
""",
    ("docs/offsets.md", "python"): """
from types import SimpleNamespace
from ascribe.v1.document_pb2 import OFFSET_ENCODING_UTF32, AnalysisOptions
text, span = "TEXT", SimpleNamespace(begin=BEGIN, end=END)
PIECE
assert options.offset_encoding == OFFSET_ENCODING_UTF32
print(said)
""",
    ("docs/offsets.md", "js"): """
const [text, span] = ["TEXT", { begin: BEGIN, end: END }];
PIECE
console.log(said);
""",
    ("docs/offsets.md", "java"): """
import static ascribe.v1.DocumentOuterClass.OffsetEncoding.OFFSET_ENCODING_UTF16;

import ascribe.v1.DocumentOuterClass.AnalysisOptions;
import ascribe.v1.DocumentOuterClass.Span;

class Snippet {
  public static void main(String[] arguments) {
    String text = "TEXT";
    Span span = Span.newBuilder().setBegin(BEGIN).setEnd(END).build();
    PIECE
    System.out.println(said);
  }
}
""",
    # Without a generated client, for which these languages have no tools here: the cut is theirs, the types are ours.
    ("docs/offsets.md", "csharp"): """
enum OffsetEncoding { Utf16 }
class AnalysisOptions { public OffsetEncoding OffsetEncoding { get; set; } }
class Span { public uint Begin = BEGIN, End = END; }

class Snippet {
  static void Main() {
    var text = "TEXT";
    var span = new Span();
    PIECE
    System.Console.WriteLine(said);
  }
}
""",
    ("docs/offsets.md", "php"): """<?php
class Span {
  function getBegin() { return BEGIN; }
  function getEnd() { return END; }
}
$text = "TEXT";
$span = new Span();
PIECE
echo $said, PHP_EOL;
""",
    ("docs/offsets.md", "go"): """
package main

import (
	ascribev1 "ascribe/v1"
	"fmt"
)

func main() {
	text, span := "TEXT", &ascribev1.Span{Begin: BEGIN, End: END}
	PIECE
	fmt.Println(said)
}
""",
    ("docs/offsets.md", "rust"): """
struct Span { begin: u32, end: u32 }

fn main() {
    let (text, span) = ("TEXT", Span { begin: BEGIN, end: END });
    PIECE
    println!("{said}");
}
""",
}
PRINTED = {
    ("README.md", "python"): "Ada Lindqvist ['It is safe,']\n",
    ("README.md", "js"): "Ada Lindqvist [ 'It is safe,' ]\n",
    ("README.md", "go"): "Ada Lindqvist It is safe,\n",
}
# Where no unit is named, it is the default.
UNIT = {"python": "utf32", "js": "utf16", "java": "utf16", "csharp": "utf16", "go": "utf8", "php": "utf8", "rust": "utf8"}


def offset(text, unit):
    """The length of a text in a unit."""
    return len(text.encode(UNITS[unit])) // {"utf8": 1, "utf16": 2, "utf32": 4}[unit]


def program(document, language, piece, address):
    begin = TEXT.index(WORD)
    places = {"PIECE": piece.rstrip(), "TEXT": TEXT, "BEGIN": offset(TEXT[:begin], UNIT[language]),
              "END": offset(TEXT[:begin + len(WORD)], UNIT[language]), "CLIENTS": pathlib.Path("clients").resolve()}
    whole = AROUND[document, language]
    for place, value in places.items():
        whole = whole.replace(place, str(value))
    return whole.replace(ADDRESS, address)


def run(language, source, folder, args):
    """What a program prints."""
    def execute(*command, cwd=folder, **env):
        return subprocess.run(command, cwd=cwd, check=True, stdout=subprocess.PIPE, text=True, timeout=120,
                              env=os.environ | env).stdout

    def write(name, within=folder):
        path = pathlib.Path(within) / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(source, encoding="utf-8")
        return str(path)

    if language == "python":
        return execute(sys.executable, write("snippet.py"), PYTHONPATH=args.stubs)
    if language == "js":
        return execute("node", write("snippet.js"))
    if language == "java":
        path = f"{args.java}/classes:/usr/share/java/*"
        return execute("java", "-Dfile.encoding=UTF-8", "-cp", path, write("Snippet.java"))
    if language == "csharp":
        execute("mcs", "-out:snippet.exe", write("snippet.cs"))
        return execute("mono", "snippet.exe")
    if language == "php":
        return execute("php", write("snippet.php"))
    if language == "rust":
        execute("rustc", "--edition", "2024", write("snippet.rs"))
        return execute(f"{folder}/snippet")
    module = f"{args.go}/module"
    write("snippet/main.go", module)
    return execute("go", "run", "./snippet", cwd=module, GOPROXY="off", GOFLAGS="-modcacherw", GOTOOLCHAIN="local",
                   GOMODCACHE=f"{args.go}/cache")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("binary", "stubs", "java", "go"):
        parser.add_argument(f"--{name}", required=True)
    args = parser.parse_args()
    args.stubs, args.java, args.go = map(os.path.abspath, (args.stubs, args.java, args.go))
    ran = set()
    with Server(args.binary, None) as server, tempfile.TemporaryDirectory() as folder:
        for document in ("README.md", "docs/offsets.md"):
            text = pathlib.Path(document).read_text(encoding="utf-8")
            for language, piece in re.findall(r"^```(\w+)\n(.*?)^```$", text, re.M | re.S):
                if language == "console":
                    continue
                source = program(document, language, piece, server.address)
                printed = run(language, source, folder, args)
                ran.add((document, language))
                says = PRINTED.get((document, language), f"{WORD}\n")
                expect(f"{document}, {language}: {printed.strip()}", printed == says, f"instead of {says!r}")
    expect("each piece that is known of is there", ran == AROUND.keys(), AROUND.keys() - ran)


if __name__ == "__main__":
    main()
