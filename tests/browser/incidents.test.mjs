// The pages of the watch file: incidents, events, steps, claims, dossiers, countries, the map and their forms; on a phone, right
// to left, by screen reader and without script. And an incident that one member records and another corroborates, by
// hand in the browser. Needs ALTHING_BIN. `node --test incidents.test.mjs`.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { check_accessibility, check_no_sideways_scroll, has_browser, kDesktop, kPhone, launch } from "./harness.mjs";
import { House } from "./people.mjs";
import { kBinary, RealNode } from "./real_node.mjs";

const options = { skip: !kBinary ? "ALTHING_BIN is not set" : has_browser() ? false : "no Chromium here" };
let node, house, paths, forms;

before(async () => {
  if (options.skip) return;
  node = new RealNode((made) => {
    const seats = ["ana", "ben"].map((who) => {
      made.cli("key", "new", `${who}.key`);
      const { key, next } = made.json("key", "show", `${who}.key`);
      return ["--member", `civil:${key}:${next}`];
    });
    return ["--name", "Assembly of watchers", "--group", "civil", ...seats.flat()];
  });
  await node.serve();
  const act = (key, ...args) => node.id("act", ...args, "--key", `${key}.key`);
  const ana = node.id("join", "--key", "ana.key", "--name", "Ana");
  node.id("join", "--key", "ben.key", "--name", "Ben");
  const law = act("ana", "instrument", "kind=law", "--detail", "title=Emergency decree");
  const day = ["from=2026-01-05T00:00:00Z", "precision=day"];
  const incident = act("ana", "incident", "kind=shutdown", "country=is", ...day, "end=ongoing", "extent=national", `order=${law}`, "labels=cause:elections", "--detail", "title=Lines cut", "--detail",
    "text=All lines went dead.", "--detail", "justification=Public order", "--detail", "cause=An election", "--detail", "targets=Mobile users", "--detail", "source=https://news.example/1");
  act("ben", "corroborate", `on=${incident}`, "--detail", "text=I saw it");
  act("ben", "dispute", `on=${incident}`, "--detail", "reason=A day later");
  const event = act("ana", "event", "kind=election", "country=is", ...day, "--detail", "title=General election");
  const step = act("ana", "step", `of=${law}`, "kind=hearing", "when=2099-03-01T09:00:00Z", `watcher=${ana}`, "--detail", "title=Hearing");
  const claim = act("ben", "claim", `on=${law}`, "--detail", "quote=Nobody was cut off.", "--detail", "speaker=A minister");
  act("ana", "check", `of=${claim}`, "verdict=contradicted", `evidence=${incident}`, "--detail", "text=They were.");
  const dossier = act("ana", "dossier", "--detail", "title=The winter");
  act("ana", "part", `of=${dossier}`, `row=${incident}`);
  const plan = act("ana", "window", 'incidents={"kinds":["shutdown"]}', 'events={"kinds":["election"]}', 'windows=[{"first":-7,"last":7},{"first":0,"last":0}]', "from=2016-01-01T00:00:00Z",
    "to=2026-06-30T00:00:00Z", "placebo=-182", "lags=30", "draws=10000", "seed=one", "--detail", "title=Are lines cut around elections?");
  paths = ["alerts", "alerts?country=is&kind=shutdown", "plans", `plan/${plan}`, "watch", "map", "map?rows=events&order=name", "map?kind=arrest", "timeline", "timeline?from=2026-01-01&to=2026-01-10", "timeline?country=no&from=1900-01-01&to=2099-12-31", "incidents", "incidents?country=is&kind=shutdown&backing=independent", "events", "steps", "countries", "country/is", "claims", "dossiers", "instruments", `instrument/${law}`,
    `incident/${incident}`, `event/${event}`, `step/${step}`, `claim/${claim}`, `dossier/${dossier}`];
  forms = ["plans/new", "incidents/new", "events/new", "steps/new", "claims/new", "dossiers/new", `claim/${claim}/check`, `dossier/${dossier}/add`, `row/${incident}/corroborate`, `row/${incident}/dispute`];
  await node.settle();
  // Computed once, so that every page below has the result.
  for (let tries = 0; tries < 100 && (await fetch(`${node.url}/plans/${plan}/result`)).status !== 200; ++tries) await new Promise((done) => setTimeout(done, 100));
});
after(async () => {
  await house?.close();
  await node?.close();
});

