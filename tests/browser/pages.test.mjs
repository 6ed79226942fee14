// What the pages of a real node say, read over HTTP and in Chromium without script: when things were
// logged, 120 signatories in pages, versions and what changed between them, words withheld and erased,
// and that each command printed on a page does what the page says. `node --test pages.test.mjs`.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { check_accessibility, check_no_sideways_scroll, has_browser, kDesktop, kPhone, launch, screenshot } from "./harness.mjs";
import { kBinary, RealNode, Signer } from "./real_node.mjs";

const options = { skip: !kBinary ? "ALTHING_BIN is not set" : has_browser() ? false : "no Chromium here" };
const kCount = 120;
const name_of = (n) => `Signer ${String(n).padStart(3, "0")}`;
let node, reader, view, statement, signers, joined;

before(async () => {
  if (options.skip) return;
  node = await new RealNode().serve();
  joined = node.id("join", "--key", "founder.key", "--kind", "person", "--name", "Fay Founder");
  statement = node.id("statement", "new", "--key", "founder.key", "--title", "Keep the drafts open", "--text", "We ask for open meetings and for published drafts.");
  signers = Array.from({ length: kCount }, () => new Signer());
  await node.post(signers.map((signer, i) => signer.make(node.assembly, { act: "sign", statement, capacity: i % 3 === 0 ? "affiliated" : "person" },
    { name: name_of(i + 1), ...(i % 3 === 0 ? { affiliation: "Example Library" } : {}) })));
  reader = await launch({ viewport: kPhone, javascript: false });
  view = await reader.context.newPage();
});

after(async () => {
  await reader?.close();
  await node?.close();
});

const open = async (path, status = 200) => {
  await node.settle();
  const response = await view.goto(node.url + path);
  assert.equal(response.status(), status, path);
  return view.locator("main").innerText();
};
const names = () => view.locator(".people .person__name").allInnerTexts();
const numbers = (from, to) => Array.from({ length: Math.abs(to - from) + 1 }, (_, i) => name_of(from + (to > from ? i : -i)));

/** Axe, sideways scroll and a picture of a page: phone and desktop, right to left, dark. */
async function look(path, name) {
  for (const [language, viewport, color_scheme] of [["en", kPhone, "light"], ["en", kDesktop, "dark"], ["qps", kPhone, "dark"], ["qps", kDesktop, "light"]]) {
    const other = await launch({ viewport, color_scheme });
    try {
      const tab = await other.context.newPage();
      assert.equal((await tab.goto(`${node.url}/${language}/${path}`)).status(), 200, path);
      await check_accessibility(tab);
      await check_no_sideways_scroll(tab);
      await screenshot(tab, `${name}-${language}-${viewport.width}-${color_scheme}`);
    } finally {
      await other.close();
    }
  }
}

