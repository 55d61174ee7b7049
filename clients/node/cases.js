// Proves that the offsets cut the strings of JavaScript, for every text of `clients/cases.json`.
//
//   node cases.js localhost:50051
"use strict";

const assert = require("node:assert/strict");
const { promisify } = require("node:util");
const cases = require("../cases.json");
const { connect } = require("./ascribe.js");

/** Every span in a response. */
function* spans(value) {
  if (typeof value !== "object" || value === null) return;
  if (typeof value.begin === "number" || typeof value.end === "number") yield value;
  else for (const inner of Object.values(value)) yield* spans(inner);
}

async function main() {
  const service = connect(process.argv[2]);
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
  service.close();
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
