// The whole story of WCIT-12 played by hand in Chromium: eight members, six of them founders in four groups,
// half of them on the Arabic pages, each with a profile of its own. A question goes out to all sectors; a
// provision gets a counter-proposal, which is amended, supported and objected to; the groups decide; the
// outcome becomes a statement that members sign; it is delivered through a member, answered, and an action
// follows. Every page on the way is looked at with axe, on a phone and wide. `node --test story.test.mjs`.
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { has_browser, kDesktop, kPhone } from "./harness.mjs";
import { digits, House, say } from "./people.mjs";
import { kBinary, RealNode } from "./real_node.mjs";

const options = { skip: !kBinary ? "ALTHING_BIN is not set" : has_browser() ? false : "no Chromium here" };
const kBase = "A Member that closes its lines tells the Secretary-General, and again when they are open.";
const kCounter = "A Member that closes its lines tells the Secretary-General and the public, and again when they are open.";
const kAmended = "A Member that closes its lines tells the Secretary-General and the public within a day and says why, and again when they are open.";
const kGroups = { civil: "Civil society", technical: "Technical community", business: "Private sector", academia: "Academia" };
// who: name, kind, group of the founding seat, language, window.
const kPeople = {
  rivers: ["Open Rivers", "organisation", "civil", "en", kDesktop],
  noor: ["جمعية نور", "association", "civil", "ar", kPhone],
  tom: ["Tom Cable", "person", "technical", "en", kPhone],
  salma: ["سلمى", "person", "technical", "ar", kDesktop],
  cables: ["Cooperative Cables", "organisation", "business", "en", kDesktop],
  zaynab: ["زينب", "person", "academia", "ar", kPhone],
  una: ["Una Scholar", "person", null, "en", kPhone],
  sami: ["سامي", "person", null, "ar", kDesktop],
};
const founders = Object.keys(kPeople).filter((who) => kPeople[who][2]);
let node, house, instrument, provision, call, proposal, amendment, version, poll, statement, delivery, action, pace;
const is = {};  // the people by their short names

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
/** The parts stand in the text in this order, whatever is between them. */
function reads(text, ...parts) {
  assert.match(text, new RegExp(parts.map((part) => (part instanceof RegExp ? part.source : escaped(part))).join("[^]*?"), "u"));
}
/** Asks until the answer will do; fails after two minutes. */
async function until(what, ask) {
  for (const end = Date.now() + 120_000; Date.now() < end; await new Promise((done) => { setTimeout(done, 200); })) {
    const answer = await ask();
    if (answer) return answer;
  }
  return assert.fail(`${what}: not within two minutes`);
}
/** People do not wait for each other. */
const all_at_once = (people, act) => Promise.all(people.map(act));
const founder_act = (...args) => node.id("act", ...args, "--key", "rivers.key");

before(async () => {
  if (options.skip) return;
  node = new RealNode((made) => {
    for (const who of founders) made.cli("key", "new", `${who}.key`);
    const seat = (who) => {
      const { key, next } = made.json("key", "show", `${who}.key`);
      return ["--member", `${kPeople[who][2]}:${key}:${next}`];
    };
    return ["--name", "Assembly of open lines", "--text-file", "charter.md", "--vouches", "1",
      ...Object.entries(kGroups).flatMap(([token, title]) => ["--group", `${token}=${title}`]), ...founders.flatMap(seat)];
  });
  for (const who of founders) node.cli("key", "backup", `${who}.key`, `${who}.backup.json`);
  await node.serve();
  house = await new House(node).start();
  for (const [who, [, , , lang, viewport]] of Object.entries(kPeople)) is[who] = await house.enter(lang, viewport);
});
after(async () => {
  await house?.close();
  await node?.close();
});

