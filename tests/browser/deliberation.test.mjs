// Calls and proposals played by hand in Chromium against a real node, after WCIT-12: a question goes out to
// all sectors and is answered; a provision gets a counter-proposal; it is amended, supported and objected to
// with reasons; a declined amendment becomes a rival. `node --test deliberation.test.mjs`.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { check_pages, has_browser, kDesktop, kPhone, launch, make_key, watch } from "./harness.mjs";
import { kBinary, kPassphrase, RealNode, Signer } from "./real_node.mjs";

const options = { skip: !kBinary ? "ALTHING_BIN is not set" : has_browser() ? false : "no Chromium here" };
const kBase = "Every member state shall keep its lines open, and shall tell the others when it closes one.";
const kCounter = "Every member state shall keep its lines open to everybody, and shall tell the public when and why it closes one.";
let node, browser, page, seen, founder, members, instrument, provision, call, proposal, amendment, other, rival;

const press = (name) => page.getByRole("button", { name, exact: true }).click();
const next_of = () => createHash("sha256").update(randomBytes(32)).digest("hex");

before(async () => {
  if (options.skip) return;
  node = new RealNode();
  await node.serve();
  node.id("join", "--key", "founder.key", "--kind", "organisation", "--name", "Open Rivers");
  founder = (args) => node.id("act", ...args, "--key", "founder.key");
  members = {};
  for (const [name, kind] of [["Ada Archive", "person"], ["Bo Cable", "person"], ["Knot Collective", "association"]]) {
    const signer = new Signer();
    const join = signer.make(node.assembly, { act: "join", kind, next: next_of() }, { name });
    await node.post([join]);
    members[name] = { signer, join: join.id };
  }
  founder(["vouch", `whom=${members["Ada Archive"].join}`, "group=civil"]);
  instrument = founder(["instrument", "kind=treaty", "--detail", "title=A treaty on lines"]);
  provision = founder(["provision", `of=${instrument}`, "number=3.2", "--detail", `text=${kBase}`, "--detail", "heading=Open lines"]);
  founder(["position", `on=${provision}`, "option=mod", "--detail", "actors=Nordland", "--detail", "text=Every member state may close its lines."]);
  browser = await launch({ viewport: kDesktop });
  page = await browser.context.newPage();
  seen = watch(page);
  await page.goto(`${node.url}/en/key`);
  await page.locator("[data-althing-ready]").first().waitFor();
  await make_key(page, kPassphrase);
  await page.goto(`${node.url}/en/join`);
  await page.locator("[data-althing-ready]").first().waitFor();
  await page.getByLabel("Name").fill("Una Demonstrated");
  await send();
});

after(async () => {
  await browser?.close();
  await node?.close();
});

/** Presses through preview and receipt; the id of the act that was logged. */
async function send() {
  await press("Look at what will be signed");
  await page.getByRole("heading", { name: "What you are about to sign" }).waitFor();
  await press("Sign and send");
  await page.getByRole("heading", { name: "Your receipt" }).waitFor();
  const id = (await page.locator(".receipt dd .hash").first().innerText()).trim();
  await node.settle();
  return id;
}
async function open(path) {
  await node.settle();
  const response = await page.goto(`${node.url}/en/${path}`);
  assert.equal(response.status(), 200, path);
  const form = page.locator("form[data-althing]");
  if (await form.count() > 0) await page.locator("[data-althing-ready]").first().waitFor();
  return page.locator("main").innerText();
}
async function by(name, made, words) {
  const act = members[name].signer.make(node.assembly, made, words);
  await node.post([act]);
  return act.id;
}

