// A draft of a form as a sealed piece of text: to be sent to others without the node or the messenger being
// able to read it. AES-256-GCM; the key never leaves by itself (a link carries it behind #, which browsers do not send).
import { type Bytes, base64url, from_base64url, text_of_utf8, utf8 } from "./bytes.ts";

export const kDraftFormat = "althing-draft/v1";
const kKeyBytes = 32;
const kIvBytes = 12;
const kMaxDraftChars = 400000;

/** What the controls hold, by name; several values for check boxes. */
export type DraftValues = Record<string, string[]>;
export interface Draft { act: string; values: DraftValues }
export interface Sealed { key: string; iv: string; ciphertext: string }

const parameters = (iv: Bytes) => ({ name: "AES-GCM", iv, additionalData: utf8(kDraftFormat) });

export async function seal_draft(draft: Draft): Promise<Sealed> {
  const key = crypto.getRandomValues(new Uint8Array(kKeyBytes));
  const iv = crypto.getRandomValues(new Uint8Array(kIvBytes));
  const aes = await crypto.subtle.importKey("raw", key, "AES-GCM", false, ["encrypt"]);
  const ciphertext = await crypto.subtle.encrypt(parameters(iv), aes, utf8(JSON.stringify(draft)));
  return { key: base64url(key), iv: base64url(iv), ciphertext: base64url(new Uint8Array(ciphertext)) };
}

/** null for a wrong key and for anything that is no draft. */
export async function open_draft({ key, iv, ciphertext }: Sealed): Promise<Draft | null> {
  const [raw, start, body] = [key, iv, ciphertext].map((part) => from_base64url(part));
  if (!raw || raw.length !== kKeyBytes || !start || start.length !== kIvBytes || !body) return null;
  try {
    const aes = await crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["decrypt"]);
    return checked(JSON.parse(text_of_utf8(new Uint8Array(await crypto.subtle.decrypt(parameters(start), aes, body)))));
  } catch {
    return null;
  }
}

function checked(value: unknown): Draft | null {
  const { act, values } = (value ?? {}) as Partial<Draft>;
  if (typeof act !== "string" || typeof values !== "object" || values === null) return null;
  const good = Object.values(values).every((list) => Array.isArray(list) && list.every((item) => typeof item === "string"));
  return good ? { act, values } : null;
}

/** The file holds all but the key. */
export const draft_file = ({ iv, ciphertext }: Sealed): string => `${JSON.stringify({ format: kDraftFormat, iv, ciphertext })}\n`;

export function read_draft_file(text: string, key: string): Sealed | null {
  if (text.length > kMaxDraftChars) return null;
  try {
    const file = JSON.parse(text) as Record<string, unknown>;
    if (file["format"] !== kDraftFormat || typeof file["iv"] !== "string" || typeof file["ciphertext"] !== "string") return null;
    return { key, iv: file["iv"], ciphertext: file["ciphertext"] };
  } catch {
    return null;
  }
}

/** Fragments: all of it, or the key alone for a file. */
export const draft_fragment = ({ key, iv, ciphertext }: Sealed): string => `#draft=${key}.${iv}.${ciphertext}`;
export const key_fragment = ({ key }: Sealed): string => `#draft-key=${key}`;
export function read_fragment(hash: string): Sealed | null {
  const whole = /^#draft=([\w-]+)\.([\w-]+)\.([\w-]+)$/.exec(hash);
  if (whole) return { key: whole[1]!, iv: whole[2]!, ciphertext: whole[3]! };
  const key = /^#draft-key=([\w-]+)$/.exec(hash);
  return key ? { key: key[1]!, iv: "", ciphertext: "" } : null;
}
