// Details: what people write in prose, outside the leaf (DESIGN.md 3). The act holds SHA-256 of the
// exact bytes made here; `salt` keeps a short name from being guessed from the hash. Mirrors
// src/act/detail.h, with the characters refused early that a node refuses from a local client.
import { base64url, hex, utf8 } from "./bytes.ts";
import { type JsonObject, canonical } from "./canonical.ts";
import { is_hash } from "./act.ts";
import { sha256 } from "./sha256.ts";

export const kMaxDetailBytes = 64 * 1024;
export const kMaxDetailDepth = 8;
export const kMaxNameChars = 200;
export const kMaxTitleChars = 300;
export const kMaxReasonChars = 4000;
export const kMaxTextChars = 40000;

export const kTranslationChars: Record<string, number> = { title: kMaxTitleChars, name: kMaxNameChars, text: kMaxTextChars };

/** Hash of a detail's exact bytes: the act's `detail`. */
export const commitment = (detail: string): string => hex(sha256(utf8(detail)));

// Control, bidi embedding/override/isolate, invisible, separator and tag characters, noncharacters. What
// depends on its neighbours (joiners, selectors) is left to the node: src/act/text_hygiene.h decides.
const kDeceiving =
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u034F\u061C\u180E\u200B\u2028-\u202E\u2060-\u2064\u2066-\u206F\u3164\uFEFF\uFDD0-\uFDEF\uFFFE\uFFFF]|[\u{E0000}-\u{E007F}]/u;
const kDeceivingInLine = /[\t\n\u00AD\u200E\u200F]/u;

/** What is wrong with a written text, or null: { problem: message id, code?: "U+202E" }. */
export function text_fault(text: string, limit: number, single_line: boolean): { problem: string; code?: string } | null {
  if ([...text].length > limit) return { problem: "field.too_long" };
  const found = kDeceiving.exec(text) ?? (single_line ? kDeceivingInLine.exec(text) : null);
  if (!found) return null;
  const code = found[0].codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0");
  return { problem: "field.bad_character", code: `U+${code}` };
}

/** Exact bytes (as text) of a detail: members plus `salt` and `by`. */
export function make_detail(members: JsonObject, by: string): string {
  const salt = base64url(crypto.getRandomValues(new Uint8Array(16)));
  const text = canonical({ ...members, by, salt }, kMaxDetailDepth);
  if (utf8(text).length > kMaxDetailBytes) throw new RangeError("detail too large");
  return text;
}

/** True iff the text is the detail an act by `by` committed to (exact bytes, and the same author). */
export function is_detail_of(text: string, hash: string, by: string): boolean {
  if (!is_hash(hash) || commitment(text) !== hash) return false;
  try {
    return (JSON.parse(text) as JsonObject)["by"] === by;
  } catch {
    return false;
  }
}
