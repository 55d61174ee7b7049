// A report in one file: analyses that stand in the page already, one at a time.
import { fromJson, type JsonValue } from "@bufbuild/protobuf";
import { append, el } from "./dom.js";
import { type AnalyzeDocumentResponse, AnalyzeDocumentResponseSchema } from "./gen/ascribe/v1/document_analysis_service_pb.js";
import { cut, model } from "./model.js";
import { resultView } from "./result.js";

/** Builds the page. */
export function report(main: HTMLElement, actions: HTMLElement, analyses: JsonValue[]): void {
  const responses = analyses.map((analysis) => fromJson(AnalyzeDocumentResponseSchema, analysis, { ignoreUnknownFields: true }));
  const result = el("div");
  const show = (index: number) => result.replaceChildren(...responses.slice(index, index + 1).map((it) => resultView(it)));
  if (responses.length > 1) {
    const choice = el("select", { id: "document", "aria-label": "Document" });
    responses.forEach((response, index) => append(choice, el("option", { value: index }, title(response))));
    choice.addEventListener("change", () => show(Number(choice.value)));
    append(actions, choice);
  }
  append(main, result);
  show(0);
  if (responses.length === 0) append(main, el("p", { class: "none" }, "No document could be analysed."));
}

function title(response: AnalyzeDocumentResponse): string {
  const headline = cut(model(response), response.structure?.headline).replace(/\s+/g, " ");
  return [response.documentId, headline].filter(Boolean).join(": ") || "Untitled";
}
