// Pages with the contract of ui/README.md, as a node would print them, for tests of the browser part.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ui = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "ui");
// What the build embeds (ctest names it), or what `npm run build` in ui made.
export const kDist = process.env.ALTHING_UI_DIST ?? join(ui, "dist");
const messages = readFileSync(join(ui, "messages.json"), "utf8").replaceAll("<", "\\u003c");

function page(title, body, script = "/althing.js") {
  return `<!doctype html><html lang="en" dir="ltr"><head><meta charset="utf-8"><title>${title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<link rel="stylesheet" href="/althing.css"><link rel="icon" href="/favicon.svg" type="image/svg+xml">
<script type="application/json" id="althing-messages" data-strict>${messages}</script>
<script type="module" src="${script}"></script></head><body><main class="page" id="main"><h1>${title}</h1>
<p data-althing-nojs>Without script: use the command line.</p>
${body}</main></body></html>`;
}

const field = (name, label, type = "text") => `<div class="field"><label for="${name}">${label}</label><input id="${name}" name="${name}" type="${type}"></div>`;
const choice = (value, label, checked = "") => `<div class="choice"><input type="radio" id="c-${value}" name="capacity" value="${value}" ${checked}><label for="c-${value}">${label}</label></div>`;

export function pages(node, statement) {
  return {
    "/en/key": page("Your key", `<div data-althing="key-manager" data-assembly="${node.assembly}" hidden></div>`),
    "/en/sign": page("Sign", `<form data-althing="sign" data-assembly="${node.assembly}" data-statement="${statement}" data-title="Keep the network open" hidden>
<fieldset class="field"><legend>You sign as</legend>${choice("person", "a person", "checked")}${choice("affiliated", "a person, affiliation shown")}${choice("organisation", "an organisation")}</fieldset>
<div data-when="organisation"><div class="field"><label for="mandate">For</label><select id="mandate" name="mandate"></select></div></div>
${field("name", "Name shown")}<div data-when="affiliated">${field("affiliation", "Affiliation")}</div>${field("country", "Country")}
<button class="button">Look at what will be signed</button></form>`),
    "/en/join": page("Join", `<form data-althing="join" data-assembly="${node.assembly}" hidden><div class="field"><label for="kind">You are</label><select id="kind" name="kind"><option value="person">a person</option><option value="organisation">an organisation</option></select></div>
${field("name", "Name")}${field("country", "Country")}<button class="button">Look at what will be signed</button></form>`),
    "/en/write": page("Write", `<form data-althing="statement" data-assembly="${node.assembly}" hidden>${field("title", "Title")}
<div class="field"><label for="text">Text</label><textarea id="text" name="text"></textarea></div>${field("closes", "Closes", "date")}
<input type="hidden" name="on" value="${statement}"><button class="button">Look at what will be signed</button></form>`),
    "/en/verify": page("Verify", `<div data-althing="verify" hidden></div>`),
  };
}

/** Answers these pages, then the mock node's API. */
export function site_of(node, statement) {
  const all = pages(node, statement);
  return (request, response, body) => {
    const html = all[new URL(request.url, "http://x").pathname];
    if (html === undefined) return node.answer(request, response, body);
    response.writeHead(200, { "Content-Type": "text/html; charset=utf-8" }).end(html);
    return true;
  };
}
