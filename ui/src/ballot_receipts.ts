// Receipts of a ballot from all logs that return its poll (DESIGN.md 5). The page's own node hands the ballot on, so the
// page may talk to no other (connect-src 'self'); each receipt is signed by its log and checked here, so the node between
// can withhold one but make up none.
import { key_id, parse_key } from "./act.ts";
import { post_json } from "./api.ts";
import { hex, utf8 } from "./bytes.ts";
import { box, button, h, save_file } from "./dom.ts";
import { t } from "./messages.ts";
import { sha256 } from "./sha256.ts";
import { type LogReceipt, type Receipt, put } from "./store.ts";
import { is_included, is_signed_by, parse_proof } from "./tlog.ts";

interface Answer { id: string; poll: string; note: string; logs: number; receipts: { log: string; state: string; proof?: string; message?: string }[] }

/** True iff the proof shows the entry in the log of that key and assembly. */
export async function is_receipt_of(assembly: string, log: string, proof: string, note: string): Promise<boolean> {
  const key = parse_key(log);
  if (!key) return false;
  const name = `${assembly}/${hex(sha256(key)).slice(0, 32)}`;
  try {
    const parsed = parse_proof(proof);
    return (await is_signed_by(parsed.checkpoint, { name, id: key_id(name, 1, key), key })) && is_included(utf8(note), parsed);
  } catch {
    return false;  // no proof at all
  }
}

/** One line a receipt, as `althing receipt check` reads it. */
export function receipts_file(receipt: Receipt): string {
  const line = (one: LogReceipt) => JSON.stringify({ ballot: receipt.id, format: "althing-receipt/v1", log: one.log, note: receipt.note, poll: receipt.poll, proof: one.proof });
  return (receipt.logs ?? []).map((one) => `${line(one)}\n`).join("");
}

const kStates = { no_address: "ballot.no_address", unreachable: "ballot.unreachable", refused: "ballot.refused", other_note: "ballot.other_note" } as const;

/** Hands the ballot on, keeps the receipts in this browser, and shows how many logs have it. */
export async function gather_receipts(receipt: Receipt, assembly: string, place: HTMLElement): Promise<void> {
  place.replaceChildren(h("p", { role: "status" }, t("ballot.handing_on")));
  const again = () => button(t("ballot.again"), "secondary", () => gather_receipts(receipt, assembly, place));
  let answer: Answer;
  try {
    answer = await post_json<Answer>(`/acts/${receipt.id}/receipts`);
  } catch (error) {
    place.replaceChildren(box("warning", t("ballot.not_handed_on"), h("p", {}, error instanceof Error ? error.message : String(error)), h("p", {}, again())));
    return;
  }
  const good: LogReceipt[] = [];
  const others: HTMLElement[] = [];
  for (const one of answer.receipts) {
    if (one.state === "received" && one.proof !== undefined && (await is_receipt_of(assembly, one.log, one.proof, receipt.note))) {
      good.push({ log: one.log, proof: one.proof });
      continue;
    }
    const words = Object.hasOwn(kStates, one.state) ? t(kStates[one.state as keyof typeof kStates]) : t("ballot.bad_receipt");
    others.push(h("li", {}, h("code", {}, one.log.slice(0, 12)), `: ${words}`, one.message ? h("span", {}, " ", h("bdi", {}, one.message)) : null));
  }
  const kept: Receipt = { ...receipt, poll: answer.poll, logs: good };
  await put("receipts", kept);
  const whole = good.length === answer.logs;
  place.replaceChildren(box(whole ? "success" : "warning", t("ballot.received", { k: good.length, n: answer.logs }),
    h("p", {}, t("ballot.meaning")),
    others.length > 0 ? h("ul", {}, ...others) : null,
    h("p", { class: "cluster" },
      good.length > 0 ? button(t("ballot.save"), "secondary", () => save_file(`${receipt.id.slice(0, 16)}.receipts`, receipts_file(kept))) : null,
      whole ? null : again())));
}
