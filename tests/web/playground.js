#!/usr/bin/env node
// Opens the playground of a real server in a real Chromium and does what readers do, with mouse and keyboard.
//
//   NODE_PATH=... playground.js --binary target/release/ascribe [--grpcurl grpcurl] [--screenshots FOLDER]
"use strict";

const { execFileSync } = require("node:child_process");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { Browser, Server, expect, options } = require("./browser.js");

// What the page may weigh, as it comes over the wire, in bytes.
const MOST_BYTES = 80_000;
// How long a document of 5,000 words may take from the click until it is shown, and how long the page may not react
// meanwhile, in milliseconds. CI machines are slow and busy.
const MOST_WAIT = 5_000;
const MOST_BLOCKED = 1_500;

const HOSTILE = `Mayor <img src=x onerror="hacked=1"> reopens bridge

<script>hacked = 1</script>

"<b>It is</b> safe & sound 👍🏽," Mayor Ada Lindqvist told reporters. "{{7*7}} javascript:alert(1) are no reasons."
`;

async function firstLook(browser, server) {
  const page = await browser.open(server.url);
  await page.getByRole("button", { name: "A news story" }).waitFor();
  const paint = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime);
  expect(`first render after ${Math.round(paint)} ms`, paint < MOST_WAIT);
  const bytes = browser.bytes(page);
  expect(`${bytes} bytes over the wire, at most ${MOST_BYTES}`, bytes > 0 && bytes <= MOST_BYTES);
  await browser.accessible(page, "the form");
  await page.getByRole("button", { name: "A news story" }).click();
  await page.locator(".result").waitFor();
  await browser.accessible(page, "the analysis");
  return page;
}

async function jumpAndFilter(browser, page) {
  const cards = page.locator(".voices .card");
  const label = page.locator(".label");
  const visible = (locator) => locator.filter({ visible: true }).count();
  const all = await visible(cards);
  expect(`${all} quotations in the list, each with its label in the text`, all > 8 && all === (await visible(label)));

  const last = cards.last();
  await last.click();
  const name = await page.locator('.label[aria-pressed="true"]').textContent();
  await page.waitForFunction(() => {
    const box = document.querySelector('.label[aria-pressed="true"]').getBoundingClientRect();
    return box.top > 0 && box.bottom < innerHeight;
  });
  const owner = await last.locator("xpath=ancestor::section[1]").locator("h2").textContent();
  expect("a click in the list scrolls to the quotation in the text", owner.startsWith(name), `${owner} / ${name}`);
  expect("it is lit", (await page.locator(".lit-quotation").count()) > 0);
  await page.locator(".label").first().click();
  expect("a click in the text opens the card", (await cards.first().getAttribute("aria-pressed")) === "true");

  await page.getByLabel("Speaker").selectOption({ label: "Marta Quist" });
  const hers = await visible(cards);
  expect(`by speaker: ${hers} of ${all}`, hers > 0 && hers < all && hers === (await visible(label)));
  const status = await page.locator(".status").textContent();
  expect("what is shown is told to screen readers", status.startsWith(`${hers} of ${all} quotations`), status);
  await page.getByLabel("Speaker").selectOption("");
  await page.getByRole("checkbox", { name: "indirect", exact: true }).uncheck();
  const direct = await visible(cards);
  expect(`by kind: ${direct} of ${all}`, direct > 0 && direct < all && (await page.locator(".q-indirect").count()) === 0);
  await page.getByRole("checkbox", { name: "indirect", exact: true }).check();
  await page.getByLabel("Confidence").fill("90");
  const sure = await visible(cards);
  expect(`by confidence: ${sure} of ${all}`, sure > 0 && sure < all && sure === (await visible(label)));
  await page.getByLabel("Confidence").fill("0");
  const people = page.locator(".document .t-person");
  const before = await people.count();
  await page.getByRole("checkbox", { name: "People" }).uncheck();
  expect(`by type: no people, where there were ${before}`, before > 0 && (await people.count()) === 0);
  await page.getByRole("checkbox", { name: "People" }).check();

  await page.getByRole("tab", { name: "Entities" }).click();
  await page.locator(".entities .card", { hasText: "Edgar Lindholm" }).click();
  await page.locator(".found").waitFor();
  expect("an entity leads to its mention", (await page.locator(".found").textContent()).includes("Lindholm"));
  await browser.accessible(page, "the entities");
}

