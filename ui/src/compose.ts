// From what a form says to the text of an act, ready to be looked at and signed: time, assembly, the
// author's latest acts, detail with its commitment, and a stamp where the node asks for one.
import { kMaxPrev, time_text } from "./act.ts";
import { type Heads, type Policy, get_heads, get_policy } from "./api.ts";
import type { JsonObject } from "./canonical.ts";
import { commitment, make_detail } from "./detail.ts";
import { t } from "./messages.ts";
import { type StampOptions, stamped_text } from "./stamp.ts";
import { type StoredKey, type Tip, get } from "./store.ts";

export interface Draft {
  members: JsonObject;           // the act's own members, with `act`; `prev` only where the form asks for it
  detail: JsonObject | null;     // the detail's members, without salt and by
  assembly?: string | undefined; // what the page says; must be the node's
}

export interface Composed {
  body: JsonObject;
  text: string;
  detail: string | null;
  made_at: number;   // unix ms; the node refuses an act older than max_skew_s
  max_age_ms: number;
}

const unix_ms = (time: string | number): number => (typeof time === "number" ? time * 1000 : Date.parse(time));

/** `prev`: the node's heads, with the act made here last, which the node's answer may not know yet. */
export function merge_prev(heads: string[], tip: Tip | undefined): string[] {
  if (!tip) return [...new Set(heads)].sort().slice(0, kMaxPrev);
  const others = [...new Set(heads)].filter((id) => id !== tip.id && !tip.prev.includes(id)).sort();
  return [tip.id, ...others.slice(0, kMaxPrev - 1)].sort();
}

function check_clock(policy: Policy, now: number): void {
  const off_s = Math.round((now - unix_ms(policy.time)) / 1000);
  if (Math.abs(off_s) > policy.max_skew_s) throw new Error(t("compose.clock", { seconds: Math.abs(off_s) }));
}

export async function compose(draft: Draft, key: StoredKey, options: StampOptions = {}): Promise<Composed> {
  const [policy, heads, tip] = await Promise.all([get_policy(), get_heads(key.public), get("tips", key.public)]);
  if (draft.assembly && draft.assembly !== policy.assembly) throw new Error(t("compose.other_assembly"));
  const now = Date.now();
  check_clock(policy, now);
  const detail = draft.detail ? make_detail(draft.detail, key.public) : null;
  const body: JsonObject = { ...draft.members, v: 1, by: key.public, in: policy.assembly };
  const prev = (draft.members["prev"] as string[] | undefined) ?? merge_prev(heads.prev ?? [], tip);
  if (prev.length > 0) body["prev"] = prev;
  if (detail !== null) body["detail"] = commitment(detail);
  const bits = prev.length === 0 && is_newcomer(heads) ? policy.stamp_bits : 0;
  body["at"] = time_text(now);
  const text = await stamped_text(body, bits, options);
  return {
    body: JSON.parse(text) as JsonObject, text, detail, made_at: now,
    max_age_ms: Math.max(30, policy.max_skew_s - 30) * 1000,
  };
}

/** Stamps are asked of keys the node has no act of. */
const is_newcomer = (heads: Heads): boolean => (heads.prev ?? []).length === 0;