test("a question goes out to all sectors and is answered", options, async () => {
  await open("calls/new");
  await page.getByLabel("The question, in one line").fill("Which lines do you need open?");
  await page.getByLabel("What you want to know, and why").fill("We answer the draft in **ten days**.");
  await page.getByLabel("Answers until").fill("2099-12-31");
  call = await send();
  let words = await open(`call/${call}`);
  assert.match(words, /Open\s+until 31 December 2099/);
  assert.match(words, /Asks\s+everybody/);
  assert.match(words, /0 of 2 members answered/);
  assert.equal(await page.locator(".prose strong").innerText(), "ten days");
  await page.locator("summary", { hasText: "Asked, no answer" }).click();
  assert.match(await page.locator("main").innerText(), /Open Rivers\s+Ada Archive/);
  await by("Ada Archive", { act: "respond", to: call }, { text: "Those to archives." });
  await by("Bo Cable", { act: "respond", to: call }, { text: "Those at sea. *All* of them." });
  await open(`call/${call}/respond`);
  await page.getByLabel("Your answer").fill("All, always.");
  await send();
  // A later answer replaces the earlier one.
  await open(`call/${call}/respond`);
  await page.getByLabel("Your answer").fill("All, at night too.");
  await send();
  words = await open(`call/${call}`);
  assert.match(words, /1 of 2 members answered/);
  assert.doesNotMatch(words, /All, always/);
  const column = (name) => page.locator(".card", { has: page.getByRole("heading", { name, exact: true, level: 2 }) });
  assert.match(await column("civil").innerText(), /Ada Archive[^]*Those to archives/);
  assert.match(await column("Members without a seat").innerText(), /Bo Cable[^]*Una Demonstrated[^]*All, at night too/);
  assert.doesNotMatch(await column("civil").innerText(), /Bo Cable/);
  const csv = await (await fetch(`${node.url}/en/call/${call}/answers.csv`)).text();
  assert.equal(csv.trim().split("\r\n").length, 4);
  assert.match(csv, /Ada Archive","?person"?,"?civil/);
  const json = await node.get(`/en/call/${call}/answers.json`);
  assert.deepEqual(json.answers.map((one) => one.name), ["Ada Archive", "Bo Cable", "Una Demonstrated"]);
  assert.deepEqual(json.answers[0].groups, ["civil"]);
});

test("the list of calls says their state and filters", options, async () => {
  const closed = founder(["call", "groups=civil", "closes=2020-01-01T00:00:00Z", "--detail", "title=An old question"]);
  const gone = founder(["call", "--detail", "title=A question taken back"]);
  founder(["withdraw", `of=${gone}`]);
  const all = await open("calls");
  for (const words of ["Which lines do you need open?", "An old question", "A question taken back", "Closed", "Withdrawn", "3 answers"]) assert.ok(all.includes(words), words);
  assert.doesNotMatch(await open("calls?state=open"), /old question|taken back/);
  assert.match(await open("calls?state=closed&group=civil"), /An old question/);
  assert.doesNotMatch(await open("calls?state=closed&group=civil"), /Which lines/);
  assert.match(await open(`call/${closed}/respond`), /takes no more answers/);
  assert.equal((await fetch(`${node.url}/en/calls?state=maybe`)).status, 400);
});

test("a provision gets a counter-proposal, word by word beside the states' positions", options, async () => {
  await open(`provision/${provision}`);
  await page.getByRole("link", { name: "Propose a text here" }).click();
  await page.locator("[data-althing-ready]").first().waitFor();
  assert.equal(await page.getByLabel("Text", { exact: true }).inputValue(), kBase);
  await page.getByLabel("Title", { exact: true }).fill("Open to everybody");
  await page.getByLabel("Text", { exact: true }).fill(kCounter);
  await page.getByLabel("Why").fill("A line kept open for officials is not open.");
  proposal = await send();
  const words = await open(`provision/${provision}`);
  assert.match(words, /Nordland/);
  assert.match(words, /Open to everybody/);
  const own = page.locator(".position--own");
  assert.match((await own.locator("ins").allInnerTexts()).join(" "), /to everybody/);
  assert.match((await own.locator("del").allInnerTexts()).join(" "), /others/);
  assert.match(await open(`instrument/${instrument}`), /Open to everybody/);
  const matrix = await open(`instrument/${instrument}/matrix`);
  assert.match(matrix, /Nordland/);
  assert.match(matrix, /Assembly of tests[^]*MOD/);
  assert.match(await open("proposals?kind=mod"), /Under discussion[^]*Provision 3.2/);
  assert.doesNotMatch(await open("proposals?kind=text"), /Open to everybody/);
});

