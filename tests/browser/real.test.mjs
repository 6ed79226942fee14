// The first whole job in a real browser against the real node: make a key, join, sign, check the
// receipt, see the signature on the page, withdraw it; then read every page without script, right to
// left too, with axe. Needs ALTHING_BIN. `node --test real.test.mjs`.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { check_accessibility, check_no_sideways_scroll, has_browser, kDesktop, kPhone, launch, make_key, sign_and_send, watch } from "./harness.mjs";

const kBinary = process.env.ALTHING_BIN;
const kCase = new URL("../../examples/wcit-12/story.case.json", import.meta.url).pathname;
const kPassphrase = "nine stones in a ring";
const options = { skip: !kBinary ? "ALTHING_BIN is not set" : has_browser() ? false : "no Chromium here" };
let folder, server, url, browser, page, seen, statement;

const press = (name) => page.getByRole("button", { name }).click();
const heading = (name) => page.getByRole("heading", { name }).waitFor();
const json = async (path) => (await fetch(url + path, { headers: { Accept: "application/json" } })).json();

before(async () => {
  if (options.skip) return;
  folder = mkdtempSync(join(tmpdir(), "althing-browser-"));
  const data = join(folder, "data");
  const made = spawnSync(kBinary, ["demo", data, "--case", kCase], { encoding: "utf8" });
  assert.equal(made.status, 0, made.stderr);
  server = spawn(kBinary, ["--json", "serve", data, "--listen", "127.0.0.1:0", "--pseudo-locale"], { stdio: ["ignore", "pipe", "inherit"] });
  const line = await new Promise((done, failed) => {
    let text = "";
    server.stdout.on("data", (chunk) => { text += chunk; if (text.includes("\n")) done(text); });
    server.on("exit", (code) => failed(new Error(`the node ended with ${code}`)));
  });
  url = JSON.parse(line).url;
  browser = await launch({ viewport: kPhone });
  page = await browser.context.newPage();
  seen = watch(page);
  await page.goto(`${url}/en/statements`);
  statement = await page.locator('main a[href*="/statement/"]').first().getAttribute("href");
});

after(async () => {
  await browser?.close();
  server?.kill("SIGTERM");
  if (folder) rmSync(folder, { recursive: true, force: true });
});

const send = () => sign_and_send(page);

test("a newcomer makes a key, joins and signs", options, async () => {
  await page.goto(`${url}/en/key`);
  await page.locator("[data-althing-ready]").first().waitFor();
  await make_key(page, kPassphrase);
  await page.goto(`${url}/en/join`);
  await page.locator("[data-althing-ready]").first().waitFor();
  await page.getByLabel("Name").fill("Una Demonstrated");
  await send();
  await page.goto(`${url + statement}/sign`);
  await page.locator("[data-althing-ready]").first().waitFor();
  await page.getByLabel("Name shown").fill("Una Demonstrated");
  await send();
  await page.getByText("Your receipt was checked on this device").waitFor();
  const rows = await (await fetch(`${url + statement}/signatories?q=Una`)).text();
  assert.match(rows, /Una Demonstrated/);
});

test("the signature is withdrawn and no longer counted", options, async () => {
  await page.goto(`${url + statement}/sign`);
  await page.getByText("You have signed this version").waitFor();
  await press("Withdraw my signature");
  await press("Sign and send");
  await page.getByText("Your signature is withdrawn").waitFor();
  const rows = await (await fetch(`${url + statement}/signatories?q=Una`)).text();
  assert.doesNotMatch(rows, /Una Demonstrated<\/bdi>.*person/s);
  assert.equal((await json("/healthz")).status, "ok");
});

test("nothing was loaded from elsewhere and nothing was reported", options, () => {
  seen.check();
});

const paths_of = async (view) => {
  await view.goto(`${url}/en/instruments`);
  const instrument = await view.locator('main a[href*="/instrument/"]').first().getAttribute("href");
  return ["", "statements", statement.slice(4), `${statement.slice(4)}/sign`, `${statement.slice(4)}/signatories`, "instruments",
    instrument.slice(4), `${instrument.slice(4)}/matrix`, "members", "search?q=treaty", "record", "moderation", "verify", "about", "key"];
};

for (const [language, width] of [["en", kPhone], ["en", kDesktop], ["qps", kPhone]]) {
  test(`every page is accessible and fits: ${language}, ${width.width} px`, options, async () => {
    const reader = await launch({ viewport: width });
    const view = await reader.context.newPage();
    for (const path of await paths_of(view)) {
      const response = await view.goto(`${url}/${language}/${path}`);
      assert.equal(response.status(), 200, path);
      await check_accessibility(view);
      await check_no_sideways_scroll(view);
    }
    await reader.close();
  });
}

test("without script every page reads, and the sign page says how to sign", options, async () => {
  const reader = await launch({ viewport: kPhone, javascript: false });
  const view = await reader.context.newPage();
  for (const path of await paths_of(view)) {
    assert.equal((await view.goto(`${url}/en/${path}`)).status(), 200, path);
    assert.ok((await view.locator("main").innerText()).length > 80, `${path} has words`);
    assert.equal(await view.locator("h1").count(), 1, path);
  }
  await view.goto(`${url + statement}/sign`);
  assert.match(await view.locator("main").innerText(), /althing sign/);
  assert.equal(await view.locator("main textarea").first().isVisible(), true);
  await reader.close();
});
