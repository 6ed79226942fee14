// A static copy in a real browser, from a plain file server and from the disk: pages look as the node's do (stylesheet and
// icon load), are as accessible, lead from one to the other, and nothing is loaded from elsewhere. `node --test still.test.mjs`.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { readFileSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";
import { after, before, test } from "node:test";
import { check_accessibility, check_no_sideways_scroll, has_browser, kDesktop, kPhone, launch, screenshot, watch } from "./harness.mjs";
import { kBinary } from "./real_node.mjs";

const kCase = new URL("../../examples/wcit-12/story.case.json", import.meta.url).pathname;
const kTypes = { ".html": "text/html; charset=utf-8", ".css": "text/css", ".svg": "image/svg+xml" };
const options = { skip: !kBinary ? "ALTHING_BIN is not set" : has_browser() ? false : "no Chromium here" };
let folder, site, server, url, paths;

before(async () => {
  if (options.skip) return;
  folder = mkdtempSync(join(tmpdir(), "althing-still-"));
  site = join(folder, "site");
  for (const args of [["demo", join(folder, "data"), "--case", kCase], ["export", join(folder, "data"), "--static", site, "--lang", "en,ar", "--live", "https://althing.example.org"]]) {
    const done = spawnSync(kBinary, args, { encoding: "utf8" });
    assert.equal(done.status, 0, done.stderr);
  }
  server = createServer((request, response) => {
    try {
      let file = join(site, normalize(decodeURIComponent(request.url)));
      if (statSync(file).isDirectory()) file = join(file, "index.html");
      response.writeHead(200, { "Content-Type": kTypes[extname(file)] ?? "application/octet-stream" }).end(readFileSync(file));
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  url = `http://127.0.0.1:${server.address().port}`;
  const first = (kind) => `${kind}/${readdirSync(join(site, "en", kind)).find((name) => /^[0-9a-f]{64}$/.test(name))}`;
  paths = ["", "live/", "statements/", "members/", "instruments/", "record/", "verify/", "join/", "key/", "search/", "calendar/", `${first("statement")}/`, `${first("statement")}/sign/`,
    `${first("statement")}/signatories/`, `${first("poll")}/`, `${first("poll")}/ballots/`, `${first("proposal")}/`, `${first("instrument")}/matrix/`, `${first("acts")}/`]
    .filter((path) => { try { return statSync(join(site, "en", path, "index.html")).isFile(); } catch { return false; } });
});

after(async () => {
  server?.closeAllConnections();
  server?.close();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

for (const [lang, view] of [["en", kDesktop], ["ar", kPhone]]) {
  test(`pages are accessible and fit: ${lang}, ${view.width} px`, options, async () => {
    assert.ok(paths.length >= 17, paths.join(" "));
    const reader = await launch({ viewport: view });
    const page = await reader.context.newPage();
    const seen = watch(page);
    for (const path of paths) {
      const response = await page.goto(`${url}/${lang}/${path}`);
      assert.equal(response.status(), 200, path);
      await check_accessibility(page);
      await check_no_sideways_scroll(page);
      assert.equal(await page.locator("h1").count(), 1, path);
      if (process.env.ALTHING_SHOTS) await screenshot(page, `still-${lang}-${path.replace(/[0-9a-f]{64}/g, "x").replaceAll("/", "-")}`, process.env.ALTHING_SHOTS);
    }
    seen.check();
    await reader.close();
  });
}

test("from the disk, without any server", options, async () => {
  const reader = await launch({ viewport: kPhone });
  const page = await reader.context.newPage();
  const seen = watch(page);
  await page.goto(`file://${site}/index.html`);
  const colours = () => page.evaluate(() => getComputedStyle(document.querySelector(".site-head")).backgroundColor + getComputedStyle(document.querySelector("h1")).fontSize);
  const plain = await colours();
  await page.getByRole("link", { name: "Statements", exact: true }).click();
  await page.getByRole("heading", { name: "Statements", exact: true }).waitFor();
  await page.locator('main a[href*="/statement/"]').first().click();
  assert.match(page.url(), /^file:.*\/en\/statement\/[0-9a-f]{64}\/index\.html$/);
  await page.getByRole("link", { name: "Where live nodes are" }).click();
  await page.getByRole("heading", { name: "Where live nodes are" }).waitFor();
  await page.locator('footer a[hreflang="ar"]').click();
  assert.match(page.url(), /\/ar\/live\/index\.html$/);
  assert.equal(await page.evaluate(() => document.documentElement.dir), "rtl");
  await page.goto(`${url}/en/`);
  assert.equal(await colours(), plain, "the stylesheet is there either way");
  seen.check();
  await reader.close();
});