test("members of four groups join by the page, with a key brought along or made there", options, async () => {
  await all_at_once(Object.keys(kPeople), async (who) => {
    if (founders.includes(who)) await is[who].restore_key(join(node.folder, `${who}.backup.json`));
    else await is[who].make_key();
    await is[who].join(kPeople[who][0], kPeople[who][1]);
  });
  // A seat comes from those who sit in the group, by their own hand.
  await is.zaynab.open(`member/${is.una.member}/vouch`);
  await is.zaynab.label("Group").selectOption("academia");
  await is.zaynab.send();
  reads(await is.una.open(`member/${is.una.member}`), "Una Scholar", "Academia (vouched)");
  const list = await is.sami.open("members");
  for (const [name] of Object.values(kPeople)) assert.ok(list.includes(name), name);
  for (const title of Object.values(kGroups)) assert.ok(list.includes(title), title);
});

test("a question goes out to all groups; several answer; who is silent is shown", options, async () => {
  instrument = founder_act("instrument", "kind=treaty", "--detail", "lang=en", "--detail", "title=A treaty on lines");
  provision = founder_act("provision", `of=${instrument}`, "number=7.1", "--detail", "lang=en", "--detail", "heading=Closing of lines", "--detail", `text=${kBase}`);
  founder_act("position", `on=${provision}`, "option=mod", "--detail", "lang=en", "--detail", "actors=Nordland", "--detail", "text=A Member may close its lines.");
  const { zaynab, rivers, salma, cables, sami } = is;
  await zaynab.open("calls/new");
  await zaynab.fill("The question, in one line", "من يُخبَر حين تُقطع الخطوط؟");
  await zaynab.fill("What you want to know, and why", "نريد أن نعرف ما الذي يغيّره **إشعار علني** حيث أنتم.");
  for (const title of Object.values(kGroups)) await zaynab.page.getByLabel(title, { exact: true }).check();
  await zaynab.fill("Answers until", "2099-12-31");
  await zaynab.fill("About (ids of provisions or instruments)", provision);
  call = await zaynab.send();
  await all_at_once([[rivers, "Families tell us of cuts. Half of them stand in no newspaper."], [salma, "نرى الانقطاع خلال دقيقتين."],
    [cables, "Our licence forbids us to speak of an order."], [sami, "علمت العيادة بالأمر من سائق حافلة."]], async ([who, answer]) => {
    await who.open(`call/${call}`);
    await who.follow("Answer this call");
    await who.fill("Your answer", answer);
    await who.send();
  });
  const words = await is.tom.open(`call/${call}`);
  reads(words, "من يُخبَر", "Open", "until 31 December 2099", "Academia, Private sector, Civil society, Technical community");
  const column = (title) => is.tom.page.locator(".card", { has: is.tom.page.getByRole("heading", { name: title, exact: true }) });
  for (const summary of await is.tom.page.locator("summary", { hasText: "Asked, no answer" }).all()) await summary.click();
  reads(await column("Civil society").innerText(), "1 of 2 members answered", "Open Rivers", "Families tell us", "Asked, no answer", "جمعية نور");
  reads(await column("Technical community").innerText(), "1 of 2 members answered", "سلمى", "Asked, no answer", "Tom Cable");
  reads(await column("Private sector").innerText(), "1 of 1 members answered", "Cooperative Cables");
  reads(await column("Academia").innerText(), "0 of 2 members answered", "Asked, no answer", /زينب|Una Scholar/);
  reads(await column("Members without a seat").innerText(), "سامي");
  reads(await is.noor.open(`call/${call}`), say("ar", "Answers, side by side"), say("ar", "Asked, no answer"));
});

test("a provision gets a counter-proposal, which another amends; its author accepts", options, async () => {
  const { tom, salma } = is;
  reads(await tom.open(`provision/${provision}`), "Closing of lines", "Nordland");
  await tom.follow("Propose a text here");
  assert.equal(await tom.label("Text").inputValue(), kBase);
  await tom.fill("Title", "Tell the public");
  await tom.fill("Text", kCounter);
  await tom.fill("Why", "People learn of it last.");
  proposal = await tom.send();
  await salma.open(`proposal/${proposal}`);
  await salma.follow("Amend it");
  assert.equal(await salma.label("Text").inputValue(), kCounter);
  await salma.fill("Text", kAmended);
  await salma.fill("Why this is better", "المهلة تجعله قابلًا للقياس.");
  amendment = await salma.send();
  reads(await tom.open(`proposal/${proposal}`), "1 amendment", "Waiting for the authors", "المهلة");
  await tom.open(`amendment/${amendment}`);
  await tom.follow("Accept it (authors)");
  version = await tom.send();
  reads(await tom.open(`proposal/${proposal}`), "Tell the public", "version 2", kAmended, "Against the text in force", "1 amendment", "Accepted", "Versions", "Version 2", "Version 1");
  assert.match((await tom.page.locator("ins").allInnerTexts()).join(" "), /within a day and says why/);
});

