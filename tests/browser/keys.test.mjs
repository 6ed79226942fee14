// Keys between browser and command line, with the real node: a backup made in one opens in the other,
// a member's key is replaced in the browser, words are erased, an appeal and a new version are written.
// Axe on every new view. `node --test keys.test.mjs`.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { check_accessibility, check_no_sideways_scroll, has_browser, kPhone, launch, screenshot, sign_and_send, watch } from "./harness.mjs";
import { kBinary, RealNode } from "./real_node.mjs";

const options = { skip: !kBinary ? "ALTHING_BIN is not set" : has_browser() ? false : "no Chromium here" };
const kComposed = "r\u00e9union of nine stones", kDecomposed = kComposed.normalize("NFD");  // one passphrase, two spellings
let node, browser, page, seen, statement;

before(async () => {
  if (options.skip) return;
  assert.notEqual(kComposed, kDecomposed);
  node = await new RealNode().serve();
  statement = node.begin();
  browser = await launch({ viewport: kPhone });
  page = await browser.context.newPage();
  seen = watch(page);
});

after(async () => {
  await browser?.close();
  await node?.close();
});

const press = (name) => page.getByRole("button", { name, exact: true }).click();
const heading = (name) => page.getByRole("heading", { name }).waitFor();
async function open(path) {
  await node.settle();
  await page.goto(node.url + path);
  await page.locator("[data-althing-ready], .box").first().waitFor();
}
async function visit(path) {
  await node.settle();
  await page.goto(node.url + path);
}
async function look(name) {
  await check_accessibility(page);
  await check_no_sideways_scroll(page);
  await screenshot(page, `keys-${name}`);
}
const send = () => sign_and_send(page);
/** Saves the offered backup under a name in the node's folder, and confirms it. */
async function save_backup(name) {
  await heading("Save the backup first");
  const [download] = await Promise.all([page.waitForEvent("download"), press("Save the backup file")]);
  await download.saveAs(join(node.folder, name));
  await page.getByLabel("I have saved the backup file").check();
  await press("Use this key");
}
async function restore(name, passphrase) {
  await open("/en/key");
  await press("Restore from a backup");
  await page.getByLabel("Backup file").setInputFiles(join(node.folder, name));
  await page.getByLabel("Passphrase", { exact: true }).fill(passphrase);
  await press("Restore");
}
async function forget() {
  await open("/en/key");
  await press("Forget this key");
  await page.getByLabel("I have the backup file and its passphrase").check();
  await press("Forget this key");
  await heading("No key in this browser yet");
}
const key_in_browser = () => page.locator("[data-althing] dd .hash").first().innerText();
const verdict = async (id) => node.get(`/acts/${id}.json`);

test("a backup made in the browser serves the command line, however the passphrase is spelled", options, async () => {
  await open("/en/key");
  await press("Make a key");
  await page.getByLabel("Passphrase", { exact: true }).fill(kComposed);
  await page.getByLabel("Passphrase again").fill(kComposed);
  await press("Make the key");
  await save_backup("browser.json");
  await page.getByText("The key is ready to sign").waitFor();
  const key = await key_in_browser();
  for (const spelled of [kComposed, kDecomposed]) {
    const shown = node.run(["--json", "key", "show", "browser.json"], { ALTHING_PASSPHRASE: spelled });
    assert.equal(shown.status, 0, shown.stderr);
    assert.equal(JSON.parse(shown.stdout).key, key);
  }
  const wrong = node.run(["key", "show", "browser.json"], { ALTHING_PASSPHRASE: kComposed.toUpperCase() });
  assert.equal(wrong.status, 1);
  assert.match(wrong.stderr, /passphrase/);
  const signed = node.run(["--json", "sign", statement, "--key", "browser.json", "--name", "By Hand"], { ALTHING_PASSPHRASE: kDecomposed });
  assert.equal(signed.status, 0, signed.stderr);
  const act = await verdict(JSON.parse(signed.stdout).id);
  assert.deepEqual([act.by, act.status], [key, "effective"]);
  // The browser that holds the same key sees the signature and can go on from it.
  await open(`/en/statement/${statement}/sign`);
  await page.getByText("You have signed this version").waitFor();
});

