// A running `ascribe serve`, a Chromium that opens it, and what is asked of every page.
"use strict";

const { spawn } = require("node:child_process");
const readline = require("node:readline");
const { source: axe } = require("axe-core");
const { chromium } = require("playwright-core");

/** How long to wait for what must happen, in milliseconds. */
const PATIENCE = 20_000;

class Server {
  static async start(binary, ...flags) {
    const process = spawn(binary, ["serve", "--listen", "127.0.0.1:0", "--log-format", "json", "--lame-duck", "0s", ...flags], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    for await (const line of readline.createInterface({ input: process.stderr })) {
      const event = JSON.parse(line);
      if (event.message === "listening") return Object.assign(new Server(), { process, url: `http://${event.address}/` });
    }
    throw new Error("the server did not start");
  }

  stop() {
    this.process.kill();
  }
}

class Browser {
  complaints = [];
  #bytes = new WeakMap();

  static async start(permissions = []) {
    const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
    const browser = new Browser();
    // Its sandbox needs what containers do not give; it opens pages of this machine only.
    browser.chromium = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
    browser.permissions = permissions;
    return browser;
  }

  /** Opens a page of its own; complaints of the console and calls elsewhere are remembered. */
  async open(url, context = { viewport: { width: 1360, height: 900 } }) {
    const own = await this.chromium.newContext({ reducedMotion: "reduce", permissions: this.permissions, ...context });
    const page = await own.newPage();
    page.setDefaultTimeout(PATIENCE);
    page.on("console", (message) => {
      // A server that asks for a token says so by an error, which Chromium notes.
      if (message.type() === "error" && !message.text().includes("401")) this.complaints.push(message.text());
    });
    page.on("pageerror", (error) => this.complaints.push(String(error)));
    page.on("request", (request) => {
      if (new URL(request.url()).origin !== new URL(url).origin) this.complaints.push(`asked for ${request.url()}`);
    });
    const devtools = await own.newCDPSession(page);
    await devtools.send("Network.enable");
    devtools.on("Network.loadingFinished", ({ encodedDataLength }) =>
      this.#bytes.set(page, this.bytes(page) + encodedDataLength));
    await page.goto(url);
    return page;
  }

  /** What a page has loaded so far, in bytes on the wire. */
  bytes(page) {
    return this.#bytes.get(page) ?? 0;
  }

  /** Checks a page, as it is now, against the rules of axe. */
  async accessible(page, what) {
    // By the tools of the browser: the page's own policy lets nothing in.
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => globalThis.axe.run());
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => node.html + "\n  " + node.failureSummary).join("\n")}`);
    expect(`axe finds nothing wrong with ${what}`, found.length === 0, found.join("\n"));
  }

  async stop() {
    await this.chromium.close();
  }
}

function expect(what, condition, found = "") {
  console.log(`  ${condition ? "ok  " : "FAIL"}  ${what}`);
  if (!condition) throw new Error(`${what}: ${found}`);
}

/** The values of `--name value` on the command line. */
function options(names) {
  const given = process.argv.slice(2);
  return Object.fromEntries(names.map((name) => [name, given[given.indexOf(`--${name}`) + 1 || given.length]]));
}

module.exports = { Browser, Server, expect, options };
