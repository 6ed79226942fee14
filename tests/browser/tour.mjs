// Takes the pictures of docs/tour.md: the worked example served by a real node, its main pages in Chromium,
// saved as WebP below docs/pictures/. Names in it are invented. ALTHING_BIN=... node tour.mjs [FOLDER]
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { kDesktop, kPhone, launch } from "./harness.mjs";

const kRoot = new URL("../../", import.meta.url).pathname;
const kMaxBytes = 200_000;
const folder = process.argv[2] ?? join(kRoot, "docs", "pictures");
const work = mkdtempSync(join(tmpdir(), "althing-tour-"));
const tall = (viewport, height) => ({ ...viewport, height });

const made = spawnSync(process.env.ALTHING_BIN, ["demo", join(work, "data"), "--case", join(kRoot, "examples/wcit-12/story.case.json")], { encoding: "utf8" });
assert.equal(made.status, 0, made.stderr);
const server = spawn(process.env.ALTHING_BIN, ["--json", "serve", join(work, "data"), "--listen", "127.0.0.1:0"], { stdio: ["ignore", "pipe", "inherit"] });
const url = await new Promise((done, failed) => {
  let text = "";
  server.stdout.on("data", (chunk) => { text += chunk; if (text.includes("\n")) done(JSON.parse(text.split("\n")[0]).url); });
  server.on("exit", (code) => failed(new Error(`the node ended with ${code}`)));
});

async function first(table) {
  const { rows } = await (await fetch(`${url}/export/${table}.json`)).json();
  return rows[0].act;
}
const poll = await first("polls"), proposal = await first("proposals"), statement = await first("statements");
const provision = /provision\/([0-9a-f]{64})/.exec(await (await fetch(`${url}/en/proposal/${proposal}`)).text())[1];

// name, address, window, what stands at the upper edge (else the top of the page).
const kPictures = [
  ["home", "en/", tall(kDesktop, 1240)],
  ["call", `en/call/${await first("calls")}`, kDesktop, "#answers"],
  ["provision", `en/provision/${provision}`, tall(kDesktop, 1220)],
  ["proposal", `en/proposal/${proposal}`, tall(kPhone, 1250), "main h1"],
  ["poll", `en/poll/${poll}`, tall(kDesktop, 1080), "#result"],
  ["poll-arabic", `ar/poll/${poll}`, tall(kPhone, 1250), "#result"],
  ["statement", `en/statement/${statement}/numbers`, kDesktop],
  ["action", `ar/action/${await first("actions")}`, tall(kPhone, 1100)],
];
mkdirSync(folder, { recursive: true });
try {
  for (const [name, path, viewport, upper] of kPictures) {
    const browser = await launch({ viewport });
    const page = await browser.context.newPage();
    assert.equal((await page.goto(`${url}/${path}`)).status(), 200, path);
    if (upper) await page.locator(upper).evaluate((element) => { scrollTo(0, element.getBoundingClientRect().top - 24); });
    // WebP is a third of a PNG's size; only the debugger's protocol offers it.
    const debug = await browser.context.newCDPSession(page);
    const { data } = await debug.send("Page.captureScreenshot", { format: "webp", quality: 82 });
    const bytes = Buffer.from(data, "base64");
    assert.ok(bytes.length < kMaxBytes, `${name}: ${bytes.length} bytes`);
    writeFileSync(join(folder, `${name}.webp`), bytes);
    console.log(`${name}.webp ${bytes.length}`);
    await browser.close();
  }
} finally {
  server.removeAllListeners("exit");
  server.kill("SIGTERM");
  rmSync(work, { recursive: true, force: true });
}
