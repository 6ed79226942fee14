// The browser part against a mock node, in a real Chromium under the strict policy: make a key (backup
// first), restore it, join, sign in each capacity, keep and check the receipt, withdraw, write a
// statement, verify and catch a forgery. Axe runs on every state. `node --test ui.test.mjs`.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { check_accessibility, check_no_sideways_scroll, has_browser, kPhone, launch, screenshot, serve, watch } from "./harness.mjs";
import { MockNode } from "./mock_node.mjs";
import { kDist, site_of } from "./ui_pages.mjs";

const kStatement = "c3".repeat(32);
const kPassphrase = "nine stones in a ring";
const options = { skip: has_browser() ? false : "no Chromium here" };
const node = new MockNode();
let site;
let browser;
let page;
let seen;
let backup_path;

const press = (name) => page.getByRole("button", { name }).click();
const heading = (name) => page.getByRole("heading", { name }).waitFor();
const by_type = (type) => node.entries.filter(({ body }) => body.act === type);

async function look(name) {
  await check_accessibility(page);
  await check_no_sideways_scroll(page);
  await screenshot(page, `ui-${name}`);
}

async function open(path) {
  await page.goto(site.url + path);
  await page.locator("[data-althing-ready], .box").first().waitFor();
}

before(async () => {
  if (options.skip) return;
  assert.ok(existsSync(join(kDist, "althing.js")), `no ${kDist}: run npm run build in ui`);
  site = await serve(kDist, site_of(node, kStatement));
  browser = await launch({ viewport: kPhone });
  page = await browser.context.newPage();
  seen = watch(page);
});

after(async () => {
  await browser?.close();
  await site?.close();
});

test("without a key the sign page sends to the key page", options, async () => {
  await open("/en/sign");
  await page.getByRole("link", { name: "Make or restore a key" }).waitFor();
  assert.equal(await page.getByText("Without script").isVisible(), false);
});

test("a key is made, and used only after its backup is saved", options, async () => {
  await open("/en/key");
  await press("Make a key");
  await heading("Make a key");
  await look("key-make");
  await page.getByLabel("Passphrase", { exact: true }).fill("short");
  await press("Make the key");
  await page.getByText("Too short: at least 12 characters.").waitFor();
  await look("key-make-error");
  await page.getByLabel("Passphrase", { exact: true }).fill(kPassphrase);
  await page.getByLabel("Passphrase again").fill(kPassphrase);
  await press("Make the key");
  await heading("Save the backup first");
  await press("Use this key");
  await page.getByText("Save the backup file first.").waitFor();
  const [download] = await Promise.all([page.waitForEvent("download"), press("Save the backup file")]);
  backup_path = await download.path();
  await press("Use this key");
  await page.getByText("Confirm that the file is saved.").waitFor();
  await look("key-backup");
  assert.equal(await page.evaluate(async () => (await indexedDB.databases()).length === 0 || new Promise((done) => {
    const request = indexedDB.open("althing");
    request.onsuccess = () => {
      request.result.transaction("keys").objectStore("keys").count().onsuccess = (event) => { request.result.close(); done(event.target.result === 0); };
    };
  })), true, "nothing is stored before the backup is confirmed");
  await page.getByLabel("I have saved the backup file").check();
  await press("Use this key");
  await page.getByText("The key is ready to sign").waitFor();
  await look("key-ready");
  assert.match(await page.getByText("where no page can read it out").innerText(), /browser/);
});

test("a key is forgotten and restored from its backup", options, async () => {
  const key = await page.locator("dd .hash").first().innerText();
  await press("Forget this key");
  await press("Forget this key");
  await page.getByText("Confirm that you have the backup").waitFor();
  await page.getByLabel("I have the backup file").check();
  await press("Forget this key");
  await heading("No key in this browser yet");
  await press("Restore from a backup");
  await page.getByLabel("Backup file").setInputFiles({ name: "key.json", mimeType: "application/json", buffer: readFileSync(backup_path) });
  await page.getByLabel("Passphrase").fill("wrong passphrase");
  await press("Restore");
  await page.getByText("The passphrase does not open this file.").waitFor();
  await look("key-restore-error");
  await page.getByLabel("Passphrase").fill(kPassphrase);
  await press("Restore");
  await page.getByText("The key is ready to sign").waitFor();
  assert.equal(await page.locator("dd .hash").first().innerText(), key);
});

test("joining commits to the next key; a newcomer's stamp is made", options, async () => {
  node.stamp_bits = 12;
  await open("/en/join");
  await page.getByLabel("Name").fill("Una Demonstrated");
  await page.getByLabel("Country").fill("IS");
  await press("Look at what will be signed");
  await heading("What you are about to sign");
  assert.equal(node.entries.length, 0);
  await look("join-preview");
  await press("Sign and send");
  await heading("Your receipt");
  await page.getByText("Your receipt was checked on this device").waitFor();
  node.stamp_bits = 0;
  const [join] = by_type("join");
  assert.equal(join.body.next, JSON.parse(JSON.stringify(join.body)).next);
  assert.match(join.body.next, /^[0-9a-f]{64}$/);
  assert.equal(join.body.country, "is");
  assert.match(join.id, /^000/);
  assert.equal(JSON.parse(join.detail).name, "Una Demonstrated");
  await look("join-receipt");
});

