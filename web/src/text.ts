// The document with everything that was found in it. Marks overlap as they like, so the text is cut where one begins
// or ends, and each piece carries all that hold there.
import { append, el, scrollBehavior } from "./dom.js";
import { MentionKind } from "./gen/ascribe/v1/entity_pb.js";
import { type Block, BlockKind } from "./gen/ascribe/v1/structure_pb.js";
import { type Filter, type Model, shows } from "./model.js";
import { blockWords, quotationWords, typeClass } from "./words.js";

/** How many blocks are laid out before the page is shown; the rest follows piece by piece. */
const AT_ONCE = 150;

type Role = "label" | "quotation" | "cue" | "speaker" | "entity";

interface Mark {
  begin: number;
  end: number;
  role: Role;
  /** Of the quotation or the entity. */
  id: number;
  mention?: MentionKind;
}

/** A piece of text as it stands in the page, with the marks that hold there. */
interface Piece {
  element: HTMLElement;
  marks: Mark[];
}

export class AnnotatedText {
  readonly element = el("article", { class: "document", "aria-label": "Annotated document" });
  private readonly marks: Mark[];
  private readonly blocks: Block[];
  private pieces: Piece[] = [];
  private labels = new Map<number, HTMLElement>();
  private next = 0;
  private nextMark = 0;
  private open: Mark[] = [];
  private selected?: number;
  private filter?: Filter;

  constructor(
    private readonly model: Model,
    private readonly onSelect: (quotation: number) => void,
  ) {
    this.marks = marksOf(model);
    const { structure } = model.response;
    this.blocks = structure?.blocks ?? [];
    const { languageCode } = model.response.language ?? {};
    if (languageCode && languageCode !== "und") this.element.lang = languageCode;
    this.layOut(AT_ONCE);
  }

  /** Shows what the filter lets through. */
  apply(filter: Filter): void {
    this.filter = filter;
    for (const piece of this.pieces) this.paint(piece);
    for (const [id, label] of this.labels) label.hidden = !this.lets(id);
  }

  /** Marks a quotation with its cue and speaker, and scrolls to it. */
  select(id: number | undefined, options: { scroll: boolean }): void {
    this.selected = id;
    for (const piece of this.pieces) this.light(piece);
    for (const [of, label] of this.labels) label.setAttribute("aria-pressed", String(of === id));
    if (id === undefined || !options.scroll) return;
    this.find(() => this.labels.get(id))?.scrollIntoView({ block: "center", behavior: scrollBehavior() });
  }

  /** Scrolls to a mention of an entity and makes it blink; `turn` counts up. */
  reveal(entity: number, turn: number): void {
    const places = this.marks.filter((mark) => mark.role === "entity" && mark.id === entity);
    const place = places[turn % places.length];
    const element = place && this.find(() => this.pieces.find((piece) => piece.marks.includes(place))?.element);
    if (!element) return;
    element.scrollIntoView({ block: "center", behavior: scrollBehavior() });
    element.classList.remove("found");
    requestAnimationFrame(() => element.classList.add("found"));
  }

  /** What is found now, or after the rest has been laid out. */
  private find<T>(look: () => T | undefined): T | undefined {
    const found = look();
    if (found || this.next >= this.blocks.length) return found;
    this.layOut(Infinity);
    return look();
  }

  private layOut(most: number): void {
    const until = Math.min(this.blocks.length, this.next + most);
    const fresh = document.createDocumentFragment();
    for (; this.next < until; this.next++) append(fresh, this.block(this.blocks[this.next]!));
    this.element.append(fresh);
    if (this.next < this.blocks.length) setTimeout(() => this.layOut(AT_ONCE));
  }

  private block(block: Block): HTMLElement {
    const { begin, end } = block.span ?? { begin: 0, end: 0 };
    const heading = block.kind === BlockKind.HEADLINE ? "h2" : block.kind === BlockKind.HEADING ? "h3" : "p";
    const kind = blockWords(block.kind);
    const element = el(heading, { class: `block b-${kind.replaceAll(" ", "-")}`, lang: block.languageCode || undefined });
    if (block.level > 1) element.dataset.level = String(Math.min(block.level, 4));
    if (block.kind !== BlockKind.PARAGRAPH) append(element, el("span", { class: "kind", "aria-hidden": true }, kind));
    for (let at = begin; at < end; ) {
      this.open = this.open.filter((mark) => mark.end > at);
      for (; this.nextMark < this.marks.length && this.marks[this.nextMark]!.begin <= at; this.nextMark++) {
        const mark = this.marks[this.nextMark]!;
        if (mark.role === "label") append(element, this.label(mark.id));
        else if (mark.end > at) this.open.push(mark);
      }
      const stop = Math.min(end, this.marks[this.nextMark]?.begin ?? end, ...this.open.map((mark) => mark.end));
      append(element, this.piece(this.model.text.slice(at, stop)));
      at = stop;
    }
    return element;
  }

