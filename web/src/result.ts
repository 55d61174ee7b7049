// The view of one analysis: the annotated text, and beside it who said what.
import { type JsonValue, toJson } from "@bufbuild/protobuf";
import { append, copyButton, el } from "./dom.js";
import { Entities } from "./entities.js";
import { filters } from "./filters.js";
import { type AnalyzeDocumentResponse, AnalyzeDocumentResponseSchema } from "./gen/ascribe/v1/document_analysis_service_pb.js";
import { type Filter, model } from "./model.js";
import { tabs } from "./tabs.js";
import { AnnotatedText } from "./text.js";
import { Voices } from "./voices.js";
import { counted } from "./words.js";

/** Where the panel stands beside the text; below that width, the text is one of the tabs. */
const WIDE = matchMedia("(min-width: 60rem)");

/** The view of a response whose offsets are in UTF-16 and whose text is included; `command` makes the same call. */
export function resultView(response: AnalyzeDocumentResponse, command?: () => string): HTMLElement {
  const it = model(response);
  const select = (id: number, from: "text" | "list") => {
    const scroll = from === "list";
    if (scroll) toText();
    text.select(id, { scroll });
    if (!scroll && WIDE.matches) panels.show("voices");
    voices.select(id, { scroll: !scroll });
  };
  const text = new AnnotatedText(it, (id) => select(id, "text"));
  const voices = new Voices(it, (id) => select(id, "list"));
  const entities = new Entities(it, (entity, turn) => {
    toText();
    text.reveal(entity, turn);
  });
  const status = el("p", { class: "status", role: "status" });
  const apply = (filter: Filter) => {
    text.apply(filter);
    entities.apply(filter);
    const shown = voices.apply(filter);
    const all = response.quotations.length;
    const count = shown === all ? counted(all, "quotation") : `${shown} of ${counted(all, "quotation")}`;
    status.textContent = `${count} by ${counted(it.voices.length, "speaker")}, ${counted(response.entities.length, "entity", "entities")}`;
  };
  const controls = filters(it, apply);

  const panel = (...children: HTMLElement[]) => el("div", { class: "panel" }, ...children);
  const page = panel(text.element);
  const raw = panel();
  const all = [
    { id: "text", label: "Text", panel: page },
    { id: "voices", label: "Who said what", panel: panel(voices.element) },
    { id: "entities", label: "Entities", panel: panel(entities.element) },
    { id: "response", label: "Response", panel: raw, open: () => code(raw, () => json(response), "Copy the response") },
  ];
  if (command) {
    const panelOf = panel();
    all.push({ id: "command", label: "grpcurl", panel: panelOf, open: () => code(panelOf, command, "Copy the command") });
  }
  const panels = tabs("Views of the analysis", all);
  const toText = () => {
    if (!WIDE.matches) panels.show("text");
  };
  const arrange = () => {
    if (WIDE.matches === (panels.shown() === "text")) panels.show(WIDE.matches ? "voices" : "text");
  };
  panels.show(WIDE.matches ? "voices" : "text");
  WIDE.addEventListener("change", arrange);
  apply(controls.filter);

  const view = el("section", { class: "result", "aria-label": "Analysis" });
  append(
    view,
    el("div", { class: "summary" }, facts(response), status),
    ...response.warnings.map((warning) => el("p", { class: "warning" }, warning.message)),
    el("details", { class: "controls", open: WIDE.matches }, el("summary", {}, "Filters"), controls.element),
    el(
      "div",
      { class: "body" },
      el("div", { class: "aside" }, panels.list, el("div", { class: "side" }, ...all.slice(1).map((tab) => tab.panel))),
      page,
    ),
  );
  return view;
}

/** Language, size and time, in a line. */
function facts(response: AnalyzeDocumentResponse): HTMLElement {
  const { language, structure, timing } = response;
  const took = timing?.analysisDuration;
  const date = structure?.publicationDate?.value;
  const parts = [
    language?.name || "Language unknown",
    structure && counted(structure.wordCount, "word"),
    date,
    took && `analysed in ${Math.max(1, Math.round(Number(took.seconds) * 1000 + took.nanos / 1e6))} ms`,
  ];
  return el("p", { class: "about" }, parts.filter(Boolean).join(" · "));
}

function code(panel: HTMLElement, text: () => string, label: string): void {
  append(panel, copyButton(label, text), el("pre", { tabindex: 0, "aria-label": label.replace("Copy t", "T") }, text()));
}

function json(response: AnalyzeDocumentResponse): string {
  const value: JsonValue = toJson(AnalyzeDocumentResponseSchema, response);
  return JSON.stringify(value, null, 2);
}
