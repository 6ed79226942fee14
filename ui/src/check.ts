// Checking one act against the log, step by step: used by the verify box and for a fresh receipt.
// Every step says what was found; a failed step ends those that rest on it.
import { type Act, parse_entry, verify_signature } from "./act.ts";
import { get_bytes, get_policy, get_text } from "./api.ts";
import { equal, text_of_utf8 } from "./bytes.ts";
import { is_detail_of } from "./detail.ts";
import { type MessageId, t } from "./messages.ts";
import { type Proof, is_included, is_origin_of, is_signed_by, parse_checkpoint, parse_proof, parse_vkey, root_text } from "./tlog.ts";

export type Verdict = "ok" | "bad" | "skip";
export interface Step { verdict: Verdict; title: string; text: string }
export type Report = (step: Step) => void;

class Stop extends Error {}

function reporter(report: Report) {
  return (good: boolean, ok: MessageId, bad: MessageId, values: Record<string, string | number> = {}, text = "") => {
    report({ verdict: good ? "ok" : "bad", title: t(good ? ok : bad, values), text });
    if (!good) throw new Stop();
  };
}

function parsed<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}

async function check_log(act: Act, proof_text: string, say: ReturnType<typeof reporter>): Promise<void> {
  const policy = await get_policy();
  const proof = parsed(() => parse_proof(proof_text));
  say(proof !== null, "check.proof_read", "check.proof_unreadable");
  const log = parsed(() => parse_vkey(policy.log));
  const own_name = log !== null && act.body["in"] !== undefined && is_origin_of(log, act.body["in"] as string);
  const founding = log !== null && act.body["act"] === "found" && is_origin_of(log, act.id);
  say(own_name || founding, "check.log_name", "check.log_name_bad", {}, log?.name ?? "");
  say(is_included(act.entry, proof!), "check.included", "check.included_bad",
    { index: proof!.index, size: proof!.checkpoint.size });
  say(await is_signed_by(proof!.checkpoint, log!), "check.checkpoint", "check.checkpoint_bad", {},
    t("check.root", { root: root_text(proof!.checkpoint) }));
  const newest = await get_text("/record/checkpoint");
  await check_current(proof!, parsed(() => parse_checkpoint(newest)), log!, say);
}

async function check_current(proof: Proof, current: ReturnType<typeof parse_checkpoint> | null,
  log: ReturnType<typeof parse_vkey>, say: ReturnType<typeof reporter>): Promise<void> {
  const signed = current !== null && (await is_signed_by(current, log));
  const grown = signed && current.size >= proof.checkpoint.size;
  const same = grown && (current.size !== proof.checkpoint.size || equal(current.root, proof.checkpoint.root));
  say(same, "check.current", "check.current_bad", { size: current?.size ?? 0 });
}

async function check_detail(act: Act, known: string | null, report: Report): Promise<void> {
  const wanted = act.body["detail"];
  if (typeof wanted !== "string") return report({ verdict: "skip", title: t("check.no_detail"), text: "" });
  const bytes = known === null ? await get_bytes(`/detail/${wanted}`) : null;
  const text = known ?? (bytes && parsed(() => text_of_utf8(bytes)));
  if (text === null) return report({ verdict: "skip", title: t("check.detail_not_held"), text: t("check.detail_not_held_why") });
  const good = is_detail_of(text, wanted, act.body["by"] as string);
  report({ verdict: good ? "ok" : "bad", title: t(good ? "check.detail" : "check.detail_bad"), text: "" });
}

export interface Known { entry: Uint8Array; proof: string; detail: string | null }

/** Checks an act by id, fetching what `known` does not give. True iff every step that ran was right. */
export async function check_act(id: string, report: Report, known?: Known): Promise<boolean> {
  let good = true;
  const noting: Report = (step) => {
    if (step.verdict === "bad") good = false;
    report(step);
  };
  const say = reporter(noting);
  try {
    const entry = known?.entry ?? (await get_bytes(`/acts/${id}.note`));
    say(entry !== null, "check.found", "check.not_found");
    const act = parsed(() => parse_entry(entry!));
    say(act !== null, "check.read", "check.unreadable");
    say(act!.id === id, "check.id", "check.id_bad", {}, act!.id);
    say(await verify_signature(act!), "check.signature", "check.signature_bad", {},
      t("check.key", { key: act!.body["by"] as string }));
    await check_log(act!, known?.proof ?? (await get_text(`/acts/${id}/proof`)), say);
    await check_detail(act!, known?.detail ?? null, noting);
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
  }
  return good;
}