test("a person signs one version; the preview shows the exact bytes; the receipt is kept", options, async () => {
  await open("/en/sign");
  await page.getByLabel("Name shown").fill("Una \u202eDemonstrated");
  await press("Look at what will be signed");
  await page.getByText("(U+202E)").waitFor();
  await look("sign-error");
  await page.getByLabel("Name shown").fill("Una Demonstrated");
  assert.equal(await page.getByLabel("Affiliation", { exact: true }).isVisible(), false);
  assert.equal(await page.getByLabel("an organisation").isDisabled(), true);
  await press("Look at what will be signed");
  await heading("What you are about to sign");
  const shown = await page.locator("pre.raw").first().textContent();
  await look("sign-preview");
  node.lose_next_answer = true;
  await press("Sign and send");
  await page.getByText("Sending it again cannot count twice").waitFor();
  await look("sign-lost");
  await press("Send again");
  await page.getByText("The node knew this act already").waitFor();
  const [sign] = by_type("sign");
  assert.equal(by_type("sign").length, 1);
  assert.equal(sign.entry.toString("utf8").split("\n")[0] + "\n", shown);
  assert.equal(sign.body.capacity, "person");
  assert.deepEqual(sign.body.prev, [by_type("join")[0].id]);
  await page.getByText("You have signed this version").waitFor();
  await look("sign-receipt");
});

test("a signature is shown again later, changed to show an affiliation, and withdrawn", options, async () => {
  await open("/en/sign");
  await page.getByText("You have signed this version").waitFor();
  await press("Change my signature");
  await page.getByLabel("a person, affiliation shown").check();
  await press("Look at what will be signed");
  await page.getByText("Fill this in.").waitFor();
  await page.getByLabel("Affiliation", { exact: true }).fill("Example Library");
  await page.getByLabel("Country").fill("xx");
  await press("Look at what will be signed");
  await page.getByText("This does not bind Example Library").waitFor();
  await press("Sign and send");
  await page.getByText("must be an ISO 3166 code").waitFor();
  await look("sign-refused");
  await press("Back to the form");
  await page.getByLabel("Country").fill("");
  await press("Look at what will be signed");
  await press("Sign and send");
  await heading("Your receipt");
  const changed = by_type("sign").at(-1);
  assert.deepEqual([changed.body.capacity, JSON.parse(changed.detail).affiliation], ["affiliated", "Example Library"]);
  assert.equal(JSON.parse(changed.detail).name, undefined);
  await press("Withdraw my signature");
  await page.getByText("You withdraw your signature").waitFor();
  await press("Sign and send");
  await page.getByText("Your signature is withdrawn").waitFor();
  assert.deepEqual(by_type("unsign").at(-1).body.prev, [changed.id]);
});

test("a representative signs for an organisation", options, async () => {
  const mandate = { for: "11".repeat(32), mandate: "22".repeat(32), name: "Open Rivers Association", until: "2030-01-01T00:00:00Z" };
  node.mandates = [mandate];
  await open("/en/sign");
  await page.getByLabel("an organisation").check();
  await page.getByLabel("For").selectOption({ label: "Open Rivers Association" });
  await press("Look at what will be signed");
  await page.getByText("for Open Rivers Association, by mandate").waitFor();
  await press("Sign and send");
  await heading("Your receipt");
  const sign = by_type("sign").at(-1);
  assert.deepEqual([sign.body.for, sign.body.mandate, sign.body.capacity, sign.detail], [mandate.for, mandate.mandate, "organisation", null]);
});

test("a statement is written", options, async () => {
  await open("/en/write");
  await page.getByLabel("Title").fill("Keep it open");
  await page.getByLabel("Text").fill("First line.\n\nSecond <script>alert(1)</script> line.");
  await page.getByLabel("Closes").fill("2030-12-31");
  await press("Look at what will be signed");
  await press("Sign and send");
  await heading("Your receipt");
  const made = by_type("statement").at(-1);
  assert.equal(made.body.closes, "2030-12-31T23:59:59Z");
  assert.deepEqual(made.body.on, [kStatement]);
  assert.equal(JSON.parse(made.detail).text, "First line.\n\nSecond <script>alert(1)</script> line.");
});

