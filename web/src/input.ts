// What is to be analysed: pasted, dropped, chosen or one of the examples.
import { create } from "@bufbuild/protobuf";
import german from "../../examples/articles/german.txt?raw";
import interview from "../../examples/articles/interview.txt?raw";
import news from "../../examples/articles/wire.txt?raw";
import { append, el } from "./dom.js";
import type { GetServerInfoResponse } from "./gen/ascribe/v1/document_analysis_service_pb.js";
import { type Document, DocumentSchema, Format, Model } from "./gen/ascribe/v1/document_pb.js";
import { counted } from "./words.js";

const EXAMPLES: [string, string][] = [
  ["A news story", news],
  ["An interview", interview],
  ["Auf Deutsch", german],
];

const FORMATS: [Format, string][] = [
  [Format.UNSPECIFIED, "Found out"],
  [Format.PLAIN_TEXT, "Plain text"],
  [Format.HTML, "HTML"],
  [Format.MARKDOWN, "Markdown"],
  [Format.EMAIL, "E-mail"],
  [Format.FEED_ITEM, "Feed (RSS, Atom)"],
  [Format.NITF, "NITF"],
  [Format.NEWSML_G2, "NewsML-G2"],
  [Format.NINJS, "ninjs"],
  [Format.SUBTITLES, "Subtitles"],
];

const ENGINES: [Model, string][] = [
  [Model.FAST, "Fast"],
  [Model.ACCURATE, "Accurate"],
];

/** The form; `onSubmit` gets the document and the engine that is to read it. */
export class Input {
  readonly element = el("form", { class: "input", "aria-label": "Document" });
  private readonly text = el("textarea", {
    id: "text",
    rows: 12,
    spellcheck: "false",
    placeholder: "Paste an article here, or drop a file: text, HTML, Markdown, a mail, a feed or subtitles.",
  });
  private readonly format = select("format", FORMATS.map(([value, words]) => [String(value), words]));
  private readonly language = select("language", [["", "Found out"]]);
  private readonly engine = select("engine", []);
  private readonly engineField = field("Engine", this.engine);
  private readonly date = el("input", { id: "date", type: "date" });
  private readonly file = el("input", { id: "file", type: "file", class: "visually-hidden", accept: ".txt,.html,.htm,.md,.markdown,.eml,.xml,.rss,.json,.srt,.vtt,text/*" });
  private readonly note = el("p", { class: "note", role: "status" });
  private readonly submit = el("button", { type: "submit", class: "primary" }, "Who said what?");
  // Where a file is not UTF-8, the server finds out what it is.
  private bytes?: Uint8Array<ArrayBuffer>;
  private most = Infinity;

  constructor(private readonly onSubmit: (document: Document, model: Model) => void) {
    this.engineField.hidden = true;
    const examples = EXAMPLES.map(([label, text]) =>
      el("button", { type: "button", class: "quiet", onclick: () => this.start(text) }, label),
    );
    append(
      this.element,
      el(
        "p",
        { class: "lead" },
        el("strong", {}, "Whose words are these?"),
        "Paste a news story. Every quotation in it, direct or indirect, is marked and given to its speaker, also where the text only says “she”.",
      ),
      el("label", { for: "text", class: "visually-hidden" }, "Document"),
      this.text,
      el(
        "div",
        { class: "row" },
        this.submit,
        this.file,
        el("label", { for: "file", class: "button" }, "Open a file"),
        el("span", { class: "examples" }, "or try: ", ...examples),
      ),
      el(
        "details",
        { class: "options" },
        el("summary", {}, "Options"),
        el("div", { class: "row" }, field("Format", this.format), field("Language", this.language), field("Published on", this.date), this.engineField),
      ),
      this.note,
    );
    this.listen();
  }

  /** Takes limits and languages from what the server says of itself. */
  know(info: GetServerInfoResponse): void {
    this.most = info.limits?.maxDocumentBytes || Infinity;
    for (const { languageCode, name } of info.languages) {
      append(this.language, el("option", { value: languageCode }, name));
    }
    const loaded = ENGINES.filter(([model]) => info.models.some((one) => one.model === model));
    this.engine.replaceChildren(...loaded.map(([model, words]) => el("option", { value: String(model) }, words)));
    this.engine.value = String(info.models.find((one) => one.isDefault)?.model ?? Model.UNSPECIFIED);
    // Where there is one there is nothing to choose.
    this.engineField.hidden = loaded.length < 2;
  }

  /** Whether an answer is awaited. */
  wait(waiting: boolean): void {
    this.submit.disabled = waiting;
    this.submit.textContent = waiting ? "Reading …" : "Who said what?";
  }

  focus(): void {
    this.text.focus();
  }

  private listen(): void {
    this.element.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    this.text.addEventListener("input", () => (this.bytes = undefined));
    this.text.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.send();
    });
    this.file.addEventListener("change", () => this.open(this.file.files?.[0]));
    // Also where the form is folded away: a file dropped on the page must not replace it.
    document.addEventListener("dragover", (event) => {
      event.preventDefault();
      this.element.classList.add("dropping");
    });
    document.addEventListener("dragleave", () => this.element.classList.remove("dropping"));
    document.addEventListener("drop", (event) => {
      event.preventDefault();
      this.element.classList.remove("dropping");
      void this.open(event.dataTransfer?.files[0]);
    });
  }

  private start(text: string): void {
    this.bytes = undefined;
    this.text.value = text;
    for (const input of [this.format, this.language]) input.selectedIndex = 0;
    this.date.value = "";
    this.send();
  }

  private async open(file: File | undefined): Promise<void> {
    if (!file) return;
    if (file.size > this.most) return this.say(this.tooLarge(file.size));
    const bytes = new Uint8Array(await file.arrayBuffer());
    this.format.value = String(formatOf(file.name));
    try {
      this.text.value = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
      this.bytes = undefined;
    } catch {
      this.text.value = "";
      this.bytes = bytes;
    }
    this.send();
  }

  private send(): void {
    const text = this.text.value;
    const size = this.bytes?.length ?? new TextEncoder().encode(text).length;
    if (size > this.most) return this.say(this.tooLarge(size));
    if (!this.bytes && text.trim() === "") return this.say("There is no text yet: paste an article, or try an example.");
    this.say("");
    this.onSubmit(
      create(DocumentSchema, {
        content: this.bytes ? { case: "data", value: this.bytes } : { case: "text", value: text },
        format: Number(this.format.value),
        languageCode: this.language.value,
        publicationDate: this.date.value,
      }),
      Number(this.engine.value),
    );
  }

  private say(note: string): void {
    this.note.textContent = note;
  }

  private tooLarge(size: number): string {
    return `That has ${counted(size, "byte")}; this server takes ${counted(this.most, "byte")}.`;
  }
}

function formatOf(name: string): Format {
  const extension = name.slice(name.lastIndexOf(".") + 1).toLowerCase();
  if (["html", "htm", "xhtml"].includes(extension)) return Format.HTML;
  return ["md", "markdown"].includes(extension) ? Format.MARKDOWN : Format.UNSPECIFIED;
}

function select(id: string, options: [string, string][]): HTMLSelectElement {
  return el("select", { id }, ...options.map(([value, words]) => el("option", { value }, words)));
}

function field(words: string, control: HTMLElement): HTMLElement {
  return el("div", { class: "field" }, el("label", { for: control.id }, words), control);
}
