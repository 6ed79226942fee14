// <form data-althing="act" data-act="propose" ...>: any act from controls that say themselves what they
// become (data-as). What a page asks for is the page's business; this file knows only forms of values.
import { get_heads } from "./api.ts";
import type { Json, JsonObject } from "./canonical.ts";
import { kMaxTextChars, kMaxTitleChars } from "./detail.ts";
import { box, error_box, h, replace } from "./dom.ts";
import { run_flow } from "./flow.ts";
import { FormFault, FormReader } from "./form.ts";
import { current_key } from "./keys.ts";
import { t } from "./messages.ts";
import { no_key_box, page_lang } from "./page_common.ts";
import { start_drafts } from "./page_draft.ts";
import { fill_mandates, read_mandate, with_translations } from "./page_forms.ts";
import { sha256 } from "./sha256.ts";
import { hex } from "./bytes.ts";

type Control = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;
interface Made { members: JsonObject; detail: JsonObject }

const kMaxIds = 32;
const kToken = /^[a-z0-9._:-]{1,64}$/;

/** YYYY-MM-DD (that day's last second, or with data-edge="start" its first) or YYYY-MM-DDTHH:MM, in UTC. */
function time_of(reader: FormReader, control: Control): string {
  const text = control.value.trim();
  if (text === "") return "";
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return `${text}T${control.dataset["edge"] === "start" ? "00:00:00" : "23:59:59"}Z`;
  if (/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/.test(text)) return `${text.length === 16 ? `${text}:00` : text}Z`;
  return reader.fault(control.name, t("field.date"));
}

function lines_of(control: Control): string[] {
  return control.value.split("\n").map((line) => line.trim()).filter((line) => line !== "");
}

/** Controls that share a name (a ranking's places, a list of boxes). */
const named = (form: HTMLFormElement, as: string): Control[] => [...form.querySelectorAll<Control>(`[data-as="${as}"]`)];

/** Options one a line: choices c1, c2, ... with their words; "id words" makes an option stand for an act. */
function read_choices(reader: FormReader, control: Control, made: Made): void {
  const options: JsonObject = {};
  const choices: Json[] = [];
  for (const line of lines_of(control)) {
    const of = /^([0-9a-f]{64})\s+(.*)$/.exec(line);
    const words = of ? of[2]! : line;
    if ([...words].length > kMaxTitleChars) reader.fault(control.name, t("field.too_long", { limit: kMaxTitleChars }));
    const choice = `c${choices.length + 1}`;
    choices.push(of ? { choice, of: of[1]! } : { choice });
    options[choice] = words;
  }
  if (choices.length === 0) return;
  if (choices.length < 2 || choices.length > 64) reader.fault(control.name, t("field.choices"));
  made.members["choices"] = choices;
  made.detail["options"] = options;
}

/** Number inputs or selects, one a choice, with its place: 1 the best, equal numbers tied, empty not ranked. */
function read_ranking(reader: FormReader, controls: Control[]): Json {
  const places = new Map<number, string[]>();
  for (const control of controls) {
    if (control.value.trim() === "") continue;
    const place = Number(control.value);
    if (!Number.isInteger(place) || place < 1) reader.fault(control.name, t("field.place"));
    places.set(place, [...(places.get(place) ?? []), control.dataset["choice"]!]);
  }
  return [...places.keys()].sort((a, b) => a - b).map((place) => {
    const tied = places.get(place)!.sort();
    return tied.length === 1 ? tied[0]! : tied;
  });
}

function read_scores(reader: FormReader, controls: Control[]): Json {
  return controls.filter((control) => control.value.trim() !== "").map((control) => {
    const score = Number(control.value);
    if (!Number.isInteger(score) || score < 0 || score > 100) reader.fault(control.name, t("field.score"));
    return { choice: control.dataset["choice"]!, score };
  });
}

/** Windows of a timing analysis, such as "-7..7 0..0": days after an event, both ends count. */
function read_windows(reader: FormReader, control: Control): Json[] {
  return control.value.split(/[\s,]+/).filter((part) => part !== "").map((part) => {
    const days = /^(-?\d{1,3})(?:\.\.(-?\d{1,3}))?$/.exec(part);
    if (!days) return reader.fault(control.name, t("field.windows"));
    return { first: Number(days[1]) + 0, last: Number(days[2] ?? days[1]) + 0 };
  });
}

