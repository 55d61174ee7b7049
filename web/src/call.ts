// The calls of this page, by gRPC-Web to the server that it came from.
import { create, toJson } from "@bufbuild/protobuf";
import { createClient, type Interceptor } from "@connectrpc/connect";
import { createGrpcWebTransport } from "@connectrpc/connect-web";
import {
  type AnalyzeDocumentRequest,
  AnalyzeDocumentRequestSchema,
  DocumentAnalysisService,
} from "./gen/ascribe/v1/document_analysis_service_pb.js";
import { type Document, type Model, OffsetEncoding } from "./gen/ascribe/v1/document_pb.js";

/** How long a call may take, in milliseconds. */
const PATIENCE = 60_000;

let token = "";

/** The bearer token of the calls from now on; it is kept nowhere else. */
export function authorize(given: string): void {
  token = given.trim();
}

const authorization: Interceptor = (next) => (request) => {
  if (token) request.header.set("authorization", `Bearer ${token}`);
  return next(request);
};

const transport = createGrpcWebTransport({ baseUrl: location.origin, interceptors: [authorization] });
const service = createClient(DocumentAnalysisService, transport);

/** What asks an engine for the analysis of a document, with offsets that fit the strings of this language. */
export function request(document: Document, model: Model): AnalyzeDocumentRequest {
  const options = { model, offsetEncoding: OffsetEncoding.UTF16, includeText: document.content.case === "text" };
  return create(AnalyzeDocumentRequestSchema, { document, options });
}

export function analyze(asked: AnalyzeDocumentRequest, signal: AbortSignal) {
  return service.analyzeDocument(asked, { signal, timeoutMs: PATIENCE });
}

export function serverInfo() {
  return service.getServerInfo({}, { timeoutMs: PATIENCE });
}

/** The command that makes the same call. */
export function grpcurl(asked: AnalyzeDocumentRequest): string {
  const data = JSON.stringify(toJson(AnalyzeDocumentRequestSchema, asked));
  const secure = location.protocol === "https:";
  const port = location.port || (secure ? "443" : "80");
  const flags = [secure ? "" : "-plaintext", token ? '-H "authorization: Bearer $TOKEN"' : "", "-d @"].filter(Boolean).join(" ");
  // One line of JSON cannot be the line that ends it.
  return `grpcurl ${flags} ${location.hostname}:${port} \\\n  ascribe.v1.DocumentAnalysisService/AnalyzeDocument <<'JSON'\n${data}\nJSON\n`;
}
