#!/usr/bin/env node
// Opens a report in one file, as `--format html` writes it, from the disk in a real Chromium.
//
//   NODE_PATH=... report.js --binary target/release/ascribe
"use strict";

const { execFileSync } = require("node:child_process");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { pathToFileURL } = require("node:url");
const { Browser, expect, options } = require("./browser.js");

const HOSTILE = `Emoji 👍🏽 </script><script>hacked = 1</script>

"It is <img src=x onerror='hacked=1'> safe," Mayor Ada Lindqvist told reporters.
`;

async function main() {
  const { binary } = options(["binary"]);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "ascribe-"));
  fs.writeFileSync(path.join(folder, "z.txt"), HOSTILE);
  fs.copyFileSync("examples/articles/wire.txt", path.join(folder, "a.txt"));
  const report = path.join(folder, "report.html");
  fs.writeFileSync(report, execFileSync(binary, ["analyze", "--format", "html", folder]));
  const browser = await Browser.start();
  try {
    const page = await browser.open(pathToFileURL(report).href);
    await page.locator(".result").waitFor();
    expect("the first document is shown", (await page.locator(".voices .card").count()) > 8);
    await browser.accessible(page, "a report");
    await page.getByLabel("Document", { exact: true }).selectOption({ index: 1 });
    const found = await page.evaluate(() => ({
      images: document.images.length,
      ran: "hacked" in window,
      text: document.querySelector(".document").textContent,
      said: document.querySelector(".said").textContent,
    }));
    expect("hostile text stays text", found.images === 0 && !found.ran && found.text.includes("<script>hacked"), found.text);
    expect("offsets hold behind an emoji", found.said === "“It is <img src=x onerror='hacked=1'> safe,”", found.said);
    const phone = await browser.open(pathToFileURL(report).href, { viewport: { width: 360, height: 740 }, isMobile: true });
    await phone.locator(".result").waitFor();
    expect("nothing is wider than a phone", await phone.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
    expect("the choice of colours is on it", await phone.getByLabel("Colours").evaluate((it) => it.getBoundingClientRect().right <= innerWidth));
    expect("the page has no complaint, and asks nobody for anything", browser.complaints.length === 0, browser.complaints.join("\n"));
  } finally {
    await browser.stop();
    fs.rmSync(folder, { recursive: true });
  }
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