function read_control(reader: FormReader, control: Control, made: Made): void {
  const { as = "" } = control.dataset;
  const name = control.name;
  const checkable = control instanceof HTMLInputElement && (control.type === "radio" || control.type === "checkbox");
  if (checkable && !control.checked && as !== "tokens") return;
  const value = control.value.trim();
  if (control.required && value === "") reader.fault(name, t("field.required"));
  const limit = Number(control.dataset["max"] ?? (as === "text" ? kMaxTextChars : kMaxTitleChars));
  // "incidents.kinds" is the member `kinds` of the object `incidents`.
  const put = (object: JsonObject, item: Json) => {
    if (item === "" || (Array.isArray(item) && item.length === 0)) return;
    const [outer = "", inner] = name.split(".");
    if (inner === undefined) object[name] = item;
    else object[outer] = { ...(object[outer] as JsonObject | undefined), [inner]: item };
  };
  if (as === "token") {
    if (value !== "" && !kToken.test(value)) reader.fault(name, t("field.token"));
    put(made.members, value);
  } else if (as === "id") {
    if (value !== "" && !/^[0-9a-f]{64}$/.test(value)) reader.fault(name, t("field.ids"));
    put(made.members, value);
  } else if (as === "ids") put(made.members, reader.ids(name, kMaxIds));
  else if (as === "key") put(made.members, value);
  else if (as === "keys") put(made.members, [...new Set(value.split(/[\s,]+/).filter((key) => key !== ""))].sort());
  else if (as === "tokens") {
    const chosen = [...new FormData(reader.form).getAll(name)].flatMap((part) => String(part).split(/[\s,]+/)).filter((part) => part !== "");
    put(made.members, [...new Set(chosen)].sort());
  } else if (as === "time") put(made.members, time_of(reader, control));
  else if (as === "count") {
    if (value === "") return;
    if (!/^\d{1,15}$/.test(value)) reader.fault(name, t("field.count"));
    made.members[name] = Number(value);
  } else if (as === "integer") {
    if (value === "") return;
    if (!/^-?\d{1,9}$/.test(value)) reader.fault(name, t("field.integer"));
    made.members[name] = Number(value) + 0;
  } else if (as === "windows") put(made.members, read_windows(reader, control));
  else if (as === "json") {
    if (value === "") return;
    try {
      made.members[name] = JSON.parse(value) as Json;
    } catch {
      reader.fault(name, t("field.json"));
    }
  } else if (as === "vote") put(made.members, value);
  else if (as === "choices") read_choices(reader, control, made);
  else if (as === "line") put(made.detail, reader.prose(name, limit, { required: control.required }));
  else if (as === "text") put(made.detail, reader.prose(name, limit, { required: control.required, lines: true }));
  else if (as === "lines") put(made.detail, lines_of(control));
  else if (as === "number") {
    if (value === "") return;
    if (!/^\d{1,15}$/.test(value)) reader.fault(name, t("field.count"));
    made.detail[name] = Number(value);
  } else if (as === "links") put(made.detail, value.split(/\s+/).filter((link) => link !== ""));
}

/** A file control becomes the SHA-256 of the file; the file itself stays here. */
async function read_files(form: HTMLFormElement, made: Made): Promise<void> {
  for (const control of named(form, "file")) {
    const file = (control as HTMLInputElement).files?.[0];
    if (file) made.members[control.name] = hex(sha256(new Uint8Array(await file.arrayBuffer())));
  }
}

export async function read_act(form: HTMLFormElement): Promise<{ made: Made; values: Record<string, string> }> {
  const reader = new FormReader(form);
  const made: Made = { members: { act: form.dataset["act"] ?? "", ...read_mandate(reader) }, detail: {} };
  for (const control of form.querySelectorAll<Control>("[data-as]")) {
    if (control.closest("[hidden]") !== form.closest("[hidden]") && control.type !== "hidden") continue;
    read_control(reader, control, made);
  }
  Object.assign(made.detail, with_translations(reader));
  const ranking = named(form, "ranking");
  if (ranking.length > 0) made.members["choice"] = read_ranking(reader, ranking);
  const scores = named(form, "score");
  if (scores.length > 0) made.members["choice"] = read_scores(reader, scores);
  const approvals = named(form, "approval");
  if (approvals.length > 0) made.members["choice"] = approvals.filter((box) => (box as HTMLInputElement).checked).map((box) => box.dataset["choice"]!).sort();
  await read_files(form, made);
  const values = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)]));
  return { made, values };
}

/** Shows only the fields that belong to what is chosen: data-when="<control name>=<value> <value>". */
function follow_choices(form: HTMLFormElement): void {
  const apply = () => {
    const data = new FormData(form);
    for (const part of form.querySelectorAll<HTMLElement>("[data-when]")) {
      const [name = "", values = ""] = (part.dataset["when"] ?? "").split("=");
      part.hidden = !values.split(" ").includes(String(data.get(name) ?? ""));
    }
  };
  form.addEventListener("change", apply);
  apply();
}

/** data-similar: what is proposed already in much the same words. A node that cannot say does not hinder. */
async function similar_box(form: HTMLFormElement, text: unknown): Promise<HTMLElement | null> {
  const url = form.dataset["similar"];
  if (!url || typeof text !== "string") return null;
  try {
    const response = await fetch(url, { method: "POST", headers: { "Content-Type": "text/plain" }, body: text });
    const { similar } = (await response.json()) as { similar: { title: string; url: string; words: string }[] };
    if (similar.length === 0) return null;
    return box("warning", t("similar.title"), h("ul", {}, ...similar.map((one) =>
      h("li", {}, h("a", { href: one.url }, h("bdi", {}, one.title)), ` (${one.words})`))), h("p", {}, t("similar.hint")));
  } catch {
    return null;
  }
}

export async function start_act(form: HTMLFormElement): Promise<void> {
  const place = h("div", {});
  form.after(place);
  const key = await current_key();
  if (!key) return form.replaceWith(no_key_box(form));
  fill_mandates(form, (await get_heads(key.public)).mandates ?? []);
  follow_choices(form);
  const forget = form.dataset["draft"] === undefined ? () => {} : await start_drafts(form);
  form.noValidate = true;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void (async () => {
      try {
        const { made, values } = await read_act(form);
        const detail = Object.keys(made.detail).length > 0 ? { lang: page_lang(), ...made.detail } : null;
        const sentence = (form.dataset["sentence"] ?? "").replace(/\{([a-z_]+)\}/g, (_, name: string) => values[name] ?? "");
        await run_flow({
          key, draft: { members: made.members, detail, assembly: form.dataset["assembly"] }, sentence, place, lang: page_lang(),
          notes: await similar_box(form, made.detail["text"]),
          accepted: () => {
            form.hidden = true;
            forget();
          },
          back: () => (form.querySelector("input:not([type=hidden]), textarea, select") as HTMLElement | null)?.focus(),
        });
      } catch (error) {
        if (!(error instanceof FormFault)) replace(place, error_box(error));
      }
    })();
  });
}
