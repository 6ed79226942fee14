// Moving house: somebody joins and signs at one node, saves the backup of the key, opens another node of the assembly in
// the same browser, restores the backup, finds there all that was done at the first, acts there, and it is at the first.
// Two real nodes that are peers of each other. `node --test moving.test.mjs`.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { check_accessibility, check_no_sideways_scroll, has_browser, kPhone, launch, sign_and_send, watch } from "./harness.mjs";
import { kBinary, kPassphrase, RealNode } from "./real_node.mjs";

const options = { skip: !kBinary ? "ALTHING_BIN is not set" : has_browser() ? false : "no Chromium here" };
const kName = "Mia Mover";
let a, b, browser, page, seen, statement, backup;

const press = (name) => page.getByRole("button", { name, exact: true }).click();
const heading = (name) => page.getByRole("heading", { name }).waitFor();
async function open(node, path) {
  await node.settle();
  await page.goto(node.url + path);
  await page.locator("[data-althing-ready], .box").first().waitFor();
}
async function look() {
  await check_accessibility(page);
  await check_no_sideways_scroll(page);
}
const send = () => sign_and_send(page);
/** An act that one node logged is at the other soon: nodes tell each other. */
async function arrives(node, id) {
  for (const end = Date.now() + 60_000; Date.now() < end; await new Promise((done) => setTimeout(done, 50))) {
    if ((await fetch(`${node.url}/acts/${id}`)).status === 200) return node.settle();
  }
  assert.fail(`${id} did not arrive at ${node.url}`);
}

before(async () => {
  if (options.skip) return;
  a = await new RealNode().serve();
  b = await a.neighbour("b").serve();
  a.cli("peer", "add", "data", b.url);
  a.cli("peer", "add", "b", a.url);
  statement = a.begin();
  await arrives(b, statement);
  browser = await launch({ viewport: kPhone });
  page = await browser.context.newPage();
  seen = watch(page);
});

after(async () => {
  await browser?.close();
  await b?.stop();
  await a?.close();
});

test("at the first node: a key, its backup, joining and signing", options, async () => {
  await open(a, "/en/key");
  await press("Make a key");
  await page.getByLabel("Passphrase", { exact: true }).fill(kPassphrase);
  await page.getByLabel("Passphrase again").fill(kPassphrase);
  await press("Make the key");
  const [download] = await Promise.all([page.waitForEvent("download"), press("Save the backup file")]);
  backup = join(a.folder, "mia.backup.json");
  await download.saveAs(backup);
  await page.getByLabel("I have saved the backup file").check();
  await press("Use this key");
  await page.getByText("The key is ready to sign").waitFor();
  await page.getByText("This node holds nothing by this key").waitFor();
  await look();
  await open(a, "/en/join");
  await page.getByLabel("Name").fill(kName);
  await arrives(b, await send());
  await open(a, `/en/statement/${statement}/sign`);
  await page.getByLabel("Name shown").fill(kName);
  await arrives(b, await send());
});

test("at the second node the backup opens, and everything is there", options, async () => {
  await open(b, "/en/key");
  await page.getByText("No key in this browser yet").waitFor();
  await press("Restore from a backup");
  await page.getByLabel("Backup file").setInputFiles(backup);
  await page.getByLabel("Passphrase", { exact: true }).fill(kPassphrase);
  await press("Restore");
  await page.getByText("The key is ready to sign").waitFor();
  const member = page.getByRole("link", { name: kName });
  await member.waitFor();
  await look();
  await member.click();
  await heading(kName);
  assert.ok(page.url().startsWith(b.url), page.url());
  const acts = page.locator(`main a[href*="/acts/"], main a[href*="/signature/"], main a[href*="/statement/${statement}"]`);
  assert.ok(await acts.count() >= 2, "the member's page lists the joining and the signature");
  await open(b, `/en/statement/${statement}/sign`);
  await page.getByText("You have signed this version").waitFor();
});

test("what is done at the second node is at the first", options, async () => {
  await press("Withdraw my signature");
  await press("Sign and send");
  await page.getByText("Your signature is withdrawn").waitFor();
  const [last] = (await b.get("/acts?from=0&limit=200&type=unsign")).acts.slice(-1);
  assert.equal(last.author_name, kName);
  await arrives(a, last.id);
  const rows = (await a.html(`/en/statement/${statement}/signatories?q=Mia`)).text;
  assert.doesNotMatch(rows, /Mia Mover<\/bdi>.*person/s);
  // The first node's browser, which kept its own key, follows on from there.
  await open(a, `/en/statement/${statement}/sign`);
  await page.getByLabel("Name shown").fill(kName);
  await arrives(b, await send());
  assert.match((await b.html(`/en/statement/${statement}/signatories?q=Mia`)).text, /Mia Mover/);
  const digests = async () => (await Promise.all([a, b].map((node) => node.get("/digest")))).map((one) => one.digest);
  for (const end = Date.now() + 60_000; new Set(await digests()).size > 1;) {
    assert.ok(Date.now() < end, "both nodes have one state");
    await new Promise((done) => setTimeout(done, 50));
  }
});

test("nothing was loaded from elsewhere and nothing was reported", options, () => {
  seen.check();
});