test("the new version is supported and objected to with reasons, and talked about", options, async () => {
  const started = Date.now();
  const { rivers, sami, zaynab, noor, una } = is;
  for (const [who, reason] of [[rivers, "It can be measured."], [sami, "حتى لا نعلم من سائق حافلة."], [zaynab, ""]]) {
    await who.open(`proposal/${proposal}`);
    await who.follow("Support this version");
    if (reason) await who.fill("Why (may stay empty)", reason);
    await who.send();
  }
  await noor.open(`proposal/${proposal}`);
  await noor.follow("Object to it");
  await noor.fill("Your reason", "يوم واحد قصير جدًّا.");
  await noor.send();
  pace = (Date.now() - started) / 4;  // of one step by the pages, on this machine and this build
  await una.open(`acts/${version}/comment`);
  await una.fill("Your comment", "What counts as a day at sea?");
  const comment = await una.send();
  await zaynab.open(`acts/${comment}/comment`);
  await zaynab.fill("Your comment", "اليوم بتوقيت المكان المقطوع.");
  await zaynab.send();
  reads(await rivers.open(`proposal/${proposal}`), "Support and objections to version 2", "3 supporters", "It can be measured.", "1 objection", "جمعية نور", "Civil society", "يوم واحد",
    "1 comment", "What counts as a day at sea?", "اليوم بتوقيت");
  reads(await is.salma.open(`provision/${provision}`), "Nordland", "Tell the public");
});

test("a poll on it is opened by the form; members of the groups vote, one anew, one without script", options, async () => {
  const { zaynab, rivers, noor, tom, salma, una } = is;
  await zaynab.open(`proposal/${proposal}`);
  await zaynab.follow("Put it to the vote");
  assert.equal(await zaynab.label("Question").inputValue(), "Tell the public");
  await zaynab.fill("Question", "هل نطلب إشعار الناس خلال يوم؟");
  await zaynab.label("a majority in more than half of the groups").check();
  // What is done until it closes takes about five such steps; three times as long, if others need the machine.
  const closes = new Date(Date.now() + 10_000 + 15 * pace);
  await zaynab.fill("Closes (UTC)", closes.toISOString().slice(0, 19));
  poll = await zaynab.send();
  const vote = async (who, choice, reason) => {
    await who.open(`poll/${poll}`);
    await who.label(choice).check();
    if (reason) await who.fill("Your reason, if you wish to tell", reason);
    await who.send();
  };
  reads(await una.open("polls/mine"), "هل نطلب");
  await una.page.getByText("1 poll waits for this member's vote.").waitFor();
  await vote(rivers, "Yes", "Half of the cuts stand in no newspaper.");
  await vote(noor, "No", "يوم واحد قصير.");
  await vote(tom, "Yes");
  await vote(salma, "No", "لا أوافق على المهلة.");
  await vote(zaynab, "Yes");
  await vote(noor, "Yes", "اقتنعت.");
  await without_script();
  assert.ok(Date.now() < closes.getTime(), "the machine was too slow for the time this poll was given");
  const now = await rivers.open(`poll/${poll}`);
  reads(now, "Decides on", "Tell the public", "version 2", "Provisional", "1 entitled member has not voted yet", "As the votes stand it would be adopted.");
  assert.doesNotMatch(now, /يوم واحد قصير/, "a ballot that was replaced");
  await house.look_again();
});