test("who proposes the same is told so, with script and without", options, async () => {
  await open("proposals/new");
  await page.getByLabel("Title", { exact: true }).fill("Lines for everybody");
  await page.getByLabel("Text", { exact: true }).fill(kCounter.toUpperCase());
  await press("Look at what will be signed");
  await page.getByText("Proposals that share wording with yours").waitFor();
  assert.match(await page.locator(".preview").innerText(), /Open to everybody \(100 % of the wording is shared\)/);
  await page.getByLabel("Text", { exact: true }).fill("Something else entirely, of which nobody in this house has ever spoken before today.");
  await press("Look at what will be signed");
  await page.locator(".preview bdi", { hasText: "Something else entirely" }).waitFor();
  assert.equal(await page.getByText("Proposals that share wording with yours").count(), 0);
  const form = new URLSearchParams({ text: kCounter });
  assert.match(await (await fetch(`${node.url}/en/proposals/similar`, { method: "POST", body: form })).text(), /Open to everybody/);
  assert.match((await node.html(`/en/proposals/similar?${form}`)).text, /Open to everybody/);
});

test("it is supported and objected to with reasons, and an objection needs one", options, async () => {
  await by("Ada Archive", { act: "support", of: proposal }, { reason: "Archives are for everybody." });
  await by("Bo Cable", { act: "object", of: proposal }, { reason: "Repairs close lines too." });
  await open(`proposal/${proposal}/object`);
  await press("Look at what will be signed");
  await page.getByText("Fill this in.").waitFor();
  await page.getByLabel("Your reason").fill("On second thought.");
  await send();
  // Support replaces one's own objection.
  await open(`proposal/${proposal}/support`);
  await send();
  const words = await open(`proposal/${proposal}`);
  assert.match(words, /2 supporters\s+Ada Archive\s*civil[^]*Archives are for everybody/);
  assert.match(words, /1 objection\s+Bo Cable\s*without a seat[^]*Repairs close lines too/);
  assert.doesNotMatch(words, /On second thought/);
});

test("amendments stand before comments; one is accepted, one declined and becomes a rival", options, async () => {
  await open(`proposal/${proposal}/amend`);
  await page.getByLabel("Text", { exact: true }).fill(kCounter.replace("when and why", "beforehand and why"));
  await page.getByLabel("Why this is better").fill("Before is better than after.");
  amendment = await send();
  other = await by("Bo Cable", { act: "amend", of: proposal }, { text: kCounter.replace("closes one", "closes one for more than a day"), reason: "Repairs." });
  await by("Ada Archive", { act: "comment", on: proposal }, { text: "A word on this." });
  let words = await open(`proposal/${proposal}`);
  assert.ok(words.indexOf("2 amendments") < words.indexOf("1 comment"), "amendments first");
  assert.match(words, /Waiting for the authors/);
  await open(`amendment/${other}/decline`);
  await page.getByLabel("Why not").fill("A day is long.");
  await send();
  await open(`amendment/${amendment}/accept`);
  const accepted = await send();
  words = await open(`proposal/${proposal}`);
  assert.match(words, /version 2/);
  assert.match(words, /beforehand and why/);
  assert.match(words, /0 supporters/);
  assert.match(words, /Accepted[^]*Declined|Declined[^]*Accepted/);
  assert.match(words, /Open to everybody/, "the title stays");
  assert.match(await open(`proposal/${proposal}?version=1`), /2 supporters/);
  assert.match(await open(`amendment/${other}`), /Declined by Una Demonstrated[^]*A day is long/);
  await page.getByRole("link", { name: "Propose it as a rival text" }).click();
  await page.locator("[data-althing-ready]").first().waitFor();
  await page.getByLabel("Title", { exact: true }).fill("Open, but for repairs");
  rival = await send();
  words = await open(`proposal/${rival}`);
  assert.match(words, /It takes up amendment/);
  assert.match(words, /Rival texts\s+Open to everybody/);
  await open(`provision/${provision}`);
  const vote = await page.getByRole("link", { name: "Put these rival texts to one vote" }).getAttribute("href");
  assert.equal(vote, `/en/polls/new?on=${accepted}&on=${rival}`, "the version that stands now");
});

