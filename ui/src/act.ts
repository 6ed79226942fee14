// An act in the browser (DESIGN.md 3): its text, id and note, and the door that says which bytes may
// enter a log. Mirrors src/act/act.h; tests/vectors are shared. Pure but for the signature check.
import { type Bytes, base64, base64url, concat, equal, from_base64, from_base64url, hex, text_of_utf8, utf8 } from "./bytes.ts";
import { type Json, type JsonObject, canonical, parse_canonical } from "./canonical.ts";
import { verify } from "./ed25519.ts";
import { sha256 } from "./sha256.ts";

export const kMaxEntryBytes = 16 * 1024;
export const kMaxLargeEntryBytes = 60 * 1024;  // found, poll
export const kMaxActDepth = 16;
export const kMaxPrev = 8;
export const kMaxDataChars = 12000;

const kSignaturePrefix = "\u2014 act ";
const kToken = /^[a-z0-9._:-]{1,64}$/;
const kName = /^[a-z][a-z0-9_]{0,63}$/;
const kHash = /^[0-9a-f]{64}$/;

/** Bytes that the door refuses; `field` names the member at fault ("" for the whole). */
export class DoorError extends Error {
  readonly field: string;
  constructor(field: string, reason: string) {
    super(field ? `\`${field}\` ${reason}` : reason);
    this.field = field;
  }
}

export interface Act {
  id: string;
  by: Bytes;
  body: JsonObject;
  text: string;
  entry: Bytes;
  signature: Bytes;
}

export const is_token = (text: string): boolean => kToken.test(text);
export const is_hash = (text: string): boolean => kHash.test(text);
export const key_text = (key: Uint8Array): string => base64url(key);

/** The 32 bytes of a key's canonical text; null for any other text. */
export function parse_key(text: string): Bytes | null {
  const bytes = text.length === 43 ? from_base64url(text) : null;
  return bytes?.length === 32 ? bytes : null;
}

const is_leap = (year: number) => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

/** YYYY-MM-DDTHH:MM:SSZ, a real date, no leap second. */
export function is_time(text: string): boolean {
  const m = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})Z$/.exec(text);
  if (!m) return false;
  const [year, month, day, hour, minute, second] = m.slice(1).map(Number) as [number, number, number, number, number, number];
  const days = [31, is_leap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
  return days !== undefined && day >= 1 && day <= days && hour < 24 && minute < 60 && second < 60;
}

export function time_text(unix_ms: number): string {
  return new Date(unix_ms).toISOString().replace(/\.\d{3}Z$/, "Z");
}

function check_string(name: string, text: string): void {
  if (name === "data") {
    if (text.length > kMaxDataChars) throw new DoorError(name, `must be at most ${kMaxDataChars} characters`);
    if (!from_base64url(text)) throw new DoorError(name, "must be base64url without padding");
    return;
  }
  if (!is_token(text) && !parse_key(text) && !is_time(text)) {
    throw new DoorError(name, "must be a token, an id, a key or a time");
  }
}

function check_values(name: string, value: Json): void {
  if (typeof value === "string") return check_string(name, value);
  if (value === null || typeof value !== "object") return;
  if (Array.isArray(value)) return value.forEach((item) => check_values(name === "data" ? "" : name, item));
  for (const [member, inner] of Object.entries(value)) {
    if (!kName.test(member)) throw new DoorError(member, "is no member name");
    check_values(member, inner);
  }
}

type Check = (value: Json) => boolean;
const text_where = (test: (text: string) => boolean): Check => (value) => typeof value === "string" && test(value);
const is_id = text_where(is_hash);

function is_prev(value: Json): boolean {
  return Array.isArray(value) && value.length >= 1 && value.length <= kMaxPrev && value.every(is_id) &&
    value.every((id, i) => i === 0 || (value[i - 1] as string) < (id as string));
}

