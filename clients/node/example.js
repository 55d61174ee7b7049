// Every kind of call, from Node.
//
//   npm install && node example.js ../../examples/articles/wire.txt localhost:50051
"use strict";

const fs = require("node:fs");
const { promisify } = require("node:util");
const { connect, explain } = require("./ascribe.js");

const [file, address = "localhost:50051"] = process.argv.slice(2);
const options = { offsetEncoding: "OFFSET_ENCODING_UTF16" }; // strings count UTF-16 code units
const soon = () => ({ deadline: Date.now() + 10_000 });

async function main() {
  const service = connect(address);
  const call = (method) => promisify(service[method]).bind(service);
  const text = fs.readFileSync(file, "utf8");

  const response = await call("AnalyzeDocument")({ document: { text }, options }, soon());
  for (const { speaker, segments } of response.quotations) {
    console.log(`${speaker?.name ?? "?"}: ${segments.map(({ begin, end }) => text.slice(begin, end)).join(" … ")}`);
  }

  // Each of a batch is answered by a response or by a status of its own.
  const requests = [text, " "].map((text) => ({ document: { text }, options }));
  const { results } = await call("BatchAnalyzeDocuments")({ requests }, soon());
  console.log("batch:", results.map(({ result }) => result).join(", "));

  // A stream answers each document as it is done; `write` says when to wait.
  const stream = service.StreamAnalyzeDocuments(soon());
  const done = [];
  stream.on("data", ({ requestId }) => done.push(Number(requestId)));
  const ended = new Promise((resolve, reject) => stream.on("end", resolve).on("error", reject));
  for (let id = 0; id < 20; id++) {
    if (!stream.write({ requestId: String(id), document: { text }, options })) {
      await new Promise((resolve) => stream.once("drain", resolve));
    }
  }
  stream.end();
  await ended;
  console.log("stream:", done.length, "answers");

  try {
    await call("AnalyzeDocument")({ document: { text: " " } }, soon());
  } catch (error) {
    const { reason, fields } = explain(error);
    console.log("error:", reason, "in", fields.join(", "));
  }
  service.close();
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
