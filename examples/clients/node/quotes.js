// Prints who said what in a text: a first client.
//
//   npm install @grpc/grpc-js @grpc/proto-loader google-proto-files
//   node examples/clients/node/quotes.js article.txt
const fs = require("fs");
const path = require("path");
const grpc = require("@grpc/grpc-js");
const loader = require("@grpc/proto-loader");

const [file, address = "localhost:50051"] = process.argv.slice(2);
const definition = loader.loadSync("ascribe/v1/document_analysis_service.proto", {
  // The second is where google/rpc/status.proto is.
  includeDirs: ["proto", path.join(path.dirname(require.resolve("google-proto-files/package.json")))],
  enums: String,
  defaults: true,
});
const { DocumentAnalysisService } = grpc.loadPackageDefinition(definition).ascribe.v1;
const service = new DocumentAnalysisService(address, grpc.credentials.createInsecure());

const text = fs.readFileSync(file, "utf8");
const request = {
  document: { id: file, text },
  options: { offsetEncoding: "OFFSET_ENCODING_UTF16" }, // strings count UTF-16 code units
};
service.AnalyzeDocument(request, { deadline: Date.now() + 10_000 }, (error, response) => {
  service.close();
  if (error) {
    console.error(`${grpc.status[error.code]}: ${error.details}`);
    process.exitCode = 1;
    return;
  }
  for (const { speaker, segments } of response.quotations) {
    const said = segments.map(({ begin, end }) => text.slice(begin, end)).join(" … ");
    console.log(`${speaker?.name || "?"}: ${said}`);
  }
});
