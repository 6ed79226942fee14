// The six languages against a real node: the main pages in each at the narrowest width we promise, with axe;
// Arabic right to left with its ids and commands left to right; Accept-Language; and a statement whose author
// gave it in three languages: shown in the reader's, with the original one link away, found by its translated
// words, and written that way through the form. Needs ALTHING_BIN. `node --test languages.test.mjs`.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { check_accessibility, check_no_sideways_scroll, has_browser, launch, make_key, watch } from "./harness.mjs";
import { RealNode, kBinary } from "./real_node.mjs";

const options = { skip: !kBinary ? "ALTHING_BIN is not set" : has_browser() ? false : "no Chromium here" };
const kNarrow = { width: 360, height: 740 };
const kHome = { en: "Home", ar: "الرئيسية", es: "Inicio", fr: "Accueil", ru: "Главная", zh: "首页" };
let node, browser, page, statement;

before(async () => {
  if (options.skip) return;
  node = new RealNode();
  await node.serve();
  writeFileSync(join(node.folder, "texte.md"), "Nous **demandons** la clarté.\n");
  statement = node.id("statement", "new", "--key", "founder.key", "--lang", "en", "--title", "Open letter", "--text", "We ask for clarity.",
    "--detail", "tr:fr:title=Lettre ouverte", "--detail", "tr:fr:text=@texte.md", "--detail", "tr:ar:title=رسالة مفتوحة", "--detail", "tr:ar:text=نطلب الوضوح.");
  browser = await launch({ viewport: kNarrow });
  page = await browser.context.newPage();
});
after(async () => {
  await browser?.close();
  await node?.close();
});

const text = async (path, headers = {}) => (await fetch(node.url + path, { headers, redirect: "manual" })).text();

for (const [lang, home] of Object.entries(kHome)) {
  test(`the main pages in ${lang} at 360 px`, options, async () => {
    const seen = watch(page);
    for (const path of ["", "statements", `statement/${statement}`, `statement/${statement}/sign`, "calls", "proposals", "polls", "polls/new", "actions", "deliveries",
      "members", "charter", "record", "new", "search?q=clarity"]) {
      assert.equal((await page.goto(`${node.url}/${lang}/${path}`)).status(), 200, path);
      const html = page.locator("html");
      assert.equal(await html.getAttribute("lang"), lang);
      assert.equal(await html.getAttribute("dir"), lang === "ar" ? "rtl" : "ltr");
      if (path !== "") assert.ok((await page.locator(".crumbs").innerText()).includes(home), `${path} has its crumbs in ${lang}`);
      await check_accessibility(page);
      await check_no_sideways_scroll(page);
    }
    seen.check();
  });
}

test("in Arabic ids, hashes and commands stay left to right", options, async () => {
  await page.goto(`${node.url}/ar/statement/${statement}/sign`);
  for (const element of await page.locator("code.hash, pre").all()) {
    assert.equal(await element.evaluate((e) => getComputedStyle(e).direction), "ltr");
  }
  await page.goto(`${node.url}/ar/record`);
  const mark = await page.locator(".brand .mark").boundingBox();
  assert.ok(mark.x > kNarrow.width / 2, "the mark stands at the right edge");
});

test("/ leads to the language the browser asks for", options, async () => {
  const to = async (accept) => (await fetch(`${node.url}/`, { headers: { "Accept-Language": accept }, redirect: "manual" })).headers.get("Location");
  for (const [accept, lang] of [["ar-EG,ar;q=0.9,en;q=0.8", "ar"], ["zh-CN", "zh"], ["fr;q=0.4, ru;q=0.7", "ru"], ["es-419", "es"], ["xx", "en"], ["", "en"]]) {
    assert.equal(await to(accept), `/${lang}/`, accept);
  }
});

test("the author's words are shown in the reader's language, the original a link away", options, async () => {
  await page.goto(`${node.url}/fr/statement/${statement}`);
  assert.equal(await page.locator("h1").innerText(), "Lettre ouverte");
  assert.equal(await page.locator("main .prose strong").innerText(), "demandons");
  assert.equal(await page.locator("main .prose").first().getAttribute("lang"), "fr");
  await page.getByRole("link", { name: "English (original)" }).click();
  await page.waitForURL(/words=original/);
  assert.equal(await page.locator("h1").innerText(), "Open letter");
  assert.equal(await page.locator("h1 bdi").getAttribute("lang"), "en");
  assert.ok(page.url().endsWith("?words=original"));
  await page.getByRole("link", { name: "العربية" }).first().click();
  await page.waitForURL(/words=ar/);
  assert.equal(await page.locator("h1").innerText(), "رسالة مفتوحة");
  assert.equal(await page.locator("main .prose p").first().evaluate((e) => getComputedStyle(e).direction), "rtl");
  await check_accessibility(page);
  // No Chinese was given: as first written. Lists follow the same rule.
  assert.match(await text(`/zh/statement/${statement}`), /Open letter/);
  assert.match(await text("/ar/statements"), /رسالة مفتوحة/);
  // The act's own page has all of it; the API has what was signed.
  for (const words of ["Open letter", "Lettre ouverte", "رسالة مفتوحة"]) assert.ok((await text(`/en/acts/${statement}`)).includes(words), words);
});

test("search finds what was said in each language", options, async () => {
  for (const words of ["clarity", "clarté", "الوضوح"]) {
    assert.ok((await text(`/en/search?q=${encodeURIComponent(words)}`)).includes(statement), words);
  }
});

test("the form takes a text in another language", options, async () => {
  await page.goto(`${node.url}/en/key`);
  await page.locator("[data-althing-ready]").first().waitFor();
  const press = (name) => page.getByRole("button", { name }).click();
  await make_key(page, "nine stones in a ring");
  await page.goto(`${node.url}/en/new`);
  await page.locator("[data-althing-ready]").first().waitFor();
  await page.locator("#title").fill("A short text");
  await page.locator("#text").fill("It says little.");
  await page.getByText("In another language").click();
  await page.locator("#tr-title").fill("Un texto breve");
  await press("Look at what will be signed");
  assert.equal(await page.locator("#tr-lang").getAttribute("aria-invalid"), "true", "words without a language are refused at the control");
  await page.locator("#tr-lang").selectOption("es");
  await press("Look at what will be signed");
  await press("Sign and send");
  await page.getByRole("heading", { name: "Your receipt" }).waitFor();
  assert.match(await text("/es/statements"), /Un texto breve/);
  assert.match(await text("/fr/statements"), /A short text/);
});