const kCommon: { name: string; required: boolean; check: Check; must: string }[] = [
  { name: "v", required: true, check: (v) => typeof v === "number" && v >= 1, must: "an integer from 1" },
  { name: "act", required: true, check: text_where(is_token), must: "a token" },
  { name: "by", required: true, check: text_where((t) => parse_key(t) !== null), must: "a key (43 characters of canonical base64url)" },
  { name: "at", required: true, check: text_where(is_time), must: "YYYY-MM-DDTHH:MM:SSZ" },
  { name: "in", required: false, check: is_id, must: "an id" },
  { name: "prev", required: false, check: is_prev, must: "1-8 distinct ids, ascending" },
  { name: "detail", required: false, check: is_id, must: "a hash" },
  { name: "for", required: false, check: is_id, must: "an id" },
  { name: "mandate", required: false, check: is_id, must: "an id" },
  { name: "nonce", required: false, check: text_where(is_token), must: "a token" },
];

function check_body(body: JsonObject): void {
  for (const { name, required, check, must } of kCommon) {
    const value = Object.hasOwn(body, name) ? body[name]! : undefined;
    if (value === undefined ? required : !check(value)) throw new DoorError(name, `must be ${must}`);
  }
  if (Object.hasOwn(body, "in") === (body["act"] === "found")) {
    throw new DoorError("in", "must be there, except in `found`");
  }
  check_values("", body);
}

/** Canonical text of a body; throws DoorError for what the door would refuse. */
export function text_of(body: JsonObject): string {
  check_body(body);
  return canonical(body, kMaxActDepth) + "\n";
}

export const id_of_text = (text: string): string => hex(sha256(utf8(text)));

/** Signed-note key id of an author: SHA-256("act\n" || 0x01 || key)[:4]. */
export function key_id(name: string, type: number, key: Uint8Array): Bytes {
  return sha256(concat(utf8(`${name}\n`), Uint8Array.of(type), key)).slice(0, 4);
}

/** The note of a text: text, empty line, the one signature line. */
export function note_of(text: string, key: Uint8Array, signature: Uint8Array): string {
  return `${text}\n${kSignaturePrefix}${base64(concat(key_id("act", 1, key), signature))}\n`;
}

/** The door without the signature check. Throws DoorError. */
export function parse_entry(entry: Uint8Array): Act {
  if (entry.length > kMaxLargeEntryBytes) throw new DoorError("", "the act is too large");
  let note: string;
  try {
    note = text_of_utf8(entry);
  } catch {
    throw new DoorError("", "the act is not UTF-8");
  }
  const match = /^([^\n]*\n)\n\u2014 act ([A-Za-z0-9+/=]*)\n$/.exec(note);
  if (!match) throw new DoorError("", "must be one line, an empty line and one signature line named `act`");
  const text = match[1]!;
  const blob = from_base64(match[2]!);
  if (blob?.length !== 68) throw new DoorError("", "the signature line is not canonical base64 of 68 bytes");
  let body: JsonObject;
  try {
    body = parse_canonical(text.slice(0, -1), kMaxActDepth);
  } catch (error) {
    throw new DoorError("", error instanceof RangeError ? "nested too deep" : (error as Error).message);
  }
  check_body(body);
  const large = body["act"] === "found" || body["act"] === "poll";
  if (!large && entry.length > kMaxEntryBytes) throw new DoorError("", "the act is too large");
  const by = parse_key(body["by"] as string)!;
  if (!equal(blob.subarray(0, 4), key_id("act", 1, by))) throw new DoorError("", "the signature is by another key");
  return { id: id_of_text(text), by, body, text, entry: entry.slice(), signature: blob.slice(4) };
}

export const verify_signature = (act: Act): Promise<boolean> => verify(act.by, utf8(act.text), act.signature);

/** Asks `sign` for the signature of the text and returns the note; checks it before handing it out. */
export async function sign_text(text: string, key: Uint8Array, sign: (message: Bytes) => Promise<Bytes>): Promise<string> {
  const note = note_of(text, key, await sign(utf8(text)));
  if (!(await verify_signature(parse_entry(utf8(note))))) throw new DoorError("", "the new signature does not verify");
  return note;
}