test("the verify box confirms an act and catches forgeries", options, async () => {
  const target = by_type("join")[0];
  const check = async () => {
    await open("/en/verify");
    await page.getByLabel("Id of the act").fill(target.id);
    await press("Check it in this browser");
    await page.locator(".box--success, .box--error").first().waitFor();
    return page.locator(".step--bad").allInnerTexts();
  };
  assert.deepEqual(await check(), []);
  await look("verify-good");
  const detail = target.detail;
  target.detail = detail.replace("Una", "Eva");
  assert.match((await check()).join(), /does not match the commitment/);
  target.detail = undefined;
  assert.deepEqual(await check(), []);
  await page.getByText("not held by this node").waitFor();
  target.detail = detail;
  const honest = node.proof;
  node.proof = (id) => honest.call(node, id).replace(/index \d+/, "index 1");
  assert.match((await check()).join(), /does not lead/);
  await look("verify-bad");
  node.proof = honest;
  const checkpoint = node.checkpoint;
  node.checkpoint = () => checkpoint.call(node, 1);
  node.proof = (id) => honest.call(node, id).replace(/\n\n[^]*$/, `\n\n${checkpoint.call(node, node.entries.length)}`);
  assert.match((await check()).join(), /Log of today/);
  Object.assign(node, { proof: honest, checkpoint });
});

test("a clock that is off is told before anything is signed", options, async () => {
  const policy = node.policy;
  node.policy = () => ({ ...policy.call(node), time: new Date(Date.now() - 3600_000).toISOString() });
  const before_count = node.entries.length;
  await open("/en/write");
  await page.getByLabel("Title").fill("Late");
  await page.getByLabel("Text").fill("Late");
  await press("Look at what will be signed");
  await page.getByText(/differ by 3(599|600|601) seconds/).waitFor();
  node.policy = policy;
  assert.equal(node.entries.length, before_count);
});

test("a preview that grew old is made anew, not sent", options, async () => {
  await page.clock.install();
  await open("/en/write");
  await page.getByLabel("Title").fill("Slow reader");
  await page.getByLabel("Text").fill("Slow reader");
  await press("Look at what will be signed");
  await heading("What you are about to sign");
  const before_count = node.entries.length;
  const policy = node.policy;
  await page.clock.fastForward(280_000);
  node.policy = () => ({ ...policy.call(node), time: new Date(Date.now() + 280_000).toISOString() });
  await press("Sign and send");
  await page.getByText("The time in the act had run out").waitFor();
  assert.equal(node.entries.length, before_count);
  node.policy = policy;
});

test("without Ed25519 in WebCrypto, by keyboard alone: the fallback makes a key and signs", options, async () => {
  const other = await launch();
  try {
    const tab = await other.context.newPage();
    await tab.addInitScript(() => {
      const own = SubtleCrypto.prototype.importKey;
      SubtleCrypto.prototype.importKey = function (format, data, algorithm, ...rest) {
        if ((algorithm.name ?? algorithm) === "Ed25519") return Promise.reject(new DOMException("no", "NotSupportedError"));
        return own.call(this, format, data, algorithm, ...rest);
      };
    });
    const focus_on = async (name) => {
      for (let i = 0; i < 40; i++) {
        await tab.keyboard.press("Tab");
        if ((await tab.evaluate(() => document.activeElement?.textContent || document.activeElement?.labels?.[0]?.textContent)) === name) return;
      }
      assert.fail(`${name} cannot be reached by keyboard`);
    };
    const enter_on = async (name) => { await focus_on(name); await tab.keyboard.press("Enter"); };
    await tab.goto(`${site.url}/en/key`);
    await tab.locator("[data-althing-ready]").waitFor();
    await enter_on("Make a key");
    await focus_on("Passphrase");
    await tab.keyboard.type(kPassphrase);
    await focus_on("Passphrase again");
    await tab.keyboard.type(kPassphrase);
    await tab.keyboard.press("Enter");
    await tab.getByRole("heading", { name: "Save the backup first" }).waitFor();
    await Promise.all([tab.waitForEvent("download"), enter_on("Save the backup file")]);
    await focus_on("I have saved the backup file and know its passphrase");
    await tab.keyboard.press("Space");
    await enter_on("Use this key");
    await tab.getByText("sealed").waitFor();
    await tab.goto(`${site.url}/en/sign`);
    await tab.locator("[data-althing-ready]").waitFor();
    const before_count = node.entries.length;
    await enter_on("Look at what will be signed");
    await tab.getByRole("heading", { name: "What you are about to sign" }).waitFor();
    await enter_on("Sign and send");
    await tab.getByText("Your receipt was checked on this device").waitFor();
    assert.equal(node.entries.length, before_count + 1);
    assert.equal(await tab.evaluate(() => document.activeElement.textContent), "Your receipt");
  } finally {
    await other.close();
  }
});

test("without JavaScript the words for it stand and no dead form is shown", options, async () => {
  const other = await launch({ javascript: false });
  try {
    const tab = await other.context.newPage();
    await tab.goto(`${site.url}/en/sign`);
    assert.equal(await tab.getByText("Without script").isVisible(), true);
    assert.equal(await tab.locator("form").isVisible(), false);
  } finally {
    await other.close();
  }
});

test("no page complained", options, () => {
  // Failed requests of the forced refusals are reported by the browser itself.
  seen.check([/Failed to load resource/]);
});
