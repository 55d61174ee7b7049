// Proves that the offsets cut the strings of JavaScript, for every text of `clients/cases.json`, and that calls end in time and
// are tried again. The second server has room for one call at a time.
//
//   node cases.js localhost:50051 localhost:50052 ../cases.json
"use strict";

const assert = require("node:assert/strict");
const fs = require("node:fs");
const { promisify } = require("node:util");
const grpc = require("@grpc/grpc-js");
const { connect } = require("./ascribe.js");

/** Every span in a response. */
function* spans(value) {
  if (typeof value !== "object" || value === null) return;
  if (typeof value.begin === "number" || typeof value.end === "number") yield value;
  else for (const inner of Object.values(value)) yield* spans(inner);
}

async function main() {
  const [service, full] = process.argv.slice(2, 4).map((address) => connect(address));
  const cases = JSON.parse(fs.readFileSync(process.argv[4], "utf8"));
  const analyze = promisify(service.AnalyzeDocument).bind(service);
  for (const { name, text, speaker, content } of cases) {
    const options = { offsetEncoding: "OFFSET_ENCODING_UTF16", includeText: true };
    const response = await analyze({ document: { text }, options }, { deadline: Date.now() + 10_000 });
    const found = [...spans(response)];
    // What is at its default is left out of a message: a span that begins at 0.
    for (const { begin = 0, end, text: told } of found) assert.equal(text.slice(begin, end), told, name);
    const said = response.quotations
      .filter((quotation) => quotation.speaker?.name === speaker)
      .map(({ segments }) => segments.map(({ begin = 0, end }) => text.slice(begin, end)).join(" … "));
    assert.ok(found.length > 0 && said.includes(content), `${name}: ${JSON.stringify(said)}`);
    console.log(`  ok    Node, ${name}: ${found.length} spans`);
  }
  await calls(service, full, cases[0].text);
  service.close();
  full.close();
}

/** What calls do beside answering. */
async function calls(service, full, text) {
  const [on, onFull] = [service, full].map((it) => promisify(it.AnalyzeDocument).bind(it));
  const large = (times) => ({ document: { text: `${text}\n\n`.repeat(times) } });
  const late = on(large(10_000), { deadline: Date.now() + 1 });
  await assert.rejects(late, { code: grpc.status.DEADLINE_EXCEEDED });
  console.log("  ok    Node, a deadline ends a call");
  const together = [1, 2, 3].map(() => onFull(large(200), { deadline: Date.now() + 60_000 }));
  for (const { quotations } of await Promise.all(together)) assert.equal(quotations.length, 200);
  console.log("  ok    Node, a full server is asked again");
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
