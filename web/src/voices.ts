// The panel "who said what": each speaker with what they said.
import { append, el, scrollBehavior } from "./dom.js";
import type { Quotation } from "./gen/ascribe/v1/quotation_pb.js";
import { SpeakerKind } from "./gen/ascribe/v1/quotation_pb.js";
import { content, cut, type Filter, type Model, shows } from "./model.js";
import { counted, METHOD_WORDS, percent, quotationWords, SPEAKER_WORDS } from "./words.js";

export class Voices {
  readonly element = el("div", { class: "voices" });
  private readonly cards = new Map<number, HTMLButtonElement>();
  private readonly groups: { element: HTMLElement; ids: number[] }[] = [];
  private readonly none = el("p", { class: "none" });

  constructor(
    private readonly model: Model,
    onSelect: (quotation: number) => void,
  ) {
    for (const voice of model.voices) {
      const cards = voice.quotations.map((quotation) => {
        const card = this.card(quotation, () => onSelect(quotation.id));
        this.cards.set(quotation.id, card);
        return el("li", {}, card);
      });
      const element = el(
        "section",
        { class: `voice ${voice.hue}` },
        el("h2", {}, voice.name, el("span", { class: "count" }, counted(cards.length, "quotation"))),
        voice.description !== "" && el("p", { class: "role" }, voice.description),
        el("ol", {}, ...cards),
      );
      this.groups.push({ element, ids: voice.quotations.map((quotation) => quotation.id) });
      append(this.element, element);
    }
    append(this.element, this.none);
    this.element.addEventListener("keydown", (event) => this.walk(event));
  }

  /** Shows what the filter lets through; says how much that is. */
  apply(filter: Filter): number {
    let shown = 0;
    for (const { element, ids } of this.groups) {
      let any = false;
      for (const id of ids) {
        const lets = shows(filter, this.model, this.model.response.quotations[id]!);
        this.cards.get(id)!.parentElement!.hidden = !lets;
        any ||= lets;
        shown += Number(lets);
      }
      element.hidden = !any;
    }
    this.none.hidden = shown > 0;
    this.none.textContent = this.cards.size > 0 ? "The filters let nothing through." : "Nobody is quoted in this document.";
    return shown;
  }

  /** Opens the card of a quotation, and brings it into view where asked to. */
  select(id: number | undefined, options: { scroll: boolean }): void {
    for (const [of, card] of this.cards) card.setAttribute("aria-pressed", String(of === id));
    const card = id === undefined ? undefined : this.cards.get(id);
    if (card && options.scroll) card.scrollIntoView({ block: "nearest", behavior: scrollBehavior() });
  }

  private card(quotation: Quotation, onclick: () => void): HTMLButtonElement {
    const { model } = this;
    const { cue, speaker, addressee, venue, time, relayedBy } = quotation;
    const facts: string[] = [quotationWords(quotation.kind)];
    if (cue) facts.push(cue.negated ? `not: ${cut(model, cue.span)}` : cut(model, cue.span));
    else if (speaker) facts.push(METHOD_WORDS[speaker.method] ?? "");
    for (const [word, span] of [["to", addressee], ["", venue], ["", time]] as const) {
      const text = cut(model, span);
      if (text) facts.push(word && !text.startsWith(word) ? `${word} ${text}` : text);
    }
    const relays = relayedBy.map((entity) => model.response.entities[entity]?.name).filter(Boolean);
    if (relays.length > 0) facts.push(`passed on by ${relays.join(", ")}`);
    if (quotation.parentId !== undefined) facts.push(`inside of quotation ${quotation.parentId + 1}`);
    const written = cut(model, speaker?.span);
    if (speaker && speaker.kind === SpeakerKind.PRONOUN && written) facts.push(`written “${written}”`);
    else if (speaker) facts.push(SPEAKER_WORDS[speaker.kind] ?? "");
    const direct = quotation.quotedParts.length > 0 && quotationWords(quotation.kind) === "direct";
    const said = content(model, quotation);
    return el(
      "button",
      { type: "button", class: "card", "aria-pressed": "false", onclick },
      el("span", { class: "said" }, direct ? `“${said}”` : said),
      el("span", { class: "facts" }, facts.filter(Boolean).join(" · ")),
      el("span", { class: "sure", title: "How sure the analysis is" }, percent(quotation.confidence)),
    );
  }

  /** Arrow keys go from card to card. */
  private walk(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1, Home: -Infinity, End: Infinity }[event.key];
    if (step === undefined) return;
    const cards = [...this.cards.values()].filter((card) => card.offsetParent);
    // In the order in which they are shown, which is by speaker.
    cards.sort((a, b) => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
    const at = cards.indexOf(document.activeElement as HTMLButtonElement);
    const next = cards[Math.max(0, Math.min(cards.length - 1, at + step))];
    if (at < 0 || !next) return;
    event.preventDefault();
    next.focus();
  }
}