  private piece(text: string): Node {
    if (this.open.length === 0) return document.createTextNode(text);
    const piece = { element: el("span", {}, text), marks: [...this.open] };
    const quotation = last(piece.marks, "quotation");
    if (quotation) piece.element.addEventListener("click", () => this.onSelect(quotation.id));
    this.pieces.push(piece);
    this.paint(piece);
    return piece.element;
  }

  /** The name of the speaker, in front of what they say. */
  private label(id: number): HTMLElement {
    const voice = this.model.voiceOf[id]!;
    const kind = quotationWords(this.model.response.quotations[id]!.kind);
    const label = el(
      "button",
      {
        type: "button",
        class: `label ${voice.hue}`,
        "aria-pressed": String(this.selected === id),
        "aria-label": `${voice.name}, quotation ${id + 1}, ${kind}`,
        title: `${voice.name}: ${kind} quotation`,
        onclick: () => this.onSelect(id),
      },
      voice.name,
    );
    label.hidden = !this.lets(id);
    this.labels.set(id, label);
    return label;
  }

  private lets(id: number): boolean {
    return !this.filter || shows(this.filter, this.model, this.model.response.quotations[id]!);
  }

  private paint(piece: Piece): void {
    const classes = ["piece"];
    const quotation = last(piece.marks.filter((mark) => mark.role !== "quotation" || this.lets(mark.id)), "quotation");
    if (quotation) {
      const { kind } = this.model.response.quotations[quotation.id]!;
      classes.push("quotation", `q-${quotationWords(kind)}`, this.model.voiceOf[quotation.id]!.hue);
    }
    if (piece.marks.some((mark) => mark.role === "cue" && this.lets(mark.id))) classes.push("cue");
    const mention = last(piece.marks, "entity");
    if (mention) {
      const { type, name } = this.model.response.entities[mention.id]!;
      if (!this.filter || this.filter.types.has(type)) {
        classes.push("entity", typeClass(type));
        if (mention.mention !== MentionKind.NAME) classes.push("indirectly");
        piece.element.title = name;
      } else piece.element.removeAttribute("title");
    }
    piece.element.className = classes.join(" ");
    this.light(piece);
  }

  /** Shows whether a piece is part of what is selected. */
  private light(piece: Piece): void {
    for (const role of ["quotation", "cue", "speaker"] as const) {
      const is = piece.marks.some((mark) => mark.role === role && mark.id === this.selected);
      piece.element.classList.toggle(`lit-${role}`, is);
    }
  }
}

/** The mark of a role that began last: the innermost. */
function last(marks: Mark[], role: Role): Mark | undefined {
  return marks.findLast((mark) => mark.role === role);
}

/** All marks in order of their beginnings, the outer ones first. */
function marksOf({ response, text }: Model): Mark[] {
  const marks: Mark[] = [];
  const add = (span: { begin: number; end: number } | undefined, role: Role, id: number, mention?: MentionKind) => {
    if (span && span.begin < span.end) marks.push({ begin: span.begin, end: span.end, role, id, mention });
  };
  for (const { id, segments, cue, speaker } of response.quotations) {
    const begin = segments[0]?.begin;
    if (begin !== undefined) {
      // In front of the mark that opens the quotation, which is no part of it.
      const at = begin > 0 && /["'“‘«‹„‚”’「『]/.test(text[begin - 1]!) ? begin - 1 : begin;
      marks.push({ begin: at, end: at, role: "label", id });
    }
    for (const span of segments) add(span, "quotation", id);
    add(cue?.span, "cue", id);
    add(speaker?.span, "speaker", id);
  }
  for (const { id, mentions } of response.entities) {
    for (const { span, kind } of mentions) add(span, "entity", id, kind);
  }
  const isLabel = (mark: Mark) => Number(mark.role === "label");
  return marks.sort((a, b) => a.begin - b.begin || isLabel(b) - isLabel(a) || b.end - a.end);
}