for (const [language, viewport, javascript] of [["en", kDesktop, true], ["ar", kPhone, true], ["en", kPhone, false]]) {
  test(`pages are accessible and fit: ${language}, ${viewport.width} px, script ${javascript}`, options, async () => {
    const browser = await launch({ viewport, javascript });
    const view = await browser.context.newPage();
    for (const path of [...paths, ...forms]) {
      assert.equal((await view.goto(`${node.url}/${language}/${path}`)).status(), 200, path);
      assert.ok((await view.locator("main").innerText()).length > 60, `${path} has words`);
      if (!javascript) {
        if (forms.includes(path)) assert.equal(await view.locator("form[method=post] textarea[name=note]").count(), 1, `${path} takes a pasted act`);
        continue;
      }
      await check_accessibility(view);
      await check_no_sideways_scroll(view);
    }
    await browser.close();
  });
}

test("an incident recorded by hand, to the minute, and corroborated by another member in Arabic", options, async () => {
  house = await new House(node).start();
  const una = await house.enter("en", kDesktop), noor = await house.enter("ar", kPhone);
  for (const person of [una, noor]) await person.make_key();
  await una.join("Una");
  await noor.join("نور");
  await una.open("incidents/new");
  await una.fill("What happened, in one line", "A site blocked");
  await una.label("Kind").selectOption("blocking");
  await una.page.locator("#act-country").fill("no");
  assert.equal(await una.label("Began at (UTC)").isVisible(), false);
  await una.label("Known to the").selectOption("minute");
  await una.label("Began at (UTC)").fill("2026-02-01T10:30");
  await una.label("Ended at (UTC)").fill("2026-02-01T12:00");
  await una.fill("Official justification", "Obscenity");
  await una.fill("Cause as you see it", "A report on corruption");
  const incident = await una.send();
  let words = await una.open(`incident/${incident}`);
  for (const part of ["A site blocked", "Norway", "10:30", "12:00", "Obscenity", "A report on corruption", "0 corroborations"]) assert.ok(words.includes(part), part);
  await noor.open(`row/${incident}/corroborate`);
  await noor.fill("How you know", "رأيته");
  await noor.send();
  words = await una.open(`incident/${incident}`);
  assert.match(words, /1 corroboration, 0 independent/);
  assert.match(words, /Without a seat: counted, not as independent/);
  house.check();
});

test("alerts are followed in this browser: what began and what ended", options, async () => {
  const record = (...more) => node.id("act", "incident", "kind=blocking", "country=se", "from=2026-03-01T00:00:00Z", "precision=day", "labels=service:messenger", "src=m-1", ...more, "--detail", "title=A messenger", "--key", "ana.key");
  const person = await house.enter("en", kPhone);
  await person.open("alerts?label=service:messenger");
  await person.page.getByRole("link", { name: "Follow these alerts" }).click();
  await person.page.getByText("Nothing new since you looked last.").waitFor();
  record("end=ongoing");
  await node.settle();
  await person.page.reload();
  await person.page.getByText("Began:").waitFor();
  record("to=2026-03-04T00:00:00Z");
  await node.settle();
  await person.page.reload();
  await person.page.getByText("Ended:").waitFor();
  await check_accessibility(person.page);
  await person.page.getByRole("button", { name: "I have seen these" }).click();
  await person.page.getByText("Nothing new since you looked last.").waitFor();
});

test("an analysis fixed by hand, with its result", options, async () => {
  const person = await house.enter("en", kPhone);
  await person.make_key();
  await person.join("Ada");
  await person.open("plans/new");
  await person.fill("The question, in one line", "Do lines go dead on polling days?");
  await person.page.locator('[name="incidents.kinds"]').fill("shutdown blocking");
  await person.page.locator('[name="events.kinds"]').fill("election");
  await person.page.locator('[name="windows"]').fill("0 -1..1");
  await person.page.locator('[name="from"]').fill("2016-01-01");
  await person.page.locator('[name="to"]').fill("2026-06-30");
  const plan = await person.send();
  for (let tries = 0; tries < 100 && (await fetch(`${node.url}/plans/${plan}/result`)).status !== 200; ++tries) await new Promise((done) => setTimeout(done, 100));
  const result = await (await fetch(`${node.url}/plans/${plan}/result`)).json();
  assert.deepEqual(result.fixed.windows, [{ first: 0, last: 0 }, { first: -1, last: 1 }]);
  assert.deepEqual(result.fixed.incidents, { kinds: ["blocking", "shutdown"] });
  const words = await person.open(`plan/${plan}`);
  for (const part of ["Do lines go dead on polling days?", "This tells of timing, not of causes.", "1 day before the event to 1 day after the event"]) assert.ok(words.includes(part), part);
  house.check();
});
