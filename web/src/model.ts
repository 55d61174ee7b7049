// An analysis as the page looks at it: quotations gathered by speaker, and what the filters let through.
import type { AnalyzeDocumentResponse } from "./gen/ascribe/v1/document_analysis_service_pb.js";
import type { Span } from "./gen/ascribe/v1/document_pb.js";
import type { EntityType } from "./gen/ascribe/v1/entity_pb.js";
import type { Quotation, QuotationKind } from "./gen/ascribe/v1/quotation_pb.js";

/** How many colours the style sheet has for speakers. */
const HUES = 8;

/** One speaker with everything that the document ascribes to them. */
export interface Voice {
  name: string;
  description: string;
  /** Class of the style sheet; the nameless have none of the colours. */
  hue: string;
  quotations: Quotation[];
}

export interface Model {
  response: AnalyzeDocumentResponse;
  text: string;
  voices: Voice[];
  /** The voice of each quotation, by its id. */
  voiceOf: Voice[];
}

/** What is shown. */
export interface Filter {
  voice?: Voice;
  kinds: Set<QuotationKind>;
  types: Set<EntityType>;
  confidence: number;
}

/** Gathers quotations by speaker, in the order in which they speak. */
export function model(response: AnalyzeDocumentResponse): Model {
  const voices = new Map<string, Voice>();
  const voiceOf: Voice[] = [];
  for (const quotation of response.quotations) {
    const { entityId, name = "", description = "" } = quotation.speaker ?? {};
    const key = entityId !== undefined ? `#${entityId}` : name.toLowerCase();
    let voice = voices.get(key);
    if (!voice) {
      const hue = key ? `h${[...voices.keys()].filter(Boolean).length % HUES}` : "h-none";
      voice = { name: name || "No source named", description: "", hue, quotations: [] };
      voices.set(key, voice);
    }
    voice.description ||= description;
    voice.quotations.push(quotation);
    voiceOf[quotation.id] = voice;
  }
  return { response, text: response.text, voices: [...voices.values()], voiceOf };
}

/** Whether the filter lets a quotation through. */
export function shows(filter: Filter, model: Model, quotation: Quotation): boolean {
  return (
    (!filter.voice || model.voiceOf[quotation.id] === filter.voice) &&
    filter.kinds.has(quotation.kind) &&
    quotation.confidence >= filter.confidence
  );
}

/** The text of a span; offsets are counted in UTF-16, as strings are here. */
export function cut(model: Model, span: Span | undefined): string {
  return span ? model.text.slice(span.begin, span.end) : "";
}

/** The content of a quotation as one line. */
export function content(model: Model, quotation: Quotation): string {
  return quotation.segments.map((span) => cut(model, span).replace(/\s+/g, " ")).join(" … ");
}
