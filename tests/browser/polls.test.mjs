// Polls in a real browser: a founder opens one by the form, votes, changes the vote and reads the result; a
// ranking by keyboard; every page with axe on a phone, wide, right to left and without script.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { check_pages, has_browser, kDesktop, kPhone, launch, watch } from "./harness.mjs";
import { kBinary, kPassphrase, RealNode } from "./real_node.mjs";

const options = { skip: !kBinary ? "ALTHING_BIN is not set" : has_browser() ? false : "no Chromium here" };
let node, browser, page, seen, poll, election, brief, charter;

const press = (name) => page.getByRole("button", { name }).click();
const ready = () => page.locator("[data-althing-ready]").first().waitFor();
const time = (seconds) => new Date(Date.now() + seconds * 1000).toISOString().replace(/\.\d+Z$/, "Z");

async function send() {
  await press("Look at what will be signed");
  await page.getByRole("heading", { name: "What you are about to sign" }).waitFor();
  await press("Sign and send");
  await page.getByRole("heading", { name: "Your receipt" }).waitFor();
}

before(async () => {
  if (options.skip) return;
  node = new RealNode();
  await node.serve();
  node.cli("join", "--key", "founder.key", "--name", "Fia Founder");
  node.cli("key", "backup", "founder.key", "founder.backup.json");
  election = node.id("poll", "new", "--key", "founder.key", "--title", "Which name?", "--method", "schulze", "--choice", "North", "--choice", "South", "--choice", "Neither", "--closes", time(3600));
  brief = node.id("poll", "new", "--key", "founder.key", "--title", "Shall we begin?", "--closes", time(15));
  node.cli("ballot", brief, "yes", "--key", "founder.key", "--reason", "The hour has come");
  charter = node.id("act", "charter", 'groups=[{"group":"civil","members":[]},{"group":"users","members":[]}]'.replace("[]", JSON.stringify([{ key: node.json("key", "show", "founder.key").key, next: node.json("key", "show", "founder.key").next }])),
    'admission={"age_days":0,"limit":9,"vouches":2}', "--detail", "title=Users too", "--key", "founder.key");
  browser = await launch({ viewport: kPhone });
  page = await browser.context.newPage();
  seen = watch(page);
  await page.goto(`${node.url}/en/key`);
  await ready();
  await press("Restore from a backup");
  await page.getByLabel("Backup file").setInputFiles(join(node.folder, "founder.backup.json"));
  await page.getByLabel("Passphrase", { exact: true }).fill(kPassphrase);
  await press("Restore");
  await page.getByText("The key is ready to sign").waitFor();
});

after(async () => {
  await browser?.close();
  await node?.close();
});

test("a poll is opened by the form and needs my vote", options, async () => {
  await page.goto(`${node.url}/en/polls/new`);
  await ready();
  await page.getByLabel("Question").fill("Keep the charter?");
  assert.equal(await page.getByLabel("Choices, one a line").isVisible(), false);
  await page.getByLabel("Method").selectOption("schulze");
  assert.equal(await page.getByLabel("Choices, one a line").isVisible(), true);
  await page.getByLabel("Method").selectOption("threshold");
  await page.getByLabel("two thirds of all votes cast", { exact: true }).check();
  await send();
  await page.goto(`${node.url}/en/polls/mine`);
  await page.getByText("wait for this member's vote").or(page.getByText("waits for this member's vote")).waitFor();
  poll = (await page.getByRole("link", { name: "Keep the charter?" }).getAttribute("href")).split("/poll/")[1].split("#")[0];
});

test("a vote is cast, shown with its reason, and changed", options, async () => {
  await page.goto(`${node.url}/en/poll/${poll}`);
  await ready();
  await page.getByLabel("Yes", { exact: true }).check();
  await page.getByLabel("Your reason").fill("It serves us well");
  await send();
  const first = await node.html(`/en/poll/${poll}`);
  assert.match(first.text, /As the votes stand it would be adopted/);
  assert.match(first.text, /It serves us well/);
  await page.goto(`${node.url}/en/poll/${poll}`);
  await ready();
  await page.getByLabel("No", { exact: true }).check();
  await send();
  assert.match((await node.html(`/en/poll/${poll}`)).text, /As the votes stand it would not be adopted/);
  assert.match((await node.html(`/en/poll/${poll}/ballots?position=no&group=civil`)).text, /Fia Founder/);
});

test("a ranking by keyboard alone", options, async () => {
  await page.goto(`${node.url}/en/poll/${election}`);
  await ready();
  await page.getByLabel("North", { exact: true }).focus();
  await page.keyboard.press("2");
  await page.keyboard.press("Tab");
  await page.keyboard.press("1");
  await page.keyboard.press("Tab");
  await page.keyboard.press("2");
  await send();
  assert.match((await node.html(`/en/poll/${election}/ballots`)).text, /South &gt; North = Neither/);
});

test("the result says by which rule and from which return", options, async () => {
  for (let i = 0; i < 600 && !(await node.get(`/polls/${brief}.json`)).final; i++) await new Promise((done) => setTimeout(done, 100));
  await page.goto(`${node.url}/en/poll/${brief}`);
  await page.getByText("Adopted.", { exact: true }).waitFor();
  await page.getByText("1 of 1 return in").waitFor();
  assert.match(await page.locator("main").innerText(), /more than 1\/2 must be yes in each group/);
  seen.check();
});

const paths = () => ["polls", "polls?state=decided", "polls/new", `polls/new?on=${charter}`, `polls/new?on=${poll}&on=${election}`, "polls/mine", `poll/${poll}`, `poll/${poll}/ballots`, `poll/${poll}/vote?choice=yes`,
  `poll/${election}`, `poll/${election}/ballots?position=c2`, `poll/${brief}`, "charter", `charter/${charter}`, "charter/new"];

for (const [language, width] of [["en", kPhone], ["en", kDesktop], ["qps", kPhone]]) {
  test(`every page is accessible and fits: ${language}, ${width.width} px`, options, async () => {
    await check_pages(`${node.url}/${language}`, paths(), `polls-${language}`, { viewport: width });
  });
}

test("without script a ballot is chosen, its command shown and the signed act handed in", options, async () => {
  const reader = await launch({ viewport: kPhone, javascript: false });
  const view = await reader.context.newPage();
  for (const path of paths()) {
    assert.equal((await view.goto(`${node.url}/en/${path}`)).status(), 200, path);
    assert.equal(await view.locator("h1").count(), 1, path);
  }
  await view.goto(`${node.url}/en/poll/${election}`);
  await view.getByLabel("North", { exact: true }).selectOption("1");
  await view.getByLabel("South", { exact: true }).selectOption("2");
  await view.getByRole("button", { name: "Look at what will be signed" }).click();
  await view.getByText("Your ballot: North").waitFor();
  const words = await view.locator("main").innerText();
  assert.match(words, /Your ballot: North > South/);
  const command = /althing (ballot .*--print)/.exec(words)[1].replaceAll("'", "").replace("me.key", "founder.key").split(" ");
  await view.getByLabel("Signed act").fill(node.cli(...command));
  await view.getByRole("button", { name: "Hand in the signed act" }).click();
  await view.getByText("Your act is in the record").waitFor();
  assert.match(await view.locator("main").innerText(), /Your act is in the record/);
  assert.match((await node.html(`/en/poll/${election}/ballots`)).text, /North &gt; South/);
  await reader.close();
});