test("bad input is refused with its reason in words", options, async () => {
  const refused = async (made, words) => {
    const { signer } = members["Ada Archive"];
    const before = signer.prev;
    const act = signer.make(node.assembly, made, words);
    signer.prev = before;
    const answer = await fetch(`${node.url}/acts`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ act: act.act, detail: act.detail }) });
    assert.ok(answer.status >= 400 && answer.status < 500, `${answer.status}`);
    return (await answer.json()).detail;
  };
  assert.match(await refused({ act: "amend", of: proposal }, { text: "Late." }), /newest version/);
  assert.match(await refused({ act: "call" }, { text: "No question." }), /title|needs words/);
  assert.match(await refused({ act: "call" }), /needs words/);
  assert.match(await refused({ act: "comment", on: proposal }, { name: "x" }), /needs words/);
  assert.match(await refused({ act: "object", of: proposal }, { text: "x" }), /needs words/);
});

test("any two versions are compared in one text and side by side", options, async () => {
  await open(`proposal/${proposal}/compare?from=1&to=2`);
  assert.deepEqual(await page.locator(".written del").allInnerTexts(), ["when"]);
  assert.deepEqual(await page.locator(".written ins").allInnerTexts(), ["beforehand"]);
  await page.getByLabel("Shown").selectOption("sides");
  await press("Compare");
  const cells = page.locator("td");
  assert.match(await cells.nth(0).innerText(), /when and why/);
  assert.match(await cells.nth(1).innerText(), /beforehand and why/);
  assert.equal(await cells.nth(0).locator("ins").count() + await cells.nth(1).locator("del").count(), 0);
});

test("comments are answered one level deep and lead on", options, async () => {
  const first = await by("Ada Archive", { act: "comment", on: proposal }, { text: "Who pays?" });
  await open(`acts/${first}/comment`);
  await page.getByLabel("Your comment").fill("Those who close it.");
  const reply = await send();
  await by("Bo Cable", { act: "comment", on: reply }, { text: "Too deep to stand here." });
  const words = await open(`proposal/${proposal}`);
  assert.match(words, /Who pays\?[^]*Those who close it\./);
  assert.doesNotMatch(words, /Too deep/);
  assert.match(await open(`comment/${reply}`), /Too deep to stand here/);
  assert.match(await open(`comment/${first}`), /Who pays/);
});

test("declared interests stand beside the member's acts", options, async () => {
  await by("Bo Cable", { act: "declare" }, { text: "I am paid by a cable layer." });
  assert.match(await open(`proposal/${proposal}?version=1`), /Bo Cable[^]*Declared interests: I am paid by a cable layer/);
  assert.match(await open(`call/${call}`), /I am paid by a cable layer/);
});

test("a proposal is withdrawn; what is withdrawn asks for nothing more", options, async () => {
  await open(`acts/${rival}/withdraw`);
  await send();
  const words = await open(`proposal/${rival}`);
  assert.match(words, /Withdrawn/);
  assert.doesNotMatch(words, /Support this version/);
  assert.match(await open("proposals?state=withdrawn"), /Open, but for repairs/);
  assert.doesNotMatch(await open("proposals?state=discussed"), /Open, but for repairs/);
  await open(`provision/${provision}`);
  assert.equal(await page.getByRole("link", { name: "Put these rival texts to one vote" }).count(), 0);
});