async function responseAndCommand(browser, page, grpcurl) {
  await page.getByRole("tab", { name: "Response" }).click();
  const response = JSON.parse(await page.locator(".panel.shown pre").textContent());
  expect("the response is that of the contract", response.offsetEncoding === "OFFSET_ENCODING_UTF16");
  await browser.accessible(page, "the response");
  await page.getByRole("tab", { name: "grpcurl" }).click();
  const command = await page.locator(".panel.shown pre").last().textContent();
  await page.getByRole("button", { name: "Copy the command" }).click();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect("the command is copied", copied === command);
  if (!grpcurl) return;
  const env = { ...process.env, PATH: `${path.dirname(grpcurl)}:${process.env.PATH}` };
  const answer = JSON.parse(execFileSync("bash", ["-c", command], { env, encoding: "utf8" }));
  expect("the command gives the same quotations", JSON.stringify(answer.quotations.map((it) => it.speaker?.name))
    === JSON.stringify(response.quotations.map((it) => it.speaker?.name)));
}

async function byKeyboard(browser, server) {
  const page = await browser.open(server.url);
  const focused = () => page.evaluate(() => document.activeElement.getAttribute("aria-label") ?? document.activeElement.textContent);
  await page.keyboard.type('"It is safe," Mayor Ada Lindqvist said. "It is open," said Bram Tellan. She denied that it cost more.');
  await page.keyboard.press("Control+Enter");
  await page.locator(".result").waitFor();
  expect("the focus goes to the analysis", (await focused()) === "New document", await focused());
  for (let i = 0; i < 40 && (await page.locator('[role="tab"]:focus').count()) === 0; i++) await page.keyboard.press("Tab");
  await page.keyboard.press("ArrowRight");
  expect("arrows go through the tabs", (await focused()) === "Entities", await focused());
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  const pressed = await page.locator('.label[aria-pressed="true"]').getAttribute("aria-label");
  const order = await page.locator(".voices .card").nth(1).getAttribute("aria-pressed");
  expect("arrows and Enter choose a quotation", order === "true" && pressed.includes("quotation"), pressed);
  await page.close();
}

async function hostileText(browser, server) {
  const page = await browser.open(server.url);
  for (const format of ["Plain text", "HTML", "Markdown"]) {
    await page.locator("summary", { hasText: "Options" }).click();
    await page.getByLabel("Format").selectOption({ label: format });
    await page.locator("textarea").fill(HOSTILE);
    await page.getByRole("button", { name: "Who said what?" }).click();
    await page.locator(".result").waitFor();
    for (const tab of ["Entities", "Response", "grpcurl", "Who said what"]) await page.getByRole("tab", { name: tab }).click();
    const found = await page.evaluate(() => ({
      elements: document.querySelectorAll("img, b, main script, iframe, a[href^=javascript]").length,
      ran: "hacked" in window,
      text: document.querySelector(".document").textContent,
    }));
    const shown = format !== "Plain text" || ['<img src=x onerror="hacked=1">', "<script>hacked = 1</script>", "<b>It is</b> safe & sound 👍🏽"].every((it) => found.text.includes(it));
    expect(`hostile text as ${format} stays text`, found.elements === 0 && !found.ran && shown, JSON.stringify(found));
    if (format === "Plain text") {
      const said = await page.locator(".said").last().textContent();
      expect("offsets hold behind an emoji", said === "“<b>It is</b> safe & sound 👍🏽, … {{7*7}} javascript:alert(1) are no reasons.”", said);
    }
    await page.getByRole("button", { name: "New document" }).click();
    await page.locator("summary", { hasText: "Options" }).click();
  }
  const latin = Buffer.from('"Das ist sicher", sagte die B\u00fcrgermeisterin Ada L\u00f6we am Montag in K\u00f6ln vor Journalisten.', "latin1");
  await page.locator("#file").setInputFiles({ name: "alt.txt", mimeType: "text/plain", buffer: latin });
  await page.locator(".result").waitFor();
  const text = await page.locator(".document").textContent();
  expect("a file in another encoding is read", text.includes("Bürgermeisterin Ada Löwe"), text);
  await page.close();
}

