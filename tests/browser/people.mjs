// Members who act by hand in the pages of a node: each with a browser profile of its own, a language and a
// width. What they press and read is named in English here and looked up in the catalogues, so that the same
// steps run in every language, and a text that nobody translated fails the test.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { chromium } from "playwright-core";
import { check_accessibility, check_no_sideways_scroll, kChromium, kChromiumFlags, kDesktop, kPhone, watch } from "./harness.mjs";
import { kPassphrase } from "./real_node.mjs";

/** The texts of a catalogue: { English: [translation, one for each plural form] }; those with a context left out. */
function read_catalogue(lang) {
  const out = new Map();
  for (const entry of readFileSync(new URL(`../../locale/${lang}/althing.po`, import.meta.url), "utf8").split(/\n\n+/)) {
    if (/^msgctxt/m.test(entry)) continue;
    const strings = (name) => [...entry.matchAll(new RegExp(`^${name}((?: *"(?:[^"\\\\]|\\\\.)*"\\n?)+)`, "gm"))].map((found) =>
      [...found[1].matchAll(/"(?:[^"\\]|\\.)*"/g)].map((part) => JSON.parse(part[0])).join(""));
    for (const id of [...strings("msgid"), ...strings("msgid_plural")]) out.set(id, strings("msgstr(?:\\[\\d\\])?"));
  }
  return out;
}

const kCatalogues = new Map();
/** An English text of the pages in `lang`, with {names} filled in. */
export function say(lang, english, values = {}) {
  let text = english;
  if (lang !== "en") {
    if (!kCatalogues.has(lang)) kCatalogues.set(lang, read_catalogue(lang));
    text = kCatalogues.get(lang).get(english)?.[0];
    assert.ok(text, `"${english}" has no translation into ${lang}`);
  }
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}
/** A whole number in the digits of `lang`. */
export const digits = (lang, n) => new Intl.NumberFormat(lang === "ar" ? "ar-EG" : lang).format(n);

/** What page an address is, without its ids: "poll/*" + "/vote". */
const kind_of = (path) => path.replace(/[?#].*/, "").replace(/[0-9a-f]{64}/g, "*");

/** One Chromium for all; start() opens profiles in it, which share nothing. */
export class House {
  constructor(node) {
    this.node = node;
    this.people = [];
    this.looked = new Map();  // kind of page -> { path, seen: "en 1280" ... }
  }
  async start() {
    this.chromium = await chromium.launch({ executablePath: kChromium, headless: true, timeout: 60000, args: kChromiumFlags });
    return this;
  }
  async enter(lang, viewport, javascript = true) {
    const person = new Person(this, lang, viewport);
    person.context = await this.chromium.newContext({ viewport, acceptDownloads: true, javaScriptEnabled: javascript });
    person.context.setDefaultTimeout(60000);
    person.page = await person.context.newPage();
    person.seen = watch(person.page);
    this.people.push(person);
    return person;
  }
  async close() {
    await this.chromium?.close();
  }
  /** What everybody's pages reported must be nothing. */
  check() {
    for (const person of this.people) person.seen.check();
  }
  /** Each kind of page that was visited once more in the widths and languages in which nobody saw it. */
  async look_again(langs = ["en", "ar"]) {
    const readers = new Map();
    for (const { path, seen } of [...this.looked.values()]) {
      for (const [lang, viewport] of [[langs[0], kDesktop], [langs[1], kPhone], [langs[0], kPhone], [langs[1], kDesktop]]) {
        const width_seen = [...seen].some((one) => one.endsWith(` ${viewport.width}`)), lang_seen = [...seen].some((one) => one.startsWith(`${lang} `));
        if (width_seen && lang_seen) continue;
        const name = `${lang} ${viewport.width}`;
        if (!readers.has(name)) readers.set(name, await this.enter(lang, viewport));
        await readers.get(name).open(path);
      }
    }
  }
}

class Person {
  constructor(house, lang, viewport) {
    Object.assign(this, { house, node: house.node, lang, viewport });
  }
  say(english, values) {
    return say(this.lang, english, values);
  }
  label(english) {
    return this.page.getByLabel(this.say(english), { exact: true });
  }
  async fill(english, value) {
    await this.label(english).fill(value);
  }
  async press(english) {
    await this.page.getByRole("button", { name: this.say(english), exact: true }).click();
  }
  /** Follows the link with these words and returns what the page says. */
  async follow(english) {
    await this.page.getByRole("link", { name: this.say(english), exact: true }).click();
    return this.arrived(new URL(this.page.url()).pathname.slice(this.lang.length + 2));
  }

  /** Goes to a page of the node, waits until its form can be used, looks at it and returns what it says. */
  async open(path) {
    await this.node.settle();
    const response = await this.page.goto(`${this.node.url}/${this.lang}/${path}`);
    assert.equal(response.status(), 200, path);
    return this.arrived(path);
  }
  async arrived(path) {
    await this.page.locator("main h1").first().waitFor();
    // Each part is brought to life, or replaced where the reader has no key.
    await this.page.locator("[data-althing]:not([data-althing-ready])").first().waitFor({ state: "detached" });
    await this.look(path);
    return this.words();
  }
  async words() {
    return this.page.locator("main").innerText();
  }
  /** Accessible, no wider than the window, in its language and direction. */
  async look(path) {
    const kind = kind_of(path), html = this.page.locator("html");
    const seen_as = `${this.lang} ${this.viewport.width}`;
    // A form is the same for everybody; what stands on other pages changes as the story goes on.
    const same = this.house.looked.get(kind)?.seen.has(seen_as) && await this.page.locator("[data-althing-ready]").count() > 0 && !/^\w+\/\*$/.test(kind);
    if (!this.house.looked.has(kind)) this.house.looked.set(kind, { path, seen: new Set() });
    this.house.looked.get(kind).path = path;
    this.house.looked.get(kind).seen.add(seen_as);
    assert.equal(await html.getAttribute("lang"), this.lang, path);
    assert.equal(await html.evaluate((e) => getComputedStyle(e).direction), this.lang === "ar" ? "rtl" : "ltr", path);
    if (!same) await check_accessibility(this.page);
    await check_no_sideways_scroll(this.page);
  }

  /** From a filled form through the preview to the receipt; the id of the act that was logged. */
  async send() {
    await this.press("Look at what will be signed");
    await this.page.getByRole("heading", { name: this.say("What you are about to sign") }).waitFor();
    await this.press("Sign and send");
    await this.page.getByRole("heading", { name: this.say("Your receipt") }).waitFor();
    return (await this.page.locator(".receipt dd .hash").first().innerText()).trim();
  }

  async make_key() {
    await this.open("key");
    await this.press("Make a key");
    await this.fill("Passphrase", kPassphrase);
    await this.fill("Passphrase again", kPassphrase);
    await this.press("Make the key");
    await Promise.all([this.page.waitForEvent("download"), this.press("Save the backup file")]);
    await this.label("I have saved the backup file and know its passphrase").check();
    await this.press("Use this key");
    await this.page.getByText(this.say("The key is ready to sign")).waitFor();
  }
  async restore_key(file) {
    await this.open("key");
    await this.press("Restore from a backup");
    await this.label("Backup file").setInputFiles(file);
    await this.fill("Passphrase", kPassphrase);
    await this.press("Restore");
    await this.page.getByText(this.say("The key is ready to sign")).waitFor();
  }
  /** Becomes a member; the id of the membership. */
  async join(name, kind = "person") {
    await this.open("join");
    await this.label("You are").selectOption(kind);
    await this.fill("Name shown", name);
    this.name = name;
    this.member = await this.send();
    return this.member;
  }
}
