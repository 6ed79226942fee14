// What stands everywhere: feeds, open data, following, attestations, reports, the member forms; on the story of the
// worked example, served by the real node. Needs ALTHING_BIN. `node --test every.test.mjs`.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import https from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { check_accessibility, check_no_sideways_scroll, has_browser, kDesktop, kPhone, launch, watch } from "./harness.mjs";

const kBinary = process.env.ALTHING_BIN;
const kRoot = new URL("../../", import.meta.url).pathname;
const kCase = `${kRoot}examples/wcit-12/story.case.json`;
const options = { skip: !kBinary ? "ALTHING_BIN is not set" : has_browser() ? false : "no Chromium here" };
const kNames = /^## `([a-z]+)`$/gm;
let folder, data, server, url, member;

const text = async (path) => {
  const answer = await fetch(url + path);
  assert.equal(answer.status, 200, path);
  return answer.text();
};
const json = async (path) => JSON.parse(await text(path));
const run = (args, more = {}) => spawnSync(kBinary, args, { cwd: folder, encoding: "utf8", env: { ...process.env, ALTHING_NODE: url ?? "", ALTHING_PASSPHRASE: "nine stones" }, ...more });
// The node and its files are served by one process here, so a command that asks us must not block us.
const run_async = (args) => new Promise((done) => {
  const child = spawn(kBinary, args, { cwd: folder, env: { ...process.env, ALTHING_NODE: url, ALTHING_PASSPHRASE: "nine stones" } });
  let out = "";
  child.stdout.on("data", (chunk) => { out += chunk; });
  child.stderr.on("data", (chunk) => { out += chunk; });
  child.on("close", (status) => done({ status, out }));
});
// RFC 4180: rows of cells.
function parse_csv(source) {
  const rows = [[]];
  for (let at = 0; at < source.length;) {
    let cell = "";
    if (source[at] === '"') {
      for (at += 1; ; at += 1) {
        if (source[at] !== '"') cell += source[at];
        else if (source[at + 1] === '"') cell += source[at++];
        else break;
      }
      at += 1;
    } else while (at < source.length && source[at] !== "," && source[at] !== "\r") cell += source[at++];
    rows.at(-1).push(cell);
    if (source[at] === ",") at += 1;
    else { assert.equal(source.slice(at, at + 2), "\r\n"); at += 2; if (at < source.length) rows.push([]); }
  }
  return rows;
}

before(async () => {
  if (options.skip) return;
  folder = mkdtempSync(join(tmpdir(), "althing-every-"));
  data = join(folder, "data");
  const made = spawnSync(kBinary, ["demo", data, "--case", kCase], { encoding: "utf8" });
  assert.equal(made.status, 0, made.stderr + made.stdout);
  server = spawn(kBinary, ["--json", "serve", data, "--listen", "127.0.0.1:0", "--pseudo-locale"], { stdio: ["ignore", "pipe", "inherit"] });
  url = JSON.parse((await new Promise((done, failed) => {
    let line = "";
    server.stdout.on("data", (chunk) => { line += chunk; if (line.includes("\n")) done(line); });
    server.on("exit", (code) => failed(new Error(`the node ended with ${code}`)));
  })).split("\n")[0]).url;
  member = (await json("/export/members.json")).rows.find((row) => row.name.startsWith("Lantern")).act;
});
after(() => {
  server?.kill("SIGTERM");
  if (folder) rmSync(folder, { recursive: true, force: true });
});