async function longDocument(browser, server) {
  const article = fs.readFileSync("examples/articles/wire.txt", "utf8");
  const long = Array.from({ length: 15 }, () => article).join("\n\n");
  const page = await browser.open(server.url);
  await page.locator("textarea").fill(long);
  const measured = await page.evaluate(async () => {
    let blocked = 0;
    new PerformanceObserver((list) => list.getEntries().forEach((task) => (blocked = Math.max(blocked, task.duration))))
      .observe({ type: "longtask", buffered: false });
    const began = performance.now();
    document.querySelector("form.input").requestSubmit();
    while (!document.querySelector(".result")) await new Promise(requestAnimationFrame);
    await new Promise(requestAnimationFrame);
    const wait = performance.now() - began;
    const filter = performance.now();
    const range = document.querySelector("#confidence");
    range.value = "80";
    range.dispatchEvent(new Event("input"));
    await new Promise(requestAnimationFrame);
    return { wait, filter: performance.now() - filter, blocked };
  });
  const words = long.split(/\s+/).length;
  const [wait, filter, blocked] = [measured.wait, measured.filter, measured.blocked].map(Math.round);
  expect(`${words} words shown after ${wait} ms, filtered in ${filter} ms, never blocked for more than ${blocked} ms`,
    wait < MOST_WAIT && filter < MOST_BLOCKED && blocked < MOST_BLOCKED);
  const text = await page.evaluate(() => {
    const copy = document.querySelector(".document").cloneNode(true);
    copy.querySelectorAll(".label, .kind").forEach((it) => it.remove());
    return copy.textContent.replace(/\s+/g, "");
  });
  expect("nothing of it is missing", text === long.replace(/\s+/g, ""));
  await page.close();
}

async function darkAndPhone(browser, server, screenshots) {
  for (const [name, context] of [
    ["light", { viewport: { width: 1360, height: 900 } }],
    ["dark", { viewport: { width: 1360, height: 900 }, colorScheme: "dark" }],
    ["phone", { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true }],
  ]) {
    const page = await browser.open(server.url, context);
    await page.getByRole("button", { name: "An interview" }).click();
    await page.locator(".result").waitFor();
    await browser.accessible(page, name);
    if (screenshots) await page.screenshot({ path: path.join(screenshots, `${name}.png`) });
    if (name === "phone") {
      const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
      expect("nothing is wider than the phone", !wide);
      await page.getByRole("tab", { name: "Who said what" }).click();
      await page.locator(".voices .card").last().click();
      await page.locator('.label[aria-pressed="true"]').waitFor();
      expect("a card leads to the text", await page.locator(".document").isVisible());
    }
    await page.close();
  }
}

async function withToken(browser, binary) {
  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "ascribe-")), "tokens");
  fs.writeFileSync(file, "0123456789abcdef\n");
  const server = await Server.start(binary, "--tokens-file", file);
  const page = await browser.open(server.url);
  await page.getByLabel("This server asks for a token").fill("0123456789abcdef");
  await page.getByRole("button", { name: "Use it" }).click();
  await page.getByRole("button", { name: "A news story" }).click();
  await page.locator(".result").waitFor();
  expect("with a token the page may call", (await page.locator(".voices .card").count()) > 8);
  await page.close();
  server.stop();
}

async function main() {
  const { binary, grpcurl, screenshots } = options(["binary", "grpcurl", "screenshots"]);
  const server = await Server.start(binary);
  const browser = await Browser.start(["clipboard-read", "clipboard-write"]);
  try {
    const page = await firstLook(browser, server);
    await jumpAndFilter(browser, page);
    await responseAndCommand(browser, page, grpcurl);
    await byKeyboard(browser, server);
    await hostileText(browser, server);
    await longDocument(browser, server);
    await darkAndPhone(browser, server, screenshots);
    await withToken(browser, binary);
    expect("no page complained, and none asked another host for anything", browser.complaints.length === 0, browser.complaints.join("\n"));
  } finally {
    await browser.stop();
    server.stop();
  }
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