/** The cooperative votes with scripts switched off: the form leads to the command, its output is pasted. */
async function without_script() {
  const bare = await house.enter("en", kDesktop, false);
  await bare.page.goto(`${node.url}/en/poll/${poll}`);
  await bare.label("Yes").check();
  await bare.fill("Your reason, if you wish to tell", "It binds the state, not us.");
  await bare.press("Look at what will be signed");
  const command = (await bare.page.locator("#cli ~ pre").first().innerText()).trim();
  assert.match(command, /^althing ballot [0-9a-f]{64} yes --reason 'It binds the state, not us.' --key me.key --node \S+ --print$/);
  await bare.fill("Signed act", node.cli("ballot", poll, "yes", "--reason", "It binds the state, not us.", "--key", "cables.key", "--print"));
  await bare.press("Hand in the signed act");
  reads(await bare.words(), "Your act is in the record");
}

test("it closes by itself; the result says what was decided, by which rule and group by group", options, async () => {
  await until("the poll is decided", async () => (await node.get(`/polls/${poll}.json`)).final);
  const result = await is.tom.open(`poll/${poll}`);
  reads(result, "Adopted", "Result", "Final", "1 of 1 return in", "Adopted.", "must be yes in at least 3 groups", "Votes, group by group", "Reasons", "It binds the state, not us.");
  reads(result, "Decides on", "Tell the public", "version 2", "Result");
  const row = async (who, title) => (await who.page.getByRole("row").filter({ has: who.page.getByRole("rowheader", { name: title, exact: true }) }).first().innerText()).replace(/\s+/g, " ");
  assert.match(await row(is.tom, "Civil society"), /2 \(100 ?%\) 0 0 0 2 met: 2 yes of 2/);
  assert.match(await row(is.tom, "Technical community"), /1 \(50 ?%\) 1 \(50 ?%\) 0 0 2 not met: 1 yes of 2/);
  assert.match(await row(is.tom, "Private sector"), /1 \(100 ?%\) 0 0 0 1 met/);
  assert.match(await row(is.tom, "Academia"), /1 \(100 ?%\) 0 0 1 2 met/);
  const same = await is.zaynab.open(`poll/${poll}`);
  reads(same, say("ar", "Adopted"), say("ar", "Final"), say("ar", "Adopted."), say("ar", "Votes, group by group"), "Technical community", say("ar", "not met"));
  reads(await row(is.zaynab, "Civil society"), digits("ar", 2), digits("ar", 100), say("ar", "met"));
  reads(await is.una.open(`poll/${poll}/ballots?position=none`), "1 member", "Una Scholar", "has not voted");
  reads(await is.noor.open(`poll/${poll}/ballots?group=civil`), "جمعية نور", say("ar", "Yes"), "اقتنعت.");
  await is.zaynab.open(`follow/${poll}/outcome`);
  await is.zaynab.fill("In one line", "تطلب الجمعية إشعار الناس خلال يوم");
  await is.zaynab.fill("What follows from it", "نكتب بيانًا ونسلّمه.");
  await is.zaynab.fill("To be looked at again on", "2098-06-30");
  await is.zaynab.send();
  reads(await is.salma.open(`poll/${poll}`), say("ar", "Outcome"), "تطلب الجمعية");
  reads(await is.sami.open("polls?state=decided"), "هل نطلب", say("ar", "Adopted"));
});

test("the outcome becomes a statement, made of the adopted text, that members sign", options, async () => {
  const { tom, rivers, noor, salma, cables, sami, una } = is;
  reads(await tom.open(`proposal/${proposal}`), "Adopted", "version 2");
  await tom.follow("Make a statement of this text");
  assert.equal(await tom.label("Title").inputValue(), "Tell the public");
  assert.equal(await tom.label("Text").inputValue(), kAmended);
  await tom.fill("How many signatures you ask for", "8");
  await tom.fill("Closes for signatures", "2099-12-31");
  statement = await tom.send();
  await all_at_once([tom, rivers, noor, salma, cables, sami, una], async (who) => {
    await who.open(`statement/${statement}`);
    await who.follow("Sign this statement");
    // Organisations sign as themselves, with their own key: the form knows.
    assert.equal(await who.label("an organisation").isChecked(), [rivers, noor, cables].includes(who));
    await who.fill("Name shown", who.name);
    await who.send();
  });
  reads(await una.open(`statement/${statement}`), "Tell the public", "7 of 8 asked for", "4 persons", "3 organisations", kAmended, "made of the proposal", "What it answers", "Provision 7.1", "Who signed", "Una Scholar");
  const list = await sami.open(`statement/${statement}/signatories`);
  for (const who of [tom, rivers, noor, salma, cables, sami, una]) assert.ok(list.includes(who.name), who.name);
  reads(await noor.open(`statement/${statement}/numbers`), digits("ar", 7));
  reads(await rivers.open(`proposal/${proposal}`), "Statements made of this text", "Tell the public");
});

