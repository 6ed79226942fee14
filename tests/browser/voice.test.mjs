// What follows decisions and statements, on a real node: an action called for, pledged and reported in the
// browser; deliveries with answers and their files; the numbers of a statement (history, splits, disputes,
// what was collected elsewhere); the formal communication as page and as PDF from the confined server;
// calendars; embedding; bulk moderation with its count. `node --test voice.test.mjs`.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { check_pages, has_browser, kDesktop, kPhone, launch, make_key, watch } from "./harness.mjs";
import { kBinary, kPassphrase, RealNode, Signer } from "./real_node.mjs";

const options = { skip: !kBinary ? "ALTHING_BIN is not set" : has_browser() ? false : "no Chromium here" };
const kCountries = ["is", "is", "ke", "", "de"];
let node, browser, page, seen, founder, statement, action, delivery, proposal, signers, looked = [];

before(async () => {
  if (options.skip) return;
  node = await new RealNode().serve();
  assert.ok(node.sandbox === undefined || Array.isArray(node.sandbox));
  founder = node.id("join", "--key", "founder.key", "--kind", "organisation", "--name", "Example Foundation");
  proposal = node.id("act", "propose", "kind=text", "--key", "founder.key", "--detail", "title=Open drafts", "--detail", "text=All drafts are published.");
  statement = node.id("statement", "new", "--key", "founder.key", "--title", "Keep the drafts open", "--text", "We ask for open meetings.\n\nAnd for published drafts.",
    "--goal", "20", "--closes", "2035-01-31", "--from", proposal);
  signers = kCountries.map(() => new Signer());
  await node.post(signers.map((signer, i) => signer.make(node.assembly, { act: "sign", statement, capacity: "person", ...(kCountries[i] ? { country: kCountries[i] } : {}) },
    { name: `Signer ${i + 1}${i === 3 ? " casino" : ""}` })));
  node.cli("sign", statement, "--key", "founder.key", "--capacity", "organisation", "--name", "Example Foundation");
  browser = await launch({ viewport: kPhone });
  page = await browser.context.newPage();
  seen = watch(page);
});

after(async () => {
  await browser?.close();
  await node?.close();
});

