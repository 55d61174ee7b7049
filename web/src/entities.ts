// The panel of entities: what the document talks about, by kind.
import { append, el } from "./dom.js";
import { type Entity, EntityType } from "./gen/ascribe/v1/entity_pb.js";
import type { Filter, Model } from "./model.js";
import { ENTITY_TYPES, typeClass } from "./words.js";

export class Entities {
  readonly element = el("div", { class: "entities" });
  private readonly groups = new Map<EntityType, HTMLElement>();

  constructor(model: Model, onReveal: (entity: number, turn: number) => void) {
    for (const [type, heading] of ENTITY_TYPES) {
      const found = model.response.entities.filter((entity) => entity.type === type);
      if (found.length === 0) continue;
      found.sort((a, b) => b.mentions.length - a.mentions.length);
      const items = found.map((entity) => el("li", {}, item(entity, onReveal)));
      const group = el("section", { class: typeClass(type) }, el("h2", {}, heading), el("ul", {}, ...items));
      this.groups.set(type, group);
      append(this.element, group);
    }
    if (this.groups.size === 0) append(this.element, el("p", { class: "none" }, "Nothing was recognised in this document."));
  }

  /** Shows the kinds that the filter lets through. */
  apply(filter: Filter): void {
    for (const [type, group] of this.groups) group.hidden = !filter.types.has(type);
  }
}

function item(entity: Entity, onReveal: (entity: number, turn: number) => void): HTMLElement {
  let turn = 0;
  const more = [...entity.descriptions, entity.normalizedValue, ...entity.knowledgeBaseIds].filter(Boolean);
  return el(
    "button",
    { type: "button", class: "card", title: "Go to the next mention", onclick: () => onReveal(entity.id, turn++) },
    el("span", { class: "name" }, entity.name),
    entity.mentions.length > 1 && el("span", { class: "count" }, `× ${entity.mentions.length}`),
    more.length > 0 && el("span", { class: "facts" }, more.join(" · ")),
  );
}
