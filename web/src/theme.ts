// Light, dark, or as the system has it.
import { el } from "./dom.js";

const KEY = "ascribe-theme";
const THEMES = ["auto", "light", "dark"];

/** The choice of colours; it is remembered where the browser allows that. */
export function themeChoice(): HTMLElement {
  const select = el("select", { id: "theme", "aria-label": "Colours" });
  for (const theme of THEMES) select.append(el("option", { value: theme }, theme[0]!.toUpperCase() + theme.slice(1)));
  select.value = remembered();
  const set = () => {
    document.documentElement.dataset.theme = select.value;
    try {
      localStorage.setItem(KEY, select.value);
    } catch {
      // Then it holds for this visit.
    }
  };
  set();
  select.addEventListener("change", set);
  return select;
}

function remembered(): string {
  try {
    const theme = localStorage.getItem(KEY) ?? "";
    return THEMES.includes(theme) ? theme : "auto";
  } catch {
    return "auto";
  }
}
