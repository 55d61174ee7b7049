// Tabs as the ARIA practices describe them: arrows go from one to the next.
import { append, el } from "./dom.js";

export interface Tab {
  id: string;
  label: string;
  panel: HTMLElement;
  /** Called when it is shown for the first time. */
  open?: () => void;
}

/** Tabs over panels; `show` brings one to the front. */
export function tabs(label: string, all: Tab[]): { list: HTMLElement; show: (id: string) => void; shown: () => string } {
  const list = el("div", { class: "tabs", role: "tablist", "aria-label": label });
  const opened = new Set<string>();
  let current = "";
  const buttons = all.map((tab) => {
    const { id, panel } = tab;
    panel.id = `panel-${id}`;
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", `tab-${id}`);
    panel.tabIndex = 0;
    return el(
      "button",
      { type: "button", role: "tab", id: `tab-${id}`, "aria-controls": panel.id, onclick: () => show(id) },
      tab.label,
    );
  });
  append(list, ...buttons);
  list.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1, Home: -Infinity, End: Infinity }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const visible = buttons.filter((button) => button.offsetParent);
    const at = visible.findIndex((button) => button.id === `tab-${current}`);
    const to = Number.isFinite(step) ? (at + step + visible.length) % visible.length : step < 0 ? 0 : visible.length - 1;
    visible[to]?.focus();
    visible[to]?.click();
  });

  function show(id: string): void {
    current = id;
    all.forEach((tab, index) => {
      const is = tab.id === id;
      buttons[index]!.setAttribute("aria-selected", String(is));
      buttons[index]!.tabIndex = is ? 0 : -1;
      tab.panel.classList.toggle("shown", is);
      if (is && !opened.has(id)) {
        opened.add(id);
        tab.open?.();
      }
    });
  }
  return { list, show, shown: () => current };
}