test("a backup made by the command line opens in the browser and signs", options, async () => {
  await forget();
  node.cli("key", "new", "cli.key");
  assert.equal(node.run(["key", "backup", "cli.key", "cli.json"], { ALTHING_PASSPHRASE: kDecomposed }).status, 0);
  await restore("cli.json", "another passphrase");
  await page.getByText("The passphrase does not open this file").waitFor();
  await page.getByLabel("Passphrase", { exact: true }).fill(kComposed);
  await press("Restore");
  await page.getByText("The key is ready to sign").waitFor();
  const key = await key_in_browser();
  assert.equal(key, node.json("key", "show", "cli.key").key);
  await open("/en/join");
  await page.getByLabel("Name shown").fill("Cleo Restored");
  assert.equal((await verdict(await send())).status, "effective");
  await open(`/en/statement/${statement}/sign`);
  await page.getByLabel("Name shown").fill("Cleo Restored");
  const act = await verdict(await send());
  assert.deepEqual([act.by, act.status, act.member_name], [key, "effective", "Cleo Restored"]);
});

test("a member replaces its key: new backup first, then the old one is without effect", options, async () => {
  await open("/en/key");
  const old = await key_in_browser();
  await press("Replace this key");
  await heading("Replace this key by the next one");
  await look("rotate");
  await page.getByLabel("Backup file").setInputFiles(join(node.folder, "browser.json"));
  await page.getByLabel("Passphrase", { exact: true }).fill(kComposed);
  await press("Open the backup");
  await page.getByText("the backup of another key").waitFor();
  await page.getByLabel("Backup file").setInputFiles(join(node.folder, "cli.json"));
  await page.getByLabel("Your last acts that stand").fill("not an id");
  await press("Open the backup");
  await page.getByText("Enter ids only").waitFor();
  await press("Cancel");
  assert.equal(await key_in_browser(), old);
  await press("Replace this key");
  await page.getByLabel("Backup file").setInputFiles(join(node.folder, "cli.json"));
  await page.getByLabel("Passphrase", { exact: true }).fill(kDecomposed);
  await press("Open the backup");
  await save_backup("rotated.json");
  await heading("What you are about to sign");
  await page.getByText(`You replace the key ${old.slice(0, 8)}`).waitFor();
  assert.equal((await node.get(`/heads?key=${old}`)).replaced, false);
  await look("rotate-preview");
  await press("Sign and send");
  await page.getByText("The new key is in use").waitFor();
  await look("rotated");
  await open("/en/key");
  const made = await key_in_browser();
  assert.notEqual(made, old);
  assert.equal((await node.get(`/heads?key=${old}`)).replaced, true);
  const heads = await node.get(`/heads?key=${made}`);
  assert.deepEqual([heads.name, heads.replaced], ["Cleo Restored", false]);
  const void_act = node.id("act", "unsign", `statement=${statement}`, "--key", "cli.key");
  assert.equal((await verdict(void_act)).status, "void");
  assert.match((await node.html(`/en/member/${heads.join}`)).text, new RegExp(`Key now in use[^]*${made}`));
  // The new backup is whole: the command line withdraws with it what the old key signed.
  const taken = node.run(["--json", "unsign", statement, "--key", "rotated.json"], { ALTHING_PASSPHRASE: kComposed });
  assert.equal(taken.status, 0, taken.stderr);
  assert.equal((await verdict(JSON.parse(taken.stdout).id)).status, "effective");
  assert.doesNotMatch((await node.html(`/en/statement/${statement}/signatories`)).text, /Cleo/);
});

test("a browser that still holds a replaced key says so; a bare key cannot be handed over", options, async () => {
  const other = await launch();
  try {
    const main = page;
    page = await other.context.newPage();
    await restore("cli.json", kComposed);
    await page.getByText("The key is ready to sign").waitFor();
    await open("/en/key");
    await page.getByText("This key was replaced").waitFor();
    await look("replaced");
    await press("Replace this key");
    assert.equal(await page.getByRole("button", { name: "Open the backup" }).count(), 0);
    await forget();
    await restore("browser.json", kComposed);
    await page.getByText("The key is ready to sign").waitFor();
    await press("Replace this key");
    await page.getByText("This key never joined the assembly").waitFor();
    page = main;
  } finally {
    await other.close();
  }
});

