// The transparency log seen from a browser: signed checkpoints (C2SP signed-note, tlog-checkpoint),
// Merkle inclusion (RFC 6962) and `.tlog-proof` files (C2SP tlog-proof). Enough to check one receipt.
import { type Bytes, base64, concat, equal, from_base64, from_hex, hex, utf8 } from "./bytes.ts";
import { key_id } from "./act.ts";
import { verify } from "./ed25519.ts";
import { sha256 } from "./sha256.ts";

export class TlogError extends Error {}

export const leaf_hash = (entry: Uint8Array): Bytes => sha256(concat(Uint8Array.of(0), entry));
const node_hash = (left: Uint8Array, right: Uint8Array): Bytes => sha256(concat(Uint8Array.of(1), left, right));

/** Root that an inclusion proof leads to (RFC 9162 2.1.3.2); null if the proof has the wrong length. */
export function root_of_proof(leaf: Uint8Array, index: number, size: number, path: Uint8Array[]): Bytes | null {
  if (index < 0 || index >= size) return null;
  let at = BigInt(index);
  let last = BigInt(size) - 1n;
  let root = leaf as Bytes;
  for (const sibling of path) {
    if (last === 0n) return null;
    if ((at & 1n) === 1n || at === last) {
      root = node_hash(sibling, root);
      while ((at & 1n) === 0n && at !== 0n) { at >>= 1n; last >>= 1n; }
    } else {
      root = node_hash(root, sibling);
    }
    at >>= 1n;
    last >>= 1n;
  }
  return last === 0n ? root : null;
}

export interface LogKey { name: string; id: Bytes; key: Bytes }

/** A signed-note verifier key `name+hash8+base64(type||key)` of type Ed25519. Throws TlogError. */
export function parse_vkey(text: string): LogKey {
  const match = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text);
  const blob = match && from_base64(match[3]!);
  if (!match || blob?.length !== 33 || blob[0] !== 1) throw new TlogError("not an Ed25519 verifier key");
  const key = { name: match[1]!, id: from_hex(match[2]!)!, key: blob.slice(1) };
  if (!equal(key.id, key_id(key.name, 1, key.key))) throw new TlogError("the verifier key's id is wrong");
  return key;
}

/** DESIGN.md 4: a log's name is its assembly and the head of its key's hash. */
export function is_origin_of(log: LogKey, assembly: string): boolean {
  return log.name === `${assembly}/${hex(sha256(log.key)).slice(0, 32)}`;
}

export interface Checkpoint {
  origin: string;
  size: number;
  root: Bytes;
  text: string;
  signatures: { name: string; id: Bytes; signature: Bytes }[];
}

/** Reads a signed checkpoint; checks its shape only. Throws TlogError. */
export function parse_checkpoint(note: string): Checkpoint {
  const split = note.lastIndexOf("\n\n");
  if (split < 0 || !note.endsWith("\n")) throw new TlogError("no signed note");
  const text = note.slice(0, split + 1);
  const [origin, size, root] = text.split("\n");
  const root_bytes = from_base64(root ?? "");
  if (!origin || !/^(0|[1-9]\d{0,15})$/.test(size ?? "") || root_bytes?.length !== 32) {
    throw new TlogError("no checkpoint");
  }
  const lines = note.slice(split + 2, -1).split("\n");
  const signatures = lines.map((line) => {
    const match = /^\u2014 ([^\s+]+) ([A-Za-z0-9+/=]+)$/.exec(line);
    const blob = match && from_base64(match[2]!);
    if (!match || !blob || blob.length < 5) throw new TlogError("a signature line is malformed");
    return { name: match[1]!, id: blob.slice(0, 4), signature: blob.slice(4) };
  });
  return { origin, size: Number(size), root: root_bytes, text, signatures };
}

/** True iff the log itself signed the checkpoint (and no signature in its name fails). */
export async function is_signed_by(checkpoint: Checkpoint, log: LogKey): Promise<boolean> {
  if (checkpoint.origin !== log.name) return false;
  const own = checkpoint.signatures.filter((line) => line.name === log.name && equal(line.id, log.id));
  if (own.length === 0) return false;
  for (const line of own) {
    if (!(await verify(log.key, utf8(checkpoint.text), line.signature))) return false;
  }
  return true;
}

export interface Proof { index: number; path: Bytes[]; checkpoint: Checkpoint }

/** Reads a `.tlog-proof` file. Throws TlogError. */
export function parse_proof(text: string): Proof {
  const match = /^c2sp\.org\/tlog-proof@v1\n(?:extra [^\n]*\n)?index (0|[1-9]\d{0,15})\n((?:[A-Za-z0-9+/=]+\n)*)\n/.exec(text);
  if (!match) throw new TlogError("no c2sp.org/tlog-proof@v1 file");
  const path = match[2]!.split("\n").filter((line) => line !== "").map((line) => {
    const hash = from_base64(line);
    if (hash?.length !== 32) throw new TlogError("a hash of the proof is malformed");
    return hash;
  });
  if (path.length > 63) throw new TlogError("the proof is too long");
  return { index: Number(match[1]), path, checkpoint: parse_checkpoint(text.slice(match[0].length)) };
}

/** True iff the proof places the entry in its checkpoint's tree. */
export function is_included(entry: Uint8Array, proof: Proof): boolean {
  const root = root_of_proof(leaf_hash(entry), proof.index, proof.checkpoint.size, proof.path);
  return root !== null && equal(root, proof.checkpoint.root);
}

export const root_text = (checkpoint: Checkpoint): string => base64(checkpoint.root);
