// One program for two pages: the playground of a server, and a report that holds its analyses itself.
import { append, el } from "./dom.js";
import { playground } from "./playground.js";
import { report } from "./report.js";
import "./style.css";
import { themeChoice } from "./theme.js";

const main = el("main", { id: "main" });
const actions = el("div", { class: "actions" });
const inlined = document.getElementById("analyses");
append(
  document.body,
  el("a", { class: "skip", href: "#main" }, "Skip to the content"),
  el(
    "header",
    {},
    el("h1", {}, el("span", { class: "wordmark" }, "ascribe"), el("span", { class: "claim" }, "who said what")),
    actions,
  ),
  main,
);
if (inlined) report(main, actions, JSON.parse(inlined.textContent ?? "[]"));
else playground(main, actions);
append(actions, themeChoice());
