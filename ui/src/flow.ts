// The way from a filled form to a receipt, the same for every act: show exactly what will be signed ->
// one button -> sign -> send -> check the receipt and keep it. A signed act that could not be sent is
// kept and sent again as it is, so a lost answer never makes two acts.
import { id_of_text, parse_key, sign_text } from "./act.ts";
import { type Accepted, ApiError, get_text, post_act } from "./api.ts";
import { utf8 } from "./bytes.ts";
import type { Json, JsonObject } from "./canonical.ts";
import { gather_receipts } from "./ballot_receipts.ts";
import { check_act } from "./check.ts";
import { type Composed, type Draft, compose } from "./compose.ts";
import { box, button, error_box, facts, h, hash, new_id, raw, replace, save_file, status_line } from "./dom.ts";
import { sign_with } from "./keys.ts";
import { type MessageId, t } from "./messages.ts";
import { step_item } from "./steps.ts";
import { type Receipt, type StoredKey, put } from "./store.ts";

export interface Flow {
  key: StoredKey;
  draft: Draft;
  /** One sentence that says in words what the signature will mean. */
  sentence: string;
  /** Shown in the preview below the sentence. */
  notes?: HTMLElement | null;
  /** Where preview, status and receipt appear (emptied first). */
  place: HTMLElement;
  lang: string;
  /** Called once the node has answered with success. */
  accepted?: (receipt: Receipt) => void | Promise<void>;
  /** Called when the person goes back to the form. */
  back?: () => void;
}

function value_text(value: Json): Node {
  const texts = Array.isArray(value) ? value : [value];
  const parts = texts.map((item) => (typeof item === "string" && item.length >= 43 && !/\s/.test(item)
    ? hash(item) : h("bdi", { class: "written" }, typeof item === "object" ? JSON.stringify(item) : String(item))));
  return h("span", {}, ...parts.flatMap((part, i) => (i === 0 ? [part] : [" ", part])));
}

const kLabels: Record<string, MessageId> = {
  act: "member.act",
  affiliation: "member.affiliation",
  at: "member.at",
  by: "member.by",
  capacity: "member.capacity",
  closes: "member.closes",
  country: "member.country",
  detail: "member.detail",
  for: "member.for",
  in: "member.in",
  kind: "member.kind",
  lang: "member.lang",
  mandate: "member.mandate",
  name: "member.name",
  next: "member.next",
  nonce: "member.nonce",
  of: "member.of_act",
  on: "member.on",
  prev: "member.prev",
  reason: "member.reason",
  salt: "member.salt",
  statement: "member.statement",
  text: "member.text",
  title: "member.title",
  v: "member.v",
  with: "member.with",
};

/** Members with their names in words; a name without words stands as it is. */
function rows(object: JsonObject): [string, Node][] {
  return Object.entries(object).map(([name, value]) => {
    const revised = name === "of" && object["act"] === "revise";
    const label = revised ? t("member.of") : Object.hasOwn(kLabels, name) ? t(kLabels[name]!) : name;
    return [label, value_text(value)];
  });
}

function preview(flow: Flow, made: Composed, sign: () => Promise<void>): HTMLElement {
  const id = new_id();
  const back = button(t("flow.change"), "secondary", () => {
    replace(flow.place);
    flow.back?.();
  });
  return h("section", { class: "preview", "aria-labelledby": id },
    h("h2", { id, tabindex: "-1" }, t("flow.preview_title")),
    h("p", {}, flow.sentence),
    flow.notes ?? null,
    h("h3", {}, t("flow.act_title")), h("p", { class: "muted" }, t("flow.act_hint")),
    facts(rows(made.body)),
    raw(t("flow.act_raw"), made.text),
    h("h3", {}, t("flow.detail_title")),
    h("p", { class: "muted" }, made.detail === null ? t("flow.no_detail") : t("flow.detail_hint")),
    made.detail === null ? null : facts(rows(JSON.parse(made.detail) as JsonObject)),
    made.detail === null ? null : raw(t("flow.detail_raw"), made.detail),
    h("p", { class: "cluster" }, button(t("flow.sign"), "", sign), back));
}

