// What is shown: quotations by speaker, kind and confidence, entities by kind.
import { append, el } from "./dom.js";
import { EntityType } from "./gen/ascribe/v1/entity_pb.js";
import { QuotationKind } from "./gen/ascribe/v1/quotation_pb.js";
import type { Filter, Model } from "./model.js";
import { ENTITY_TYPES, percent, quotationWords, typeClass } from "./words.js";

const KINDS = [QuotationKind.DIRECT, QuotationKind.INDIRECT, QuotationKind.MIXED];

/** The controls of a filter, which tell of every change. */
export function filters(model: Model, onChange: (filter: Filter) => void): { element: HTMLElement; filter: Filter } {
  const present = ENTITY_TYPES.filter(([type]) => model.response.entities.some((entity) => entity.type === type));
  const filter: Filter = { kinds: new Set(KINDS), types: new Set(present.map(([type]) => type)), confidence: 0 };
  const changed = () => onChange(filter);

  const speaker = el("select", { id: "speaker" }, el("option", { value: "" }, "Everybody"));
  model.voices.forEach((voice, index) => append(speaker, el("option", { value: index }, voice.name)));
  speaker.addEventListener("change", () => {
    filter.voice = speaker.value === "" ? undefined : model.voices[Number(speaker.value)];
    changed();
  });

  const sure = el("output", { for: "confidence" }, "any");
  const range = el("input", { id: "confidence", type: "range", min: 0, max: 100, step: 5, value: 0 });
  range.addEventListener("input", () => {
    filter.confidence = Number(range.value) / 100;
    sure.textContent = filter.confidence > 0 ? `from ${percent(filter.confidence)}` : "any";
    changed();
  });

  const kinds = KINDS.map((kind) => chip(quotationWords(kind), `k-${quotationWords(kind)}`, toggle(filter.kinds, kind, changed)));
  const types = present.map(([type, words]) => chip(words, typeClass(type), toggle<EntityType>(filter.types, type, changed)));
  const element = el(
    "div",
    { class: "filters", role: "group", "aria-label": "Filters" },
    el("div", { class: "field" }, el("label", { for: "speaker" }, "Speaker"), speaker),
    el("div", { class: "field" }, el("label", { for: "confidence" }, "Confidence"), range, sure),
    fieldset("Quotations", kinds),
    types.length > 0 && fieldset("Entities", types),
  );
  return { element, filter };
}

function fieldset(legend: string, chips: HTMLElement[]): HTMLElement {
  return el("fieldset", {}, el("legend", {}, legend), ...chips);
}

function chip(words: string, name: string, onToggle: (on: boolean) => void): HTMLElement {
  const box = el("input", { type: "checkbox", checked: true });
  box.addEventListener("change", () => onToggle(box.checked));
  return el("label", { class: `chip ${name}` }, box, el("span", {}, words));
}

function toggle<T>(set: Set<T>, value: T, changed: () => void): (on: boolean) => void {
  return (on) => {
    if (on) set.add(value);
    else set.delete(value);
    changed();
  };
}
