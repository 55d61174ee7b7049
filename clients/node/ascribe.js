// The service of the contract for Node, made from `proto/` as it is loaded; copy it, or start from it.
"use strict";

const path = require("node:path");
const grpc = require("@grpc/grpc-js");
const loader = require("@grpc/proto-loader");
const protobuf = require("protobufjs");

const PROTO = path.resolve(__dirname, "../../proto");
const GOOGLE = path.dirname(require.resolve("google-proto-files/package.json"));

// Calls have no side effects, so they may be tried again; a server that is full says when.
const SERVICE_CONFIG = JSON.stringify({
  methodConfig: [
    {
      name: ["AnalyzeDocument", "BatchAnalyzeDocuments", "DetectLanguage", "GetServerInfo"].map((method) => ({
        service: "ascribe.v1.DocumentAnalysisService",
        method,
      })),
      retryPolicy: {
        maxAttempts: 5,
        initialBackoff: "0.1s",
        maxBackoff: "5s",
        backoffMultiplier: 2,
        retryableStatusCodes: ["UNAVAILABLE", "RESOURCE_EXHAUSTED"],
      },
    },
  ],
});

/** Connects to a service. Set a deadline on every call: `{ deadline: Date.now() + 10_000 }`. */
function connect(address, credentials = grpc.credentials.createInsecure()) {
  const definition = loader.loadSync("ascribe/v1/document_analysis_service.proto", {
    includeDirs: [PROTO, GOOGLE],
    enums: String,
    oneofs: true,
  });
  const { DocumentAnalysisService } = grpc.loadPackageDefinition(definition).ascribe.v1;
  return new DocumentAnalysisService(address, credentials, {
    "grpc.service_config": SERVICE_CONFIG,
    // An analysis is several times as large as its text; the limits of the server bound it.
    "grpc.max_receive_message_length": -1,
  });
}

/** What an error of a call says for programs: `{ reason, fields, retryAfter }`. */
function explain(error) {
  const [bytes] = error.metadata?.get("grpc-status-details-bin") ?? [];
  const found = { reason: "", fields: [], retryAfter: undefined };
  if (!bytes) return found;
  const types = new protobuf.Root();
  types.resolvePath = (_, target) => path.join(GOOGLE, target);
  types.loadSync(["google/rpc/status.proto", "google/rpc/error_details.proto"]);
  for (const { type_url, value } of types.lookupType("google.rpc.Status").decode(bytes).details) {
    const detail = types.lookupType(type_url.slice(type_url.lastIndexOf("/") + 1)).decode(value);
    if (detail.reason) found.reason = detail.reason;
    if (detail.fieldViolations) found.fields.push(...detail.fieldViolations.map(({ field }) => field));
    if (detail.retryDelay) found.retryAfter = Number(detail.retryDelay.seconds) + (detail.retryDelay.nanos ?? 0) / 1e9;
  }
  return found;
}

module.exports = { connect, explain };
