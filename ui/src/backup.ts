// The backup file of a key (ui/README.md, "Backup file"): the seed and the next key's seed under a
// passphrase. PBKDF2 because WebCrypto has nothing stronger that every browser shares; the count of
// rounds stands in the file. Opens on any device and in the command line.
import { type Bytes, base64url, from_base64url, hex, text_of_utf8, utf8 } from "./bytes.ts";
import { key_text } from "./act.ts";
import { public_of_seed } from "./ed25519.ts";
import { sha256 } from "./sha256.ts";

export const kBackupFormat = "althing-key-backup/v1";
export const kMinIterations = 600_000;
export const kMaxIterations = 10_000_000;  // a hostile file must not hang the browser
export const kMaxBackupBytes = 16 * 1024;
export const kMinPassphraseChars = 12;

/** A key still in the open: in memory only, between drawing and keeping. */
export interface KeyMaterial {
  seed: Bytes;
  next_seed: Bytes;
  public: string;
  next_commitment: string;
  created: string;
  assembly?: string;
}

export class BackupError extends Error {
  readonly problem: "backup.not_a_backup" | "backup.wrong_passphrase" | "backup.other_key" | "backup.not_this_key";
  constructor(problem: BackupError["problem"]) {
    super(problem);
    this.problem = problem;
  }
}

export async function material_of(seed: Bytes, next_seed: Bytes, created: string, assembly?: string): Promise<KeyMaterial> {
  const next = await public_of_seed(next_seed);
  const made: KeyMaterial = {
    seed, next_seed, created, public: key_text(await public_of_seed(seed)), next_commitment: hex(sha256(next)),
  };
  return assembly ? { ...made, assembly } : made;
}

/** Draws a key and the key after it. */
export function draw_key(created: string, assembly?: string): Promise<KeyMaterial> {
  const random = () => crypto.getRandomValues(new Uint8Array(32));
  return material_of(random(), random(), created, assembly);
}

async function derive(passphrase: string, salt: Bytes, iterations: number): Promise<CryptoKey> {
  const base = await crypto.subtle.importKey("raw", utf8(passphrase.normalize("NFC")), "PBKDF2", false, ["deriveKey"]);
  return crypto.subtle.deriveKey({ name: "PBKDF2", hash: "SHA-256", salt, iterations }, base,
    { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

export async function make_backup(material: KeyMaterial, passphrase: string, iterations = kMinIterations): Promise<string> {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const secret: Record<string, string> = {
    seed: base64url(material.seed), next_seed: base64url(material.next_seed), created: material.created,
  };
  if (material.assembly) secret["assembly"] = material.assembly;
  const key = await derive(passphrase, salt, iterations);
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, utf8(JSON.stringify(secret)));
  return JSON.stringify({
    format: kBackupFormat,
    public: material.public,
    created: material.created,
    kdf: { name: "PBKDF2-HMAC-SHA-256", iterations, salt: base64url(salt) },
    cipher: { name: "AES-256-GCM", iv: base64url(iv) },
    ciphertext: base64url(new Uint8Array(sealed)),
  }, null, 2) + "\n";
}

interface BackupFile {
  format: string;
  public: string;
  kdf: { name: string; iterations: number; salt: string };
  cipher: { name: string; iv: string };
  ciphertext: string;
}

function read_file(text: string): BackupFile {
  try {
    if (text.length > kMaxBackupBytes) throw new Error("too large");
    const file = JSON.parse(text) as BackupFile;
    const fits = file.format === kBackupFormat && file.kdf.name === "PBKDF2-HMAC-SHA-256" &&
      file.cipher.name === "AES-256-GCM" && Number.isInteger(file.kdf.iterations) &&
      file.kdf.iterations >= kMinIterations && file.kdf.iterations <= kMaxIterations;
    if (fits) return file;
  } catch {
    // falls through to the one refusal
  }
  throw new BackupError("backup.not_a_backup");
}

/** The key in a backup. Throws BackupError. */
export async function open_backup(text: string, passphrase: string): Promise<KeyMaterial> {
  const file = read_file(text);
  const [salt, iv, sealed] = [file.kdf.salt, file.cipher.iv, file.ciphertext].map((part) => from_base64url(String(part)));
  if (!salt || iv?.length !== 12 || !sealed) throw new BackupError("backup.not_a_backup");
  let secret: Record<string, string>;
  try {
    const key = await derive(passphrase, salt, file.kdf.iterations);
    const opened = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, sealed);
    secret = JSON.parse(text_of_utf8(new Uint8Array(opened))) as Record<string, string>;
  } catch {
    throw new BackupError("backup.wrong_passphrase");
  }
  const seed = from_base64url(secret["seed"] ?? "");
  const next_seed = from_base64url(secret["next_seed"] ?? "");
  if (seed?.length !== 32 || next_seed?.length !== 32) throw new BackupError("backup.not_a_backup");
  const material = await material_of(seed, next_seed, secret["created"] ?? "", secret["assembly"]);
  if (material.public !== file.public) throw new BackupError("backup.other_key");
  return material;
}

const kPassphraseAlphabet = "abcdefghijkmnpqrstuvwxyz23456789";  // 32 signs, none alike

/** 20 random signs in five groups: 100 bits. */
export function suggest_passphrase(): string {
  const signs = Array.from(crypto.getRandomValues(new Uint8Array(20)), (byte) => kPassphraseAlphabet[byte & 31]!);
  return signs.join("").replace(/(.{4})(?=.)/g, "$1-");
}
