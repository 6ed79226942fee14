// <form data-althing="join | statement | revise">: forms whose acts need nothing but their controls and
// a key. The sign form has its own file.
import { get_heads } from "./api.ts";
import type { JsonObject } from "./canonical.ts";
import { kMaxNameChars, kMaxTextChars, kMaxTitleChars, kTranslationChars } from "./detail.ts";
import { error_box, h, replace } from "./dom.ts";
import { run_flow } from "./flow.ts";
import { FormFault, FormReader } from "./form.ts";
import { current_key } from "./keys.ts";
import { t } from "./messages.ts";
import { no_key_box, page_lang } from "./page_common.ts";
import type { Mandate } from "./api.ts";
import type { Draft } from "./compose.ts";
import type { StoredKey } from "./store.ts";

const kMaxAnswered = 32;
const kMaxWith = 16;

type Reading = { draft: Draft; sentence: string };
type Reader = (reader: FormReader, key: StoredKey) => Reading;

function with_optional(members: JsonObject, optional: Record<string, string | string[]>): JsonObject {
  const given = Object.entries(optional).filter(([, value]) => value.length > 0);
  return { ...members, ...Object.fromEntries(given) };
}

function read_join(reader: FormReader, key: StoredKey): Reading {
  const kind = reader.value("kind");
  if (!["person", "association", "organisation"].includes(kind)) reader.fault("kind", t("field.required"));
  const name = reader.prose("name", kMaxNameChars, { required: kind !== "person" });
  const country = reader.country("country");
  const members = with_optional({ act: "join", kind, next: key.next_commitment }, { country });
  return {
    draft: { members, detail: name ? { lang: page_lang(), name } : null },
    sentence: name ? t("join.sentence", { name }) : t("join.sentence_unnamed"),
  };
}

function read_text(reader: FormReader): JsonObject {
  const goal = reader.value("goal").trim();
  if (goal !== "" && !/^[1-9]\d{0,9}$/.test(goal)) reader.fault("goal", t("field.count"));
  return {
    ...(goal === "" ? {} : { goal: Number(goal) }),
    lang: reader.value("lang") || page_lang(),
    title: reader.prose("title", kMaxTitleChars, { required: true }),
    text: reader.prose("text", kMaxTextChars, { required: true, lines: true }),
    ...with_translations(reader),
  };
}

/** `translations` of a detail, if the form has controls for them and something stands in them. */
export function with_translations(reader: FormReader): JsonObject {
  const translations = reader.translations(kTranslationChars);
  return translations.length > 0 ? { translations } : {};
}

/** `for` and `mandate` of a select whose values are "<for> <mandate>" (filled by fill_mandates). */
export function read_mandate(reader: FormReader): JsonObject {
  const [organisation, mandate] = reader.value("mandate").split(" ");
  return organisation && mandate ? { for: organisation, mandate } : {};
}

function read_statement(reader: FormReader): Reading {
  const detail = read_text(reader);
  const members = with_optional({ act: "statement", ...read_mandate(reader) },
    { closes: reader.day_end("closes"), on: reader.ids("on", kMaxAnswered), with: reader.ids("with", kMaxWith), from: reader.value("from") });
  return { draft: { members, detail }, sentence: t("statement.sentence", { title: detail["title"] as string }) };
}

function read_revise(reader: FormReader): Reading {
  const detail = read_text(reader);
  const of = reader.form.dataset["of"] ?? "";
  const members = with_optional({ act: "revise", of, ...read_mandate(reader) }, { closes: reader.day_end("closes") });
  return { draft: { members, detail }, sentence: t("revise.sentence", { title: detail["title"] as string }) };
}

const kReaders: Record<string, Reader> = { join: read_join, statement: read_statement, revise: read_revise };

export function fill_mandates(form: HTMLFormElement, mandates: Mandate[]): void {
  const select = form.elements.namedItem("mandate");
  if (!(select instanceof HTMLSelectElement)) return;
  for (const { for: organisation, mandate, name } of mandates) {
    select.append(h("option", { value: `${organisation} ${mandate}` }, name || organisation));
  }
}

export async function start_form(form: HTMLFormElement): Promise<void> {
  const place = h("div", {});
  form.after(place);
  const key = await current_key();
  if (!key) return form.replaceWith(no_key_box(form));
  const heads = await get_heads(key.public);
  fill_mandates(form, heads.mandates ?? []);
  form.noValidate = true;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const reader = new FormReader(form);
    try {
      const { draft, sentence } = kReaders[form.dataset["althing"]!]!(reader, key);
      draft.assembly = form.dataset["assembly"];
      void run_flow({
        key, draft, sentence, place, lang: page_lang(),
        accepted: () => { form.hidden = true; },
        back: () => (form.querySelector("input, textarea, select") as HTMLElement | null)?.focus(),
      });
    } catch (error) {
      if (!(error instanceof FormFault)) replace(place, error_box(error));
    }
  });
}
