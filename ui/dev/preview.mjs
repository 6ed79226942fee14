// Writes ui/dist/dev/preview.html (and preview-rtl.html) from the snippets in styles/README.md, to look
// at every component. Not shipped. Run `npm run build` first.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ui = join(dirname(fileURLToPath(import.meta.url)), "..");
const readme = readFileSync(join(ui, "styles", "README.md"), "utf8");
const mark = readFileSync(join(ui, "icons", "mark.svg"), "utf8")
  .replace(' role="img"', ' class="mark" aria-hidden="true"').replace(/<title>.*<\/title>\n/, "");
const blocks = [...readme.matchAll(/```html\n([\s\S]*?)```/g)].map((m) => m[1].replace("{{mark}}", mark));
const [head, main, foot, ...rest] = blocks;

function page(dir) {
  return `<!doctype html><html lang="en" dir="${dir}"><head><meta charset="utf-8"><title>Components</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<link rel="stylesheet" href="../althing.css"><link rel="icon" href="../favicon.svg" type="image/svg+xml"></head><body>
${head}${main.replace("{{body}}", () => rest.join("\n"))}${foot}</body></html>\n`;
}

mkdirSync(join(ui, "dist", "dev"), { recursive: true });
writeFileSync(join(ui, "dist", "dev", "preview.html"), page("ltr"));
writeFileSync(join(ui, "dist", "dev", "preview-rtl.html"), page("rtl"));