async function keep(flow: Flow, made: Composed, note: string, answer: Accepted): Promise<Receipt> {
  const text_member = (name: string) => {
    const value = made.body[name];
    return typeof value === "string" ? { [name]: value } : {};
  };
  let proof: string | null = null;
  try {
    proof = await get_text(answer.receipt);
  } catch {
    // the act is in; its proof can be fetched from its page at any time
  }
  const receipt: Receipt = {
    id: answer.id, public: flow.key.public, type: made.body["act"] as string, note, detail: made.detail, proof,
    at: made.body["at"] as string, ...text_member("statement"), ...text_member("for"),
    ...text_member("mandate"), ...text_member("capacity"),
  };
  await put("receipts", receipt);
  await put("tips", { public: flow.key.public, id: answer.id, prev: (made.body["prev"] as string[] | undefined) ?? [] });
  return receipt;
}

async function receipt_card(flow: Flow, receipt: Receipt, answer: Accepted): Promise<HTMLElement> {
  const id = new_id();
  const steps = h("ol", { class: "steps" });
  let good: boolean | null = null;
  if (receipt.proof !== null) {
    const known = { entry: utf8(receipt.note), proof: receipt.proof, detail: receipt.detail };
    good = await check_act(receipt.id, (step) => steps.append(step_item(step)), known);
  }
  const proof = receipt.proof;
  const signature = receipt.type === "sign" ? `/${flow.lang}/signature/${receipt.id}` : `/${flow.lang}/acts/${receipt.id}`;
  return h("section", { class: "receipt", "aria-labelledby": id },
    h("h2", { id, tabindex: "-1" }, t("receipt.title")),
    h("p", {}, t(answer.status === "known" ? "receipt.known" : "receipt.logged", { index: answer.index })),
    good === null ? h("p", {}, t("receipt.no_proof")) : h("p", {}, t(good ? "receipt.checked" : "receipt.failed")),
    facts([[t("receipt.act"), hash(receipt.id)], [t("receipt.index"), String(answer.index)]]),
    h("details", {}, h("summary", {}, t("receipt.steps")), steps),
    h("p", { class: "cluster" },
      proof === null ? null : button(t("receipt.save"), "secondary", () => save_file(`${receipt.id.slice(0, 16)}.tlog-proof`, proof)),
      h("a", { href: signature }, t("receipt.page"))));
}

function focus_heading(place: HTMLElement): void {
  (place.querySelector("h2, .box") as HTMLElement | null)?.focus();
}

async function send(flow: Flow, made: Composed, note: string, status: HTMLElement): Promise<void> {
  status.textContent = t("flow.sending");
  let answer: Accepted;
  try {
    answer = await post_act(note, made.detail);
  } catch (error) {
    status.textContent = "";
    const lost = error instanceof ApiError && (error.status === 0 || error.status >= 500 || error.status === 429);
    replace(flow.place, error_box(error), h("p", {}, t(lost ? "flow.kept" : "flow.nothing_logged")),
      h("p", { class: "cluster" },
        lost ? button(t("flow.again"), "", () => send(flow, made, note, status)) : null,
        button(t("flow.change"), "secondary", () => { replace(flow.place); flow.back?.(); })),
      status);
    focus_heading(flow.place);
    return;
  }
  if (answer.id !== id_of_text(made.text)) throw new Error(t("flow.other_id"));
  const receipt = await keep(flow, made, note, answer);
  const card = await receipt_card(flow, receipt, answer);
  const logs = receipt.type === "ballot" ? h("div", {}) : null;
  replace(flow.place, card, logs);
  focus_heading(flow.place);
  await flow.accepted?.(receipt);
  if (logs) await gather_receipts(receipt, made.body["in"] as string, logs);
}

/** Runs the whole flow in flow.place. Errors are shown there, never thrown. */
export async function run_flow(flow: Flow, renewed = false): Promise<void> {
  const status = status_line();
  replace(flow.place, status);
  status.textContent = t("flow.preparing");
  try {
    const made = await compose(flow.draft, flow.key, {
      progress: (tried, expected) => {
        status.textContent = t("flow.stamp", { percent: Math.min(99, Math.round((100 * tried) / expected)) });
      },
    });
    const sign = async () => {
      if (Date.now() - made.made_at > made.max_age_ms) return run_flow(flow, true);
      try {
        const note = await sign_text(made.text, parse_key(flow.key.public)!, (message) => sign_with(flow.key.signer, message));
        await send(flow, made, note, status);
      } catch (error) {
        replace(flow.place, error_box(error));
        focus_heading(flow.place);
      }
    };
    status.textContent = "";
    replace(flow.place, renewed ? box("warning", t("flow.renewed")) : null, preview(flow, made, sign), status);
    focus_heading(flow.place);
  } catch (error) {
    replace(flow.place, error_box(error));
    focus_heading(flow.place);
  }
}
