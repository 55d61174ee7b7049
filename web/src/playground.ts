// The page of a server: a form, and the analysis of what it was given.
import { Code, ConnectError } from "@connectrpc/connect";
import { analyze, authorize, grpcurl, request, serverInfo } from "./call.js";
import { append, el } from "./dom.js";
import type { Document, Model } from "./gen/ascribe/v1/document_pb.js";
import { Input } from "./input.js";
import { resultView } from "./result.js";

/** Builds the page. */
export function playground(main: HTMLElement, actions: HTMLElement): void {
  const input = new Input((document, model) => void run(document, model));
  const problem = el("div", { class: "problem", role: "alert" });
  const result = el("div");
  const again = el("button", { type: "button", class: "button", onclick: () => edit() }, "New document");
  let call: AbortController | undefined;
  append(actions, again);
  append(main, input.element, problem, result);
  edit();
  void introduce();

  function edit(): void {
    input.element.hidden = false;
    again.hidden = true;
    result.replaceChildren();
    input.focus();
  }

  async function introduce(): Promise<void> {
    try {
      input.know(await serverInfo());
    } catch (error) {
      explain(error);
    }
  }

  async function run(document: Document, model: Model): Promise<void> {
    call?.abort();
    const mine = (call = new AbortController());
    problem.replaceChildren();
    input.wait(true);
    try {
      const asked = request(document, model);
      const response = await analyze(asked, mine.signal);
      result.replaceChildren(resultView(response, () => grpcurl(asked)));
      input.element.hidden = true;
      again.hidden = false;
      scrollTo({ top: 0 });
      again.focus();
    } catch (error) {
      if (!mine.signal.aborted) explain(error);
    }
    if (call === mine) input.wait(false);
  }

  function explain(error: unknown): void {
    const { code, rawMessage } = ConnectError.from(error);
    if (code !== Code.Unauthenticated) return problem.replaceChildren(el("p", {}, rawMessage));
    const token = el("input", { id: "token", type: "password", autocomplete: "off", required: true });
    const form = el(
      "form",
      { class: "row" },
      el("label", { for: "token" }, "This server asks for a token"),
      token,
      el("button", { type: "submit" }, "Use it"),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      authorize(token.value);
      problem.replaceChildren();
      void introduce();
    });
    problem.replaceChildren(form);
  }
}