const press = (name) => page.getByRole("button", { name }).click();
const text_of = async (path, status = 200) => {
  const { status: got, text } = await node.html(path);
  assert.equal(got, status, `${path}: ${got}`);
  return text.replace(/<[^>]*>/g, " ").replace(/&#x27;|&#39;/g, "'").replace(/\s+/g, " ");
};
const raw = async (path) => {
  await node.settle();
  return fetch(node.url + path);
};
async function send() {
  await press("Look at what will be signed");
  await page.getByRole("heading", { name: "What you are about to sign" }).waitFor();
  await press("Sign and send");
  await page.getByRole("heading", { name: "Your receipt" }).waitFor();
  await node.settle();
}
const form = async (path) => {
  await page.goto(`${node.url}/en/${path}`);
  await page.locator("[data-althing-ready]").first().waitFor();
};
/** Content lines of a calendar file, unfolded; checks RFC 5545's line rules on the way. */
function calendar(text) {
  assert.ok(text.endsWith("\r\n"));
  for (const line of text.split("\r\n")) {
    assert.ok(Buffer.byteLength(line) <= 75, line);
    assert.doesNotMatch(line, /[\r\n]/);
  }
  return text.replaceAll("\r\n ", "").split("\r\n");
}

test("a newcomer calls for an action, pledges to take part and reports it done", options, async () => {
  await form("key");
  await make_key(page, kPassphrase);
  await form("join");
  await page.getByLabel("Name").fill("Una Demonstrated");
  await send();
  await form("actions/new");
  await page.getByLabel("What is asked, in one line").fill("Write to your delegation");
  await page.getByLabel("The ask").fill("Ask it to *vote* for open meetings.");
  await page.getByLabel("Whom it addresses").fill("Ministry of Examples\nDelegation of Nordland");
  await page.getByLabel("Until the end of (UTC)").fill("2034-06-30");
  await page.getByLabel("For (ids of acts)").fill(statement);
  await send();
  const list = await text_of("/en/actions");
  assert.match(list, /Write to your delegation/);
  assert.match(list, /Running/);
  action = /\/en\/action\/([0-9a-f]{64})/.exec((await node.html("/en/actions")).text)[1];
  await form(`action/${action}/pledge`);
  await page.getByLabel("What you will do").fill("I write on Monday.");
  await send();
  const bare = new Signer();  // no member: taking part needs no membership
  await node.post([bare.make(node.assembly, { act: "pledge", to: action }, { name: "Kari Keyholder" })]);
  let words = await text_of(`/en/action/${action}`);
  assert.match(words, /2 pledges/);
  assert.match(words, /Una Demonstrated .*pledged/);
  assert.match(words, /Kari Keyholder/);
  assert.match(words, /Ministry of Examples/);
  assert.match(words, /Keep the drafts open/);
  await form(`action/${action}/report`);
  await page.getByLabel("What was done").fill("Written and sent.");
  await send();
  words = await text_of(`/en/action/${action}`);
  assert.match(words, /1 report that it was done/);
  assert.match(words, /Una Demonstrated done/);
  assert.match(await text_of(`/en/action/${action}/pledges`), /2 pledges/);
  assert.match(await text_of(`/en/action/${action}/done`), /Written and sent/);
  await node.post([bare.make(node.assembly, { act: "withdraw", of: bare.prev[0] })]);
  assert.match(await text_of(`/en/action/${action}`), /1 pledge /);
  assert.match(await text_of("/en/actions?state=over"), /No action is in this state/);
  assert.match(await text_of("/en/actions?state=king", 400), /state: must be/);
  seen.check([/404/]);
});

test("every date is in the calendar, singly and by kind", options, async () => {
  const answer = await raw(`/en/acts/${action}.ics`);
  assert.equal(answer.status, 200);
  assert.match(answer.headers.get("content-type"), /^text\/calendar; charset=utf-8/);
  const one = calendar(await answer.text());
  assert.ok(one.includes("DTSTART:20340630T235959Z"), one.join("\n"));
  assert.ok(one.includes(`UID:${action}-action@althing`));
  assert.ok(one.includes("SUMMARY:Action: Write to your delegation"));
  const all = calendar(await (await raw("/en/calendar.ics")).text());
  assert.equal(all.filter((line) => line === "BEGIN:VEVENT").length, 2);  // the action and the statement's closing
  const some = calendar(await (await raw("/en/calendar.ics?kind=statement")).text());
  assert.ok(some.includes("DTSTART:20350131T235959Z"));
  assert.equal(some.filter((line) => line === "BEGIN:VEVENT").length, 1);
  assert.equal((await raw("/en/calendar.ics?kind=king")).status, 400);
  assert.equal((await raw(`/en/acts/${founder}.ics`)).status, 404);
  assert.match(await text_of("/en/calendar"), /Write to your delegation/);
  const withdrawn = node.id("act", "action", "until=2034-01-01T00:00:00Z", "--key", "founder.key", "--detail", "title=Mistaken", "--detail", "text=x");
  node.cli("act", "withdraw", `of=${withdrawn}`, "--key", "founder.key");
  assert.ok(calendar(await (await raw("/en/calendar.ics?kind=action")).text()).includes("STATUS:CANCELLED"));
  assert.match(await text_of("/en/actions?state=withdrawn"), /Mistaken/);
});

test("a delivery through a member, awaited, then answered; its files are taken by the node", options, async () => {
  const receipt = Buffer.from("received with thanks");
  const hash = (bytes) => createHash("sha256").update(bytes).digest("hex");
  delivery = node.id("act", "deliver", `statement=${statement}`, `via=${founder}`, "channel=submission", `receipt=${hash(receipt)}`, "due=2034-03-01T00:00:00Z",
    "--key", "founder.key", "--detail", "addressee=Ministry of Examples", "--detail", "date=2026-01-10");
  let words = await text_of(`/en/statement/${statement}`);
  assert.match(words, /Ministry of Examples/);
  assert.match(words, /Answer awaited/);
  assert.match(words, /through Example Foundation/);
  assert.match(words, /no answer for \d+ days/);
  assert.match(words, new RegExp(hash(receipt)));
  assert.match(words, /this node does not hold the file/);
  assert.equal((await fetch(`${node.url}/blob/${hash(receipt)}`, { method: "PUT", body: receipt })).status, 201);
  assert.equal((await fetch(`${node.url}/blob/${hash("other")}`, { method: "PUT", body: "other" })).status, 403);
  assert.match(await text_of(`/en/delivery/${delivery}`), /the file, held by this node/);
  assert.match(await text_of("/en/deliveries?state=awaited"), /Ministry of Examples/);
  assert.match(await text_of("/en/deliveries?state=answered"), /No delivery is in this state/);
  assert.ok(calendar(await (await raw("/en/calendar.ics?kind=answer-due")).text()).includes("DTSTART:20340301T000000Z"));
  // A stranger's word on it is void; the organiser's is not.
  node.cli("key", "new", "stranger.key");
  node.cli("join", "--key", "stranger.key", "--kind", "person", "--name", "Sam Stranger");
  node.cli("act", "answer", `to=${delivery}`, "--key", "stranger.key", "--detail", "text=No.");
  assert.match(await text_of(`/en/delivery/${delivery}`), /Answer awaited/);
  const file = Buffer.from("the answer as it came");
  node.cli("act", "answer", `to=${delivery}`, `file=${hash(file)}`, "--key", "founder.key", "--detail", "text=We will consider it.");
  words = await text_of(`/en/delivery/${delivery}`);
  assert.match(words, /Answered/);
  assert.match(words, /We will consider it/);
  assert.match(words, new RegExp(hash(file)));
  assert.match(await text_of("/en/deliveries?state=awaited"), /No delivery is in this state/);
  const mistaken = node.id("act", "deliver", `statement=${statement}`, "channel=email", "--key", "founder.key", "--detail", "addressee=Nobody");
  node.cli("act", "withdraw", `of=${mistaken}`, "--key", "founder.key");
  assert.doesNotMatch(await text_of("/en/deliveries"), /Nobody /);
  // Through whom is chosen by name, also without script; a stranger's id is no member.
  const search = await text_of(`/en/statement/${statement}/deliver?q=foundation`);
  assert.match(search, /Example Foundation · through this member/);
  assert.match(await text_of(`/en/statement/${statement}/deliver?q=nobodyhasthisname`), /No member has this name/);
  const chosen = await node.html(`/en/statement/${statement}/deliver?via=${founder}`);
  assert.match(chosen.text, new RegExp(`name="via" data-as="id" value="${founder}"`));
  assert.match(chosen.text, new RegExp(`via=${founder} due=`));
  assert.equal((await raw(`/en/statement/${statement}/deliver?via=${statement}`)).status, 400);
  assert.equal((await raw(`/en/statement/${statement}/deliver?via=x`)).status, 400);
  await form(`statement/${statement}/deliver`);
  await page.getByLabel("To whom").fill("Office of Tests");
  await page.getByLabel("Receipt (file)").setInputFiles({ name: "r.txt", mimeType: "text/plain", buffer: Buffer.from("r") });
  await press("Look at what will be signed");
  await page.getByText(hash("r")).first().waitFor();
});

test("outcome with its review date, pledges to carry it out, and the statement made of the text: both ways", options, async () => {
  node.cli("act", "outcome", `of=${proposal}`, "review=2034-05-05T00:00:00Z", "--key", "founder.key", "--detail", "title=Adopted", "--detail", "text=It is sent on.");
  assert.ok(calendar(await (await raw("/en/calendar.ics?kind=review")).text()).includes("DTSTART:20340505T000000Z"));
  const bare = new Signer();
  await node.post([bare.make(node.assembly, { act: "pledge", to: proposal }, { name: "Kari Keyholder" })]);
  await node.post([bare.make(node.assembly, { act: "done", of: proposal }, { text: "In our house at least." })]);
  assert.match(await text_of(`/en/follow/${proposal}/pledges`), /Kari Keyholder done/);
  assert.match(await text_of(`/en/statement/${statement}`), /Its first version was made of the proposal Open drafts/);
  const prefilled = await node.html(`/en/new?from=${proposal}`);
  assert.match(prefilled.text, /value="Open drafts"/);
  assert.match(prefilled.text, /All drafts are published\./);
  assert.match(prefilled.text, new RegExp(`name="from" value="${proposal}"`));
  assert.match(await text_of(`/en/new?from=${statement}`, 404), /no version of a proposal/);
});

test("the numbers: goal, history by marks, splits that lead to their rows, disputes and what was collected elsewhere", options, async () => {
  assert.match(await text_of(`/en/statement/${statement}`), /6 of 20 asked for/);
  // A node marks soon after its start: one mark, one row of history; then one signature less.
  const a_second = () => new Promise((done) => { setTimeout(done, 1100); });  // times are whole seconds
  await node.stop();
  await node.serve();
  node.cli("act", "comment", `on=${statement}`, "--key", "founder.key", "--detail", "text=first");
  await a_second();
  await node.post([signers[4].make(node.assembly, { act: "unsign", statement })]);
  await node.stop();
  await node.serve();
  node.cli("act", "comment", `on=${statement}`, "--key", "founder.key", "--detail", "text=x");
  await a_second();
  const numbers = await node.html(`/en/statement/${statement}/numbers`);
  const words = await text_of(`/en/statement/${statement}/numbers`);
  assert.match(numbers.text, /<svg class="chart"/);
  assert.match(words, /6 \d+ [0-9a-f]{8}/);  // signatures, entries of the log, mark
  assert.match(words, /5 \d+ [0-9a-f]{8}/);
  assert.match(words, /Example|not told|is 2 40 %/);
  for (const [query, names] of [["country=is", ["Signer 1", "Signer 2"]], ["country=KE", ["Signer 3"]], ["standing=unvouched", ["Signer 1", "Signer 2", "Signer 3", "Signer 4 casino"]],
    ["standing=vouched", ["Example Foundation"]], ["group=civil", ["Example Foundation"]], ["group=none", []], ["standing=attested", []], ["country=is&q=casino", []]]) {
    const csv = await (await raw(`/en/statement/${statement}/signatories.csv?${query}`)).text();
    assert.deepEqual(csv.trim().split("\r\n").slice(1).map((row) => row.split(",")[0].slice(1, -1)), names, query);
  }
  node.cli("act", "attest", `whom=${founder}`, "what=identity", "method=in-person", "--key", "stranger.key", "--detail", "text=We met.");
  const attested = async () => (await raw(`/en/statement/${statement}/signatories.csv?standing=attested`)).text();
  assert.doesNotMatch(await attested(), /Example Foundation/, "the word of one without a seat does not count");
  const stranger = (await (await raw("/export/members.json")).json()).rows.find((row) => row.name === "Sam Stranger");
  node.cli("act", "vouch", `whom=${stranger.act}`, "group=civil", "--key", "founder.key");
  assert.match(await attested(), /Example Foundation/, "once it has a seat it does");
  assert.match(await text_of(`/en/statement/${statement}/signatories?country=xyz`, 400), /country: must be/);
  const doubted = signers[3].prev[0];
  node.cli("act", "dispute", `on=${doubted}`, "--key", "founder.key", "--detail", "reason=An advertisement");
  node.cli("act", "dispute", `on=${signers[0].prev[0]}`, "--key", "stranger.key", "--detail", "reason=Not mine to say");  // void
  assert.match(await text_of(`/en/statement/${statement}`), /1 is disputed by the organisers · 4 without them/);
  assert.match(await text_of(`/en/statement/${statement}/numbers`), /5 signatures, 4 without the disputed ones/);
  assert.match(await text_of(`/en/signature/${doubted}`), /The organisers dispute this signature .*An advertisement/);
  node.cli("act", "collect", `statement=${statement}`, "count=120", "src=stall", "--key", "stranger.key", "--detail", "text=At the market");
  node.cli("act", "collect", `statement=${statement}`, "count=150", "src=stall", "--key", "stranger.key", "--detail", "text=At the market, counted again");
  assert.match(await text_of(`/en/statement/${statement}`), /150 more reported from elsewhere, not verified/);
  assert.match(await text_of(`/en/statement/${statement}`), /5 signatures/);
});

test("bulk moderation counts first, stops at another number, and then does it", options, async () => {
  const preview = await text_of(`/en/statement/${statement}/signatories/moderate?q=casino`);
  assert.match(preview, /1 signature found/);
  assert.match(preview, /--expect 1 /);
  assert.match(await text_of(`/en/statement/${statement}/signatories/moderate`), /nobody moderates all signatures at once/);
  assert.match(node.cli("signatures", "withhold", statement, "--matching", "casino", "--dir", "data"), /1 signatures found, nothing done/);
  const wrong = node.run(["signatures", "withhold", statement, "--matching", "casino", "--dir", "data", "--expect", "2", "--reason", "x"]);
  assert.notEqual(wrong.status, 0);
  assert.match(wrong.stderr + wrong.stdout, /says 2, but 1 are found/);
  assert.match(node.cli("signatures", "withhold", statement, "--matching", "casino", "--dir", "data", "--expect", "1", "--reason", "advertising"), /1 of 1/);
  const list = await text_of(`/en/statement/${statement}/signatories`);
  assert.match(list, /Name withheld by this node/);
  assert.match(list, /5 signatures/);
  assert.match(node.cli("signatures", "dispute", statement, "--country", "ke", "--key", "founder.key", "--expect", "1", "--reason", "we doubt it"), /1 of 1/);
  assert.match(await text_of(`/en/statement/${statement}`), /2 are disputed/);
});

test("the formal communication: page, QR code, and a PDF from the confined server", options, async () => {
  const letter = await node.html(`/en/statement/${statement}/letter?delivery=${delivery}`);
  assert.equal(letter.status, 200);
  assert.match(letter.text, /Ministry of Examples/);
  assert.match(letter.text, /<svg viewbox="0 0 \d+ \d+"[^>]* role="img" aria-label="QR code: http/);
  assert.match(letter.text, /Example Foundation/);
  for (const language of ["en", "ar", "qps"]) {
    const answer = await raw(`/${language}/statement/${statement}/letter.pdf`);
    if (language === "ar" && answer.status === 404) continue;
    assert.equal(answer.status, 200, language);
    assert.equal(answer.headers.get("content-type"), "application/pdf");
    const bytes = Buffer.from(await answer.arrayBuffer());
    assert.equal(bytes.subarray(0, 5).toString(), "%PDF-");
    assert.ok(bytes.length > 5_000, "fonts are in it");
    writeFileSync(join(node.folder, `${language}.pdf`), bytes);
  }
  assert.equal((await raw(`/en/statement/${founder}/letter.pdf`)).status, 404);
  assert.equal((await node.get("/healthz")).status, "ok");
});

test("a statement on other sites: frame, oEmbed, Open Graph, partner links", options, async () => {
  const embed = await raw(`/en/embed/${statement}`);
  assert.match(embed.headers.get("content-security-policy"), /frame-ancestors \*/);
  assert.equal(embed.headers.get("x-frame-options"), null);
  const framed = await embed.text();
  assert.match(framed, /Keep the drafts open/);
  assert.doesNotMatch(framed, /<script|<form/);
  const normal = await raw(`/en/statement/${statement}`);
  assert.match(normal.headers.get("content-security-policy"), /frame-ancestors 'none'/);
  assert.equal(normal.headers.get("x-frame-options"), "DENY");
  const html = await normal.text();
  assert.match(html, /<meta property="og:title" content="Keep the drafts open"/);
  assert.match(html, new RegExp(`<meta property="og:url" content="${node.url}/en/statement/${statement}"`));
  const picture = new RegExp(`<meta property="og:image" content="${node.url}(/en/card/${statement}\\.png)"`).exec(html);
  const drawn = await raw(picture[1]);
  assert.equal(drawn.headers.get("content-type"), "image/png");
  assert.equal(drawn.headers.get("cross-origin-resource-policy"), "cross-origin");
  const png = Buffer.from(await drawn.arrayBuffer());
  assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], [1200, 630]);
  assert.match(html, /<meta property="og:image:width" content="1200"/);
  for (const none of [founder, "0".repeat(64), "x"]) assert.equal((await raw(`/en/card/${none}.png`)).status, 404, none);
  const oembed = new URL(/<link rel="alternate" type="application\/json\+oembed" href="([^"]+)"/.exec(html)[1].replaceAll("&amp;", "&"), "http://127.0.0.1/");
  const told = await (await raw(oembed.pathname + oembed.search)).json();
  assert.equal(told.type, "rich");
  assert.match(told.html, new RegExp(`src="${node.url}/en/embed/${statement}"`));
  for (const bad of ["http://example.org/en/statement/" + statement, `${node.url}/en/statement/${founder}`, `${node.url}/xx/statement/${statement}`, `${node.url}/en/statement/../../x`]) {
    assert.equal((await raw(`/oembed?url=${encodeURIComponent(bad)}`)).status, 404, bad);
  }
  assert.equal((await raw(`/oembed?format=xml&url=x`)).status, 501);
  const partner = await node.html(`/en/statement/${statement}?partner=example.org`);
  assert.match(partner.text, /You came by a link of <bdi>example.org/);
  assert.match(partner.text, /\/sign\?partner=example\.org"/);
  assert.match(await text_of(`/en/statement/${statement}/sign?partner=example.org`), /You came by a link of/);
  assert.equal((await raw(`/en/statement/${statement}?partner=%3Cb%3E`)).status, 400);
  // In a frame of another origin it shows; the statement itself does not.
  const other = createServer((_, response) => response.setHeader("Content-Type", "text/html").end(`<iframe id="a" src="${node.url}/en/embed/${statement}"></iframe>`));
  await new Promise((done) => other.listen(0, "127.0.0.1", done));
  try {
    await page.goto(`http://127.0.0.1:${other.address().port}/`);
    await page.frameLocator("#a").getByText("Keep the drafts open").first().waitFor();
  } finally {
    other.close();
    other.closeAllConnections();
  }
});