test("an act says when it was logged, apart from the date its author gave it", options, async () => {
  const first = await node.get(`/acts/${joined}.json`);
  assert.match(first.logged, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  const words = await open(`/en/acts/${joined}`);
  assert.match(words, /Dated by its author/);
  assert.match(words, /Logged\s+.*at the latest/);
  await view.getByRole("link", { name: "mark of this node's clock" }).click();
  const mark = await node.get(`/acts/${new URL(view.url()).pathname.split("/").at(-1)}.json`);
  assert.equal(mark.type, "mark");
  assert.equal(mark.at, first.logged);
  assert.ok(mark.act.size > first.index);
  // Marks are ten minutes apart: what came after the first one is not covered yet, and the pages say so.
  const [late] = signers[0].prev;
  assert.equal((await node.get(`/acts/${late}.json`)).logged, null);
  assert.match(await open(`/en/signature/${late}`), /Logged\s+No mark of this node's clock covers it yet/);
  assert.match(await open(`/en/statement/${statement}/signatories`), /dated .*, not marked by the log yet/);
  // A node marks soon after its start, so the next act brings a mark that covers them all.
  await node.stop();
  await node.serve();
  node.cli("sign", statement, "--key", "founder.key", "--name", "Fay Founder");
  node.cli("unsign", statement, "--key", "founder.key");
  const covered = await node.get(`/acts/${late}.json`);
  assert.match(covered.logged, /Z$/);
  assert.match(await open(`/en/signature/${late}`), /Logged\s+.*at the latest/);
  const list = await open(`/en/statement/${statement}/signatories`);
  assert.match(list, /dated and logged|dated .*, logged /);
  assert.doesNotMatch(list, /not marked by the log yet/);
  const [head, row] = (await (await fetch(`${node.url}/en/statement/${statement}/signatories.csv`)).text()).split("\r\n");
  assert.equal(row.split(",")[head.split(",").indexOf("logged_at")], `"${covered.logged}"`);
});

test("120 signatories in pages of 50: forward and back, in both orders, and nobody twice", options, async () => {
  const list = `/en/statement/${statement}/signatories`;
  assert.match(await open(list), /120 signatures · 1 to 50 on this page/);
  assert.deepEqual(await names(), numbers(1, 50));
  assert.equal(await view.getByRole("link", { name: "Previous" }).count(), 0);
  await view.getByRole("link", { name: "Next" }).click();
  assert.deepEqual(await names(), numbers(51, 100));
  const second = view.url();
  await view.getByRole("link", { name: "Next" }).click();
  assert.deepEqual(await names(), numbers(101, 120));
  assert.match(await view.locator("main").innerText(), /101 to 120 on this page/);
  assert.equal(await view.getByRole("link", { name: "Next" }).count(), 0);
  await view.getByRole("link", { name: "Previous" }).click();
  assert.deepEqual(await names(), numbers(51, 100));
  await view.getByRole("link", { name: "Previous" }).click();
  assert.deepEqual(await names(), numbers(1, 50));
  await open(`${list}?order=newest&size=100`);
  assert.deepEqual(await names(), numbers(120, 21));
  await view.getByRole("link", { name: "Next" }).click();
  assert.deepEqual(await names(), numbers(20, 1));
  // The page named by a link stays what it was while one withdraws and another signs.
  const another = new Signer();
  await node.post([signers[9].make(node.assembly, { act: "unsign", statement }), another.make(node.assembly, { act: "sign", statement, capacity: "person" }, { name: "Late Comer" })]);
  await node.settle();
  await view.goto(second);
  assert.deepEqual(await names(), numbers(51, 100));
  assert.match(await view.locator("main").innerText(), /120 signatures · 50 to 99 on this page/);
  await node.post([another.make(node.assembly, { act: "unsign", statement })]);
});

test("search, filter and page size go together; a place beyond the list and a bad size are answered", options, async () => {
  const list = `/en/statement/${statement}/signatories`;
  await open(list);
  await view.getByLabel("Name or affiliation").fill("library");
  await view.getByLabel("On a page").selectOption("25");
  await view.getByRole("button", { name: "Show" }).click();
  await view.getByText("39 signatures found").waitFor();
  assert.match(await view.locator("main").innerText(), /39 signatures found · 1 to 25 on this page/);
  const first = await names();
  await view.getByRole("link", { name: "Next" }).click();
  const both = [...first, ...await names()];
  assert.equal(new Set(both).size, 39);
  assert.deepEqual(both, numbers(1, kCount).filter((_, i) => i % 3 === 0 && i !== 9));
  assert.equal(await view.getByLabel("On a page").inputValue(), "25");
  assert.equal(await view.getByLabel("Name or affiliation").inputValue(), "library");
  assert.match(await open(`${list}?q=nobodyofthisname`), /No signature matches/);
  assert.match(await open(`${list}?after=999999`), /No signature stands beyond this place of the list\. To the start/);
  assert.match(await open(`${list}?before=0`), /No signature stands beyond this place/);
  for (const [query, words] of [["size=7", /size: must be 25, 50 or 100/], ["size=99999999999", /size/], ["order=random", /order: must be oldest or newest/],
    ["after=-1", /after: must be a whole number/], ["after=1&before=9", /before: stands with/], ["capacity=king", /capacity: must be/]]) {
    assert.match(await open(`${list}?${query}`, 400), words, query);
  }
  await look(`statement/${statement}/signatories?size=25&q=library&after=5`, "signatories");
});

test("versions: each with its own signatories, and what changed between any two", options, async () => {
  const second = node.id("statement", "revise", statement, "--key", "founder.key", "--title", "Keep the drafts open", "--text", "We ask for open meetings and for all drafts.");
  const third = node.id("statement", "revise", statement, "--key", "founder.key", "--title", "Keep every draft open", "--text", "We ask for public meetings and for all drafts.");
  await node.post([signers[0].make(node.assembly, { act: "sign", statement: second, capacity: "person" }, { name: "Second Thought" })]);
  const now = await open(`/en/statement/${statement}`);
  assert.match(now, /version 3/);
  assert.match(now, /^0\s+signatures\s+0 persons/m);
  assert.match(now, /Nobody yet/);
  assert.doesNotMatch(now, /Signer \d|Second Thought/);
  assert.match(now, /Whoever signed an old one has not signed a new one/);
  assert.deepEqual((await view.locator(".timeline > li").allInnerTexts()).map((row) => row.match(/(\d+) signatures?/)[1]), ["0", "1", "119"]);
  const old = await open(`/en/statement/${statement}?version=1`);
  assert.match(old, /This is not the newest version/);
  assert.match(old, /119 signatures/);
  assert.match(old, /Signer 120/);
  assert.equal(await view.getByRole("link", { name: "Sign this statement" }).count(), 0);
  assert.match(await open(`/en/statement/${second}/signatories`), /1 signature\n[^]*Second Thought/);
  assert.doesNotMatch(await open(`/en/statement/${third}/signatories`), /Signer \d|Second Thought/);
  assert.match(await open(`/en/signature/${signers[4].prev[0]}`), /Keep the drafts open, version 1/);
  await open(`/en/statement/${statement}`);
  await view.getByLabel("What changed from").selectOption("1");
  await view.getByRole("button", { name: "Compare" }).click();
  await view.waitForURL(/compare/);
  const changed = async (tag) => (await view.locator(`main ${tag}`).allInnerTexts()).map((words) => words.trim());
  assert.deepEqual([await changed("del"), await changed("ins")], [["the drafts", "open", "published"], ["every draft", "public", "all"]]);
  assert.match(await view.locator("main").innerText(), /Version 1: [^]*119 signatures[^]*Version 3: [^]*0 signatures/);
  await open(`/en/statement/${statement}/compare?from=3&to=2`);
  assert.deepEqual([await changed("del"), await changed("ins")], [["every draft", "public"], ["the drafts", "open"]]);
  assert.match(await open(`/en/statement/${statement}/compare?from=2&to=2`), /The two say the same/);
  for (const wrong of ["from=0", "to=4", "from=4&to=1"]) assert.match(await open(`/en/statement/${statement}/compare?${wrong}`, 404), /no such version/, wrong);
  await open(`/en/statement/${statement}/compare?from=x`, 400);
  await look(`statement/${statement}`, "versions");
  await look(`statement/${statement}/compare?from=1&to=3`, "compare");
});

test("withheld words: by whom, why, since when, how to appeal; the count stays", options, async () => {
  const target = node.id("statement", "new", "--key", "founder.key", "--title", "Quetzal letter", "--text", "Our quetzal words.");
  const instrument = node.id("act", "instrument", "kind=law", "--detail", "title=Law of tests", "--key", "founder.key");
  const document = node.id("act", "document", `sha256=${"ab".repeat(32)}`, "provenance=leaked", `of=${instrument}`, "--detail", "title=Leaked axolotl", "--key", "founder.key");
  const [one, two] = [new Signer(), new Signer()];
  const signed = [one.make(node.assembly, { act: "sign", statement: target, capacity: "person" }, { name: "Okapi One" }), two.make(node.assembly, { act: "sign", statement: target, capacity: "person" }, { name: "Tapir Two" })];
  await node.post(signed);
  for (const word of ["quetzal", "axolotl", "okapi"]) assert.doesNotMatch(await open(`/en/search?q=${word}`), /Nothing here holds/, word);
  const reason = "It names a private address.";
  const withheld = node.id("withhold", "data", target, "--reason", reason);
  node.cli("withhold", "data", document, "--reason", "The file is under embargo.");
  node.cli("withhold", "data", signed[0].id, "--reason", "The name is somebody else's.");
  await node.post([two.make(node.assembly, { act: "erase", of: signed[1].id })]);
  const said = async (path, why = reason) => {
    const words = await open(path);
    assert.match(words, /Its words are withheld by this node\.\s+By the people who run this node, since .*UTC/, path);
    assert.ok(words.includes(`Reason given: ${why}`), path);
    assert.match(words, /every count stays what it was/, path);
    assert.equal(await view.getByRole("link", { name: "Appeal against it" }).isVisible(), true, path);
    assert.doesNotMatch(words, /quetzal|axolotl|okapi/i, path);
    return words;
  };
  assert.match(await said(`/en/statement/${target}`), /^2\s+signatures$/m);
  assert.equal(await view.getByRole("link", { name: "Sign this statement" }).count(), 0, "nobody is asked to sign what is not shown");
  assert.match(await said(`/en/statement/${target}/sign`), /Sign only what you have read/);
  await said(`/en/acts/${target}`);
  await said(`/en/signature/${signed[0].id}`, "The name is somebody else's.");
  await said(`/en/acts/${document}`, "The file is under embargo.");
  assert.match(await open(`/en/instrument/${instrument}`), /Its words are withheld by this node/);
  assert.doesNotMatch(await open(`/en/statements`), /Quetzal/);
  const list = await open(`/en/statement/${target}/signatories`);
  assert.match(list, /^2\s+signatures$/m);
  assert.match(list, /Name withheld by this node[^]*Name erased by its author/);
  const erased = await open(`/en/signature/${signed[1].id}`);
  assert.match(erased, /Its words were erased by their author\.\s+By key .*, since /);
  assert.match(erased, /This signature is in force and is counted/);
  assert.match(erased, /cannot be undone/);
  for (const word of ["quetzal", "axolotl", "okapi", "tapir"]) {
    assert.match(await open(`/en/search?q=${word}`), /Nothing here holds[^]*erased or are withheld here are not found/, word);
  }
  assert.match(await open(`/en/statement/${target}/sign`), /statement [0-9a-f]{8}/);
  for (const [path, name] of [[`statement/${target}`, "withheld"], [`statement/${target}/signatories`, "withheld-list"], [`signature/${signed[1].id}`, "erased"],
    [`acts/${target}/appeal`, "appeal"], [`acts/${target}/withhold`, "withhold"], ["moderation", "moderation"], [`acts/${signed[0].id}/erase`, "erase"]]) await look(path, name);
  // The author appeals; a later reader sees it beside the withholding; shown again, all is as before.
  node.cli("act", "appeal", `of=${target}`, "--detail", "reason=The address is a public office.", "--key", "founder.key");
  node.cli("act", "appeal", `of=${withheld}`, "--detail", "reason=It is on its own door.", "--key", "founder.key");
  assert.match(await said(`/en/statement/${target}`), /2 appeals so far:[^]*The address is a public office\.[^]*It is on its own door\./);
  assert.match(await open("/en/moderation"), /Appeal against withholding[^]*The address is a public office/);
  node.cli("restore-detail", "data", target);
  const again = await open(`/en/statement/${target}`);
  assert.match(again, /Our quetzal words/);
  assert.doesNotMatch(again, /Its words are withheld/);
  assert.match(again, /^2\s+signatures$/m);
  assert.match(await open(`/en/acts/${target}/appeal`), /nothing to appeal against/);
  assert.match(await open(`/en/acts/${target}/erase`), /their author cannot take them back/);
});

test("each command on a page makes what the page takes, without script", options, async () => {
  const target = node.id("statement", "new", "--key", "founder.key", "--title", "By hand", "--text", "By hand.");
  node.cli("key", "new", "me.key");
  writeFileSync(join(node.folder, "text.md"), "Words from a file.");
  const split = (line) => [...line.matchAll(/(?:[^\s"]|"[^"]*")+/g)].map(([part]) => part.replaceAll('"', "").replace("...", "Some words"));
  const paste = async (path, expected, key) => {
    await open(path);
    const [command] = await view.locator("main pre.raw").allInnerTexts();
    const parts = split(command).map((part) => (part === "me.key" && key ? key : part));
    assert.equal(parts.shift(), "althing");
    const printed = node.run(parts);
    assert.equal(printed.status, 0, `${command}: ${printed.stderr}`);
    await view.getByLabel("Signed act").fill(printed.stdout);
    await view.getByRole("button", { name: "Hand in the signed act" }).click();
    await view.getByText("Your act is in the record").waitFor();
    assert.match(await view.locator("main").innerText(), /Your act is in the record/, command);
    assert.match(await view.locator("h1").innerText(), expected, command);
    assert.match(await view.locator("main").innerText(), /Valid and in force/, command);
    return new URL(view.url()).pathname.split("/").at(-1);
  };
  await paste("/en/join", /membership/);
  const signed = await paste(`/en/statement/${target}/sign`, /signature/);
  await paste(`/en/acts/${signed}/erase`, /erasure/);
  await paste("/en/new", /statement/);
  await paste(`/en/statement/${target}/revise`, /new version/, "founder.key");
  node.cli("withhold", "data", target, "--reason", "For the appeal.");
  await paste(`/en/acts/${target}/appeal`, /appeal/);
  for (const wanted of ["withhold", "restore-detail"]) {
    const other = wanted === "withhold" ? joined : target;
    await open(`/en/acts/${other}/withhold`);
    const [command] = await view.locator("main pre.raw").allInnerTexts();
    const parts = split(command).slice(1).map((part) => (part === "DIR" ? "data" : part));
    assert.equal(parts[0], wanted);
    assert.equal(node.run(parts).status, 0, command);
  }
  assert.match(await open(`/en/member/${joined}`), /withheld by this node/);
  assert.match(await open(`/en/statement/${target}?version=1`), /By hand/);
  const lines = (await (await open("/en/key"), view.locator("main pre.raw").allInnerTexts())).join("\n").split("\n");
  node.cli("key", "new", "you.key");
  node.cli("join", "--key", "you.key", "--kind", "person", "--name", "You");
  for (const line of lines) {
    const parts = split(line).slice(1).map((part) => ({ "me.key": line.startsWith("althing key new") ? "fresh.key" : "you.key" })[part] ?? part);
    const done = node.run(parts);
    assert.equal(done.status, 0, `${line}: ${done.stderr}`);
  }
});

test("a base address given to the node stands before permalinks and in commands", options, async () => {
  for (const bad of ["ftp://althing.example", "althing.example", "https://", "https://althing.example/path", "https://a b"]) {
    const refused = node.run(["serve", "data", "--listen", "127.0.0.1:0", "--base-url", bad]);
    assert.equal(refused.status, 2, bad);
    assert.match(refused.stderr, /--base-url: must be/, bad);
  }
  await node.stop();
  await node.serve("--base-url", "https://althing.example:8443/");
  assert.match((await node.html(`/en/statement/${statement}/signatories.csv`)).text, /,"https:\/\/althing\.example:8443\/en\/signature\/[0-9a-f]{64}"\r\n/);
  assert.match(await open("/en/join"), /--node https:\/\/althing\.example:8443 --print/);
});

// A second process listens on no port here: the list of peers takes the address up, and the page says what is wrong.
test("the peers page: nobody, somebody who does not answer, who can be left but not paused", options, async () => {
  assert.match(await open("/en/peers"), /This node has no peers yet/);
  await look("peers", "peers-none");
  const address = `http://127.0.0.1:1/${"a-very-long-path".repeat(8)}`;
  node.cli("peer", "add", "data", address);
  const told = async (pattern) => {
    for (let i = 0; i < 200; i++) {
      const words = await open("/en/peers");
      if (pattern.test(words)) return words;
      await new Promise((done) => { setTimeout(done, 50); });
    }
    assert.fail(`the page never said ${pattern}`);
  };
  assert.match(await told(/Fault/), /127\.0\.0\.1:1[^]*Last contact\s+never/);
  await look("peers", "peers");
  // A pause is an act that names the other's log: of somebody who never answered there is none. (e2e.proxy pauses and blocks.)
  assert.throws(() => node.cli("peer", "pause", "data", address, "--reason", "nobody is there"), /has not said yet whose log it serves/);
  node.cli("peer", "remove", "data", address);
  await told(/This node has no peers yet/);
});