test("a draft is kept, brought back, sent sealed as link and as file", options, async () => {
  await open("proposals/new");
  await page.getByLabel("Title", { exact: true }).fill("A draft of mine");
  await page.getByLabel("Text", { exact: true }).fill("Half a sentence");
  await page.getByText("Keep or share a draft").click();
  await press("Keep a draft on this device");
  await page.getByText("The draft is kept on this device.").waitFor();
  await page.reload();
  await press("Bring it back");
  assert.equal(await page.getByLabel("Title", { exact: true }).inputValue(), "A draft of mine");
  await page.getByText("Keep or share a draft").click();
  await press("Make a sealed link");
  const link = await page.getByLabel("Link to the draft").inputValue();
  assert.ok(!link.includes("sentence"));
  const [download] = await Promise.all([page.waitForEvent("download"), press("Save as a sealed file")]);
  const with_key = await page.getByLabel("Link to the draft").inputValue();
  assert.ok(!readFileSync(await download.path(), "utf8").includes("sentence"));
  await page.goto("about:blank");
  await page.goto(link);
  await page.getByText("The draft is in the form.").waitFor();
  assert.equal(await page.getByLabel("Text", { exact: true }).inputValue(), "Half a sentence");
  assert.equal(new URL(page.url()).hash, "", "the key does not stay in the address");
  await page.goto("about:blank");
  await page.goto(with_key);
  await page.getByLabel("Draft file").setInputFiles(await download.path());
  await page.getByText("The draft is in the form.").waitFor();
  assert.equal(await page.getByLabel("Title", { exact: true }).inputValue(), "A draft of mine");
  await open("proposals/new");
  await press("Delete the draft");
  await page.reload();
  await page.locator("[data-althing-ready]").first().waitFor();
  assert.equal(await page.getByRole("button", { name: "Bring it back" }).count(), 0);
});

test("each act leads to its own page", options, async () => {
  for (const [id, path] of [[call, `call/${call}`], [proposal, `proposal/${proposal}`], [amendment, `amendment/${amendment}`]]) {
    await open(`acts/${id}`);
    assert.equal(await page.getByRole("link", { name: "Read it on its own page" }).getAttribute("href"), `/en/${path}`);
  }
  assert.equal((await fetch(`${node.url}/en/proposal/${call}`)).status, 404);
  assert.equal((await fetch(`${node.url}/en/call/${proposal}`)).status, 404);
  seen.check();
});

const paths = () => ["calls", `call/${call}`, "proposals", `proposal/${proposal}`, `proposal/${proposal}/compare?from=1&to=2&shape=sides`, `amendment/${other}`,
  `provision/${provision}`, "proposals/similar", "calls/new", "proposals/new", `proposal/${proposal}/object`, `acts/${proposal}/comment`];

for (const [language, viewport] of [["en", { width: 360, height: 800 }], ["en", kDesktop], ["qps", kPhone]]) {
  test(`every page is accessible and fits: ${language}, ${viewport.width} px`, options, async () => {
    await node.settle();
    await check_pages(`${node.url}/${language}`, paths(), `delib-${language}`, { viewport });
  });
}

test("without script every page reads, and forms show the command and take the signed act", options, async () => {
  const reader = await launch({ viewport: kPhone, javascript: false });
  const view = await reader.context.newPage();
  for (const path of paths()) {
    assert.equal((await view.goto(`${node.url}/en/${path}`)).status(), 200, path);
    assert.equal(await view.locator("h1").count(), 1, path);
    assert.ok((await view.locator("main").innerText()).length > 80, path);
  }
  await view.goto(`${node.url}/en/call/${call}/respond`);
  writeFileSync(join(node.folder, "answer.md"), "From the command line.");
  const command = (await view.locator("#cli ~ pre").first().innerText()).replace(/^althing/, kBinary).replace("me.key", "founder.key");
  const made = spawnSync("sh", ["-c", command], { cwd: node.folder, encoding: "utf8", env: { ...process.env, ALTHING_PASSPHRASE: kPassphrase } });
  assert.equal(made.status, 0, made.stderr);
  const printed = made.stdout;
  await view.locator("textarea[name=note]").fill(printed);
  await view.getByRole("button", { name: "Hand in the signed act" }).click();
  await view.getByText("Your act is in the record").waitFor();
  await node.settle();
  await view.goto(`${node.url}/en/call/${call}`);
  assert.match(await view.locator("main").innerText(), /2 of 2 members answered[^]*From the command line/);
  await reader.close();
});