const pages = () => ["actions", `action/${action}`, `action/${action}/pledges`, `action/${action}/done`, `action/${action}/pledge`, `action/${action}/report`, "actions/new", "calendar",
  "deliveries", `delivery/${delivery}`, `delivery/${delivery}/answer`, `statement/${statement}`, `statement/${statement}/deliver`, `statement/${statement}/numbers`,
  `statement/${statement}/collect`, `statement/${statement}/letter`, `statement/${statement}/share`, `statement/${statement}/signatories`, `statement/${statement}/signatories/sheet`,
  `statement/${statement}/signatories/moderate?q=signer`, `signature/${signers[0].prev[0]}/dispute`, `follow/${proposal}/outcome`, `follow/${proposal}/pledge`, `follow/${action}/withdraw`,
  `new?from=${proposal}`, `embed/${statement}`];

for (const [language, viewport, color_scheme] of [["en", kPhone, "light"], ["qps", kDesktop, "dark"]]) {
  test(`the pages are accessible and fit: ${language}, ${viewport.width} px, ${color_scheme}`, options, async () => {
    await node.settle();
    await check_pages(`${node.url}/${language}`, pages(), `voice-${language}`, { viewport, color_scheme });
  });
}

test("without script every page reads, and every form says how to do it by command line", options, async () => {
  const reader = await launch({ viewport: kPhone, javascript: false });
  const view = await reader.context.newPage();
  for (const path of pages()) {
    assert.equal((await view.goto(`${node.url}/en/${path}`)).status(), 200, path);
    assert.equal(await view.locator("h1").count(), 1, path);
    if (await view.locator("form[data-althing]").count() > 0) {
      assert.match(await view.locator("main").innerText(), /althing (act|statement|sign) /, path);
      assert.equal(await view.locator("main textarea").last().isVisible(), true, path);
    }
  }
  await reader.close();
});