test("the command line replaces a key too", options, async () => {
  node.cli("key", "new", "dana.key");
  const bare = node.run(["key", "rotate", "dana.key", "dana2.key"]);
  assert.equal(bare.status, 2);
  assert.match(bare.stderr, /never joined/);
  const join_id = node.id("join", "--key", "dana.key", "--kind", "person", "--name", "Dana");
  const rotated = node.id("key", "rotate", "dana.key", "dana2.key");
  assert.equal((await verdict(rotated)).status, "effective");
  assert.equal((await verdict(node.id("sign", statement, "--key", "dana.key", "--name", "Thief"))).status, "void");
  assert.equal((await verdict(node.id("sign", statement, "--key", "dana2.key", "--name", "Dana"))).member, join_id);
  assert.equal(node.run(["key", "rotate", "dana2.key", "cli.key"]).status, 1, "a key file is never overwritten");
});

test("an author erases a name in the browser; nobody else can", options, async () => {
  await open(`/en/statement/${statement}/sign`);
  await page.getByLabel("Name shown").fill("Regretted Name");
  const signed = await send();
  const count = async () => /count__number">(\d+)/.exec((await node.html(`/en/statement/${statement}`)).text)[1];
  const before_count = await count();
  await visit(`/en/signature/${signed}`);
  await page.getByRole("link", { name: "Erase your name and words" }).click();
  await page.locator("[data-althing-ready]").waitFor();
  await look("erase");
  await press("Look at what will be signed");
  await page.getByText("You erase the name").waitFor();
  await look("erase-preview");
  await press("Sign and send");
  await heading("Your receipt");
  await visit(`/en/signature/${signed}`);
  await page.getByText("Its words were erased by their author").waitFor();
  assert.equal(await count(), before_count);
  const list = (await node.html(`/en/statement/${statement}/signatories`)).text;
  assert.doesNotMatch(list, /Regretted/);
  assert.match(list, /Name erased by its author/);
  const foreign = node.id("sign", statement, "--key", "founder.key", "--name", "Fay Founder");
  await open(`/en/acts/${foreign}/erase`);
  await page.getByText("This key cannot erase these words").waitFor();
  assert.equal(await page.getByRole("button", { name: "Look at what will be signed" }).count(), 0);
});

test("a new version and an appeal are written in the browser", options, async () => {
  await open("/en/new");
  await page.locator("#title").fill("By the restored");
  await page.locator("#text").fill("The first words.");
  const first = await send();
  await open(`/en/statement/${first}/sign`);
  await send();
  await visit(`/en/statement/${first}`);
  await page.getByRole("link", { name: "Publish a new version" }).click();
  await page.locator("[data-althing-ready]").waitFor();
  assert.equal(await page.locator("#text").inputValue(), "The first words.");
  assert.equal(await page.locator("#title").inputValue(), "By the restored");
  await page.locator("#text").fill("The second words.");
  await look("revise");
  await press("Look at what will be signed");
  await page.getByText("Signatures stay with the version they were given to").waitFor();
  await press("Back to the form");
  const second = await send();
  assert.equal((await verdict(second)).status, "effective");
  await visit(`/en/statement/${first}`);
  const now = await page.locator("main").innerText();
  assert.match(now, /The second words\.[^]*Nobody yet/);
  await visit(`/en/statement/${first}?version=1`);
  assert.match(await page.locator("main").innerText(), /^1\s+signature\s+1 person/m);
  // A stranger's revision has no effect, whoever's page it is written on.
  const strange = node.id("statement", "revise", first, "--key", "founder.key", "--title", "Taken over", "--text", "Other words.");
  assert.equal((await verdict(strange)).status, "void");
  assert.doesNotMatch((await node.html(`/en/statement/${first}`)).text, /Taken over/);
  node.cli("withhold", "data", second, "--reason", "To be appealed against.");
  await visit(`/en/statement/${first}`);
  await page.getByRole("link", { name: "Appeal against it" }).click();
  await page.locator("[data-althing-ready]").waitFor();
  await press("Look at what will be signed");
  await page.getByText("Fill this in.").waitFor();
  await page.getByLabel("Your reason").fill("They are our own words.\nThey harm nobody.");
  await look("appeal");
  assert.equal((await verdict(await send())).status, "effective");
  assert.match((await node.html("/en/moderation")).text, /They are our own words\./);
});

test("no page complained", options, () => {
  seen.check();
});