test("the story stands: no act is void, the poll was decided, the statement came of it", options, async () => {
  const { rows } = await json("/export/acts.json");
  assert.deepEqual(rows.filter((row) => row.status !== "effective").map((row) => `${row.type}: ${row.reason_void}`), []);
  const polls = (await json("/export/polls.json")).rows;
  assert.equal(polls[0].result.adopted, true, JSON.stringify(polls[0].result));
  assert.deepEqual(polls[1].result.elected, ["day"]);
  assert.equal(polls[2].result, null, "the third is open");
  for (const type of ["call", "respond", "propose", "amend", "accept", "decline", "support", "object", "comment", "poll", "ballot", "return", "outcome", "statement", "sign", "collect",
    "dispute", "deliver", "answer", "action", "pledge", "done", "attest", "declare", "report", "withhold", "appeal"]) {
    assert.ok(rows.some((row) => row.type === type), `the story has a ${type}`);
  }
  const days = new Set(rows.filter((row) => row.type === "sign").map((row) => row.logged.slice(0, 10)));
  assert.ok(days.size >= 6, "signatures came over days");
});

// An export in both forms, of one moment: the node may log an act of its own (it returns polls that close) in between.
async function both_forms(name) {
  for (let tries = 0; ; ++tries) {
    const csv = await text(`/export/${name}.csv`);
    const { rows } = await json(`/export/${name}.json`);
    if (tries === 5 || (await text(`/export/${name}.csv`)) === csv) return [csv, rows];
  }
}

test("every export: CSV and JSON agree, are documented, and are written by command line too", options, async () => {
  const documented = readFileSync(`${kRoot}docs/exports.md`, "utf8");
  const columns = run(["export", "--columns"]).stdout;
  assert.ok(documented.endsWith(columns), "docs/exports.md is not what `althing export --columns` prints");
  const names = [...columns.matchAll(kNames)].map((found) => found[1]);
  assert.ok(names.length >= 20);
  const done = run(["export", data, "tables", "--tables"]);
  assert.equal(done.status, 0, done.stderr);
  assert.deepEqual(readdirSync(join(folder, "tables")).sort(), names.flatMap((name) => [`${name}.csv`, `${name}.json`]).sort());
  for (const name of names) {
    const [csv, objects] = await both_forms(name);
    const rows = parse_csv(csv);
    assert.equal(rows.length - 1, objects.length, name);
    for (const row of rows) assert.equal(row.length, rows[0].length, name);
    for (const column of rows[0]) assert.ok(documented.includes(`| \`${column}\` |`), `${name}.${column}`);
    if (objects.length > 0) assert.deepEqual(Object.keys(objects[0]).sort(), [...rows[0]].sort(), name);
    assert.equal(readFileSync(join(folder, "tables", `${name}.csv`), "utf8").split("\r\n")[0], csv.split("\r\n")[0], name);
  }
  const acts = (await json("/export/acts.json")).rows;
  const rest = (await json(`/export/acts.json?after=${acts[9].index}`)).rows;
  assert.equal(rest[0].act, acts[10].act);
  assert.equal((await fetch(`${url}/acts/${acts[0].act}`)).status, 200, "permalinks lead somewhere");
  assert.equal((await fetch(`${url}/export/nothing.csv`)).status, 404);
  const hidden = (await json("/export/comments.json")).rows.find((row) => row.words === "withheld");
  assert.equal(hidden.text, null, "withheld words are in no export");
  assert.ok(!(await text("/export/acts.csv")).includes("blue house"));
});