test("it is delivered through a named member, and the answer is put on file", options, async () => {
  const { tom, noor } = is;
  await tom.open(`statement/${statement}`);
  await tom.follow("Record a delivery");
  await tom.fill("Name", "جمعية نور");
  await tom.press("Find the member");
  await tom.page.waitForURL(/q=/);
  await tom.arrived(`statement/${statement}/deliver`);
  await tom.follow("through this member");
  await tom.fill("To whom", "Ministry of Examples");
  await tom.fill("Answer awaited by the end of (UTC)", "2099-03-01");
  await tom.label("Receipt (file)").setInputFiles({ name: "receipt.txt", mimeType: "text/plain", buffer: Buffer.from("received with thanks") });
  delivery = await tom.send();
  reads(await noor.open(`delivery/${delivery}`), "Ministry of Examples", say("ar", "Answer awaited"), "جمعية نور");
  await noor.follow("Put the answer on file");
  await noor.fill("What was answered", "سننظر في الأمر.");
  await noor.send();
  reads(await tom.open(`statement/${statement}`), "Delivered to", "Ministry of Examples", "Answered", "through", "جمعية نور", "سننظر في الأمر.");
  reads(await is.sami.open("deliveries?state=answered"), "Ministry of Examples", say("ar", "Answered"));
  reads(await is.cables.open(`statement/${statement}/letter?delivery=${delivery}`), "Ministry of Examples", "Tell the public");
});

test("an action is called for, pledged to and done", options, async () => {
  const { rivers, una, sami, noor } = is;
  await rivers.open(`actions/new?on=${statement}`);
  await rivers.fill("What is asked, in one line", "Ask your carrier for its notices");
  await rivers.fill("The ask", "Ask, and *publish* the answer.");
  await rivers.fill("Until the end of (UTC)", "2099-06-30");
  action = await rivers.send();
  for (const [who, promise] of [[una, "I ask on Monday."], [sami, "أسأل غدًا."]]) {
    reads(await who.open(`action/${action}`), "Ask your carrier", who.say("Running"));
    await who.follow("Take part");
    await who.fill("What you will do", promise);
    await who.send();
  }
  await sami.open(`action/${action}/report`);
  await sami.fill("What was done", "سألت، وهذا جوابها: لا إشعارات.");
  await sami.send();
  reads(await rivers.open(`action/${action}`), "What it is for", "Tell the public", "2 pledges", "1 report that it was done", "Una Scholar", "pledged", "سامي", "done");
  reads(await noor.open(`action/${action}`), "سامي", say("ar", "done"));
  reads(await una.open("actions"), "Ask your carrier");
  reads(await noor.open("calendar"), "Ask your carrier");
});

test("the first page shows what is going on, and each kind of page was seen in both languages and widths", options, async () => {
  reads(await is.sami.open(""), "Assembly of open lines", "Tell the public", "Civil society");
  for (const path of ["calls", "proposals", "statements", "instruments", `instrument/${instrument}`, "charter", "record"]) await is.rivers.open(path);
  await house.look_again();
  house.check();
});

test("nothing was void, and an audit of the folder agrees", options, async () => {
  const { rows } = await node.get("/export/acts.json");
  assert.deepEqual(rows.filter((one) => one.status !== "effective").map((one) => `${one.type}: ${one.reason_void}`), []);
  const digest = node.json("digest", node.url).digest;
  await node.stop();
  const audit = node.json("audit", "data");
  assert.ok(audit.ok, JSON.stringify(audit.faults));
  assert.equal(audit.digest, digest);
  assert.equal(audit.polls.find((one) => one.poll === poll).outcome.adopted, true);
});
