// Builds the page into `dist/`: files of fixed names, which the program embeds, and the frame of `--format html`.
import { createHash } from "node:crypto";
import { defineConfig } from "vite";

const sha256 = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/// The frame of a report in one file. The program puts style, script and analyses into it; what may run is said here,
/// by hash, so that nothing that a document holds can.
function report() {
  return {
    name: "report",
    enforce: "post",
    generateBundle(_, bundle) {
      const style = bundle["app.css"].source.toString();
      const script = bundle["app.js"].code;
      if (/<\/(script|style)/i.test(style + script)) this.error("the build cannot stand inside of a page");
      const policy = `default-src 'none'; script-src ${sha256(script)}; style-src ${sha256(style)}; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'`;
      const source = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Who said what</title>
<style>{{style}}</style>
</head>
<body>
<script type="application/json" id="analyses">{{analyses}}</script>
<script type="module">{{script}}</script>
</body>
</html>
`;
      this.emitFile({ type: "asset", fileName: "report.html", source });
    },
  };
}

export default defineConfig({
  plugins: [report()],
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: {
      output: { entryFileNames: "app.js", assetFileNames: "app[extname]" },
    },
  },
});