test("every type of act has a file with its own members", options, async () => {
  const types = [...readFileSync(`${kRoot}docs/acts.md`, "utf8").matchAll(/^### `([a-z]+)`$/gm)].map((found) => found[1]);
  assert.ok(types.length > 40);
  const documented = readFileSync(`${kRoot}docs/exports.md`, "utf8");
  const covered = new Set([...documented.matchAll(/Acts: ((?:`[a-z]+` ?)+)/g)].flatMap((found) => found[1].match(/[a-z]+/g)));
  assert.deepEqual(types.filter((type) => !covered.has(type)), []);
  const [charter] = (await json("/export/charters.json")).rows;
  assert.equal(charter.type, "found");
  assert.ok(charter.groups.length > 1);
  assert.ok((await json("/export/clock.json")).rows.some((row) => row.type === "return" && row.opened.size > 0));
});

test("lists take filters, and say so when they are wrong", options, async () => {
  for (const [path, wrong, field] of [["statements", "state=ajar", "state"], ["instruments", "kind=song", "kind"], ["moderation", "type=sign", "type"], ["members", "standing=tall", "standing"]]) {
    const answer = await fetch(`${url}/en/${path}?${wrong}`);
    assert.equal(answer.status, 400, path);
    assert.match(await answer.text(), new RegExp(`${field}: must be`), path);
    assert.match(await text(`/en/${path}`), /<form class="filters"/, path);
  }
  const titles = async (query) => [...(await text(`/en/statements?${query}`)).matchAll(/class="list__title" href="[^"]*\/statement\//g)].length;
  assert.equal(await titles("state=open") + await titles("state=closed"), await titles(""));
  assert.ok(await titles("state=open") > 0);
  assert.match(await text("/en/moderation?type=appeal"), /Appeal against/);
  assert.doesNotMatch(await text("/en/moderation?type=appeal"), /This node withholds/);
  assert.doesNotMatch(await text("/en/instruments?kind=treaty"), /Nothing matches/);
  assert.match(await text("/en/instruments?kind=law"), /Nothing matches/);
  const members = async (standing) => [...(await text(`/en/members?standing=${standing}`)).matchAll(/class="person__name"/g)].length;
  assert.ok(await members("vouched") > 0 && await members("attested") > 0);
  assert.equal(await members("vouched") + await members("unvouched"), await members(""));
  const home = await fetch(`${url}/ar`, { redirect: "manual" });
  assert.equal(home.status, 303);
  assert.equal(home.headers.get("Location"), "/ar/");
});

test("declared interests stand beside whatever its member says", options, async () => {
  const { rows } = await json("/export/declarations.json");
  assert.ok(rows.length > 0);
  const all = (await json("/export/acts.json")).rows;
  const pages = { sign: "signature", poll: "poll", statement: "statement", call: "call", propose: "proposal", action: "action", comment: "acts", ballot: "acts", respond: "acts" };
  const seen = new Set();
  for (const declared of rows) {
    for (const act of all.filter((row) => row.author === declared.author && pages[row.type])) {
      const page = await text(`/en/${pages[act.type]}/${act.act}`);
      assert.ok(page.includes("Declared interests:") && page.includes(declared.act), `${act.type} ${act.act}`);
      seen.add(act.type);
    }
  }
  assert.ok(seen.size >= 3, [...seen].join());
});

test("a ballot's page says whether it is counted", options, async () => {
  const decided = (await json("/export/polls.json")).rows.filter((row) => row.result);
  const ballots = (await json("/export/ballots.json")).rows.filter((row) => decided.some((poll) => poll.act === row.poll));
  assert.ok(ballots.length > 0);
  for (const ballot of ballots) assert.match(await text(`/en/acts/${ballot.act}`), ballot.in_force ? /It is counted in the result/ : /It is not counted: another ballot/);
});

test("feeds are well-formed Atom with ids that stay, and are revalidated", options, async () => {
  const browser = await launch({});
  const view = await browser.context.newPage();
    const version = (await json("/export/versions.json")).rows[0].act;
  const paths = ["feed.atom", ...["calls", "proposals", "polls", "statements", "actions", "instruments", "deliveries", "members", "moderation"].map((name) => `feed/${name}.atom`),
    `feed/item/${version}.atom`];
  for (const path of paths) {
    const answer = await fetch(`${url}/en/${path}`);
    const read = await view.evaluate((source) => {  // about:blank has no policy against parsing text
      const xml = new DOMParser().parseFromString(source, "application/xml");
      return { root: xml.documentElement.nodeName, error: xml.querySelector("parsererror")?.textContent ?? null,
        ids: [...xml.querySelectorAll("entry > id")].map((id) => id.textContent), updated: [...xml.querySelectorAll("updated")].map((at) => at.textContent) };
    }, await answer.text());
    assert.equal(read.error, null, path);
    assert.equal(read.root, "feed", path);
    assert.match(answer.headers.get("Content-Type"), /application\/atom\+xml/);
    assert.ok(read.ids.length > 0, `${path} has entries`);
    assert.equal(new Set(read.ids).size, read.ids.length, path);
    for (const id of read.ids) assert.match(id, /^urn:sha256:[0-9a-f]{64}$/);
    for (const at of read.updated) assert.match(at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    const again = await fetch(`${url}/en/${path}`, { headers: { "If-None-Match": answer.headers.get("ETag") } });
    assert.equal(again.status, 304, path);
  }
  await browser.close();
  assert.equal((await fetch(`${url}/en/feed/nothing.atom`)).status, 404);
  assert.match(await text("/en/calls"), /rel="alternate" type="application\/atom\+xml" href="\/en\/feed\/calls.atom"/);
  assert.match(await text(`/en/member/${member}`), new RegExp(`href="/en/feed/item/${member}.atom"`));
});

test("althing follow tells each act once, goes on where it stopped, and repeats what its command refused", options, async () => {
  const all = (await json("/export/acts.json")).rows;
  const statements = all.filter((row) => row.type === "statement").map((row) => row.act);
  writeFileSync(join(folder, "take.sh"), "cat >> told.ndjson\n");
  const told = () => readFileSync(join(folder, "told.ndjson"), "utf8").trim().split("\n").map((line) => JSON.parse(line));
  const follow = (...more) => run(["--json", "follow", "--exec", "sh take.sh", "--kind", "statement", "--kind", "outcome", "--state", "state", "--once", ...more]);
  const first = follow("--since", "0", "--limit", "1");
  assert.equal(first.status, 0, first.stderr);
  assert.deepEqual(told().map((act) => act.id), statements.slice(0, 1));
  assert.equal(run(["follow", "--exec", "false", "--kind", "statement", "--state", "state", "--once"]).status, 1, "a failing command stops it");
  assert.equal(follow().status, 0);
  assert.deepEqual(told().filter((act) => act.type === "statement").map((act) => act.id), statements);
  assert.ok(told().some((act) => act.type === "outcome" && act.title.length > 0));
  const before = told().length;
  follow();
  assert.equal(told().length, before, "nothing is told twice");
  assert.equal(run(["follow", "--exec", "sh take.sh", "--kind", "a b", "--once"]).status, 2);
  assert.equal(run(["follow", "--exec", "sh take.sh", "--kind", "statemant", "--once"]).status, 2, "no such type");
  assert.match(run(["follow", "--exec", "sh take.sh", "--since", "yesterday", "--once"]).stderr, /--since: must be/);
  assert.match(run(["help", "follow"]).stdout, /--exec/);
});

test("a domain is attested only if its own file, reached without detours, names the member", options, async () => {
  const made = spawnSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", "key.pem", "-out", "cert.pem", "-days", "2", "-subj", "/CN=localhost",
    "-addext", "subjectAltName=DNS:localhost"], { cwd: folder, encoding: "utf8" });
  assert.equal(made.status, 0, made.stderr);
  let answer = (response) => response.end("nobody\n");
  const site = https.createServer({ key: readFileSync(join(folder, "key.pem")), cert: readFileSync(join(folder, "cert.pem")) }, (request, response) => answer(response, request));
  await new Promise((done) => { site.listen(0, "127.0.0.1", done); });
  const port = String(site.address().port);
  assert.equal(run(["key", "new", "me.key"]).status, 0);
  const attest = (...more) => run_async(["attest", member, "localhost", "--test-port", port, "--test-ca", "cert.pem", "--data", "data", ...more]);
  const refused = async (words, ...more) => {
    const { status, out } = await attest("--test-loopback", ...more);
    assert.notEqual(status, 0, words);
    assert.match(out, new RegExp(words));
  };
  await refused("does not name the member");
  answer = (response) => { response.writeHead(302, { Location: "/other" }); response.end(); };
  await refused("redirects");
  answer = (response) => { response.writeHead(404); response.end(member); };
  await refused("answered 404");
  answer = (response) => response.end(`${"x".repeat(70_000)}\n${member}\n`);
  await refused("larger than");
  answer = (response) => response.end(`# who we are\n ${member} \r\n`);
  const inside = await run_async(["attest", member, "localhost", "--test-port", port, "--key", "me.key"]);
  assert.equal(inside.status, 2, "localhost is no domain");
  const untrusted = await run_async(["attest", member, "localhost", "--test-loopback", "--test-port", port, "--key", "me.key"]);
  assert.match(untrusted.out, /no trusted connection/);
  const good = await attest("--test-loopback");
  assert.equal(good.status, 0, good.out);
  assert.equal((await run_async(["attest", member, "localhost", "--test-loopback", "--test-port", port, "--test-ca", "cert.pem", "--key", "me.key"])).status, 0, "several may attest");
  site.close();
  await json(`/heads?key=${"A".repeat(43)}`);
  const page = await text(`/en/member/${member}`);
  assert.match(page, /localhost<\/code>.*by a file on the domain.*this node/s);
  assert.match(page, /has no seat/);
  const rows = (await json("/export/attestations.json")).rows.filter((row) => row.domain === "localhost");
  assert.equal(rows.length, 2);
  const list = await text("/en/members?attested=1");
  assert.match(list, /Lantern/);
  assert.match(list, /Oskar/, "attested by a member with a seat");
  assert.doesNotMatch(list, /Copperleaf/);
  assert.match(await text("/en/members?country=ke"), /Tidewater/);
  assert.doesNotMatch(await text("/en/members?country=ke"), /Lantern/);
});

test("a reader follows an item, in this browser alone, and is told what is new", options, async () => {
  const browser = await launch({ viewport: kPhone });
  const view = await browser.context.newPage();
  const seen = watch(view);
  await view.goto(`${url}/en/member/${member}`);
  await view.getByRole("link", { name: "Follow this" }).click();
  await view.locator("[data-althing-ready]").waitFor();
  await view.getByRole("heading", { name: /Lantern/ }).waitFor();
  await view.getByText("Nothing new since you looked last.").waitFor();
  await view.evaluate(() => { const list = JSON.parse(localStorage.getItem("althing-follow")); list[0].next = 0; localStorage.setItem("althing-follow", JSON.stringify(list)); });
  await view.reload();
  await view.getByRole("button", { name: "I have seen these" }).waitFor();
  await check_accessibility(view);
  await check_no_sideways_scroll(view);
  await view.getByRole("button", { name: "I have seen these" }).click();
  await view.getByText("Nothing new since you looked last.").waitFor();
  await view.getByRole("button", { name: "Follow no longer" }).click();
  await view.getByText("You follow nothing yet.").waitFor();
  seen.check();
  await browser.close();
});

for (const [language, viewport, javascript] of [["en", kPhone, true], ["en", kDesktop, true], ["qps", kPhone, true], ["en", kPhone, false]]) {
  test(`pages are accessible and fit: ${language}, ${viewport.width} px, script ${javascript}`, options, async () => {
    const browser = await launch({ viewport, javascript });
    const view = await browser.context.newPage();
    const comment = (await json("/export/comments.json")).rows[0].act;
    const forms = ["vouch", "unvouch", "attest", "appoint", "dismiss", "declare", "leave"].map((form) => `member/${member}/${form}`);
    for (const path of ["members", "members?country=ke", `member/${member}`, ...forms, `acts/${comment}/report`, "export", "follow", "moderation", "search?q=lines", "search?q=cut&type=respond"]) {
      assert.equal((await view.goto(`${url}/${language}/${path}`)).status(), 200, path);
      if (!javascript) {
        assert.ok((await view.locator("main").innerText()).length > 80, `${path} has words`);
        if (forms.includes(path)) assert.equal(await view.locator("form[method=post] textarea[name=note]").count(), 1, `${path} takes a pasted act`);
        continue;
      }
      await check_accessibility(view);
      await check_no_sideways_scroll(view);
    }
    await browser.close();
  });
}
