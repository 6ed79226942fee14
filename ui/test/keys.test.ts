// Backups open with their passphrase only; both ways of keeping a key sign alike.
import assert from "node:assert/strict";
import { test } from "node:test";
import "./helpers.ts";
import { BackupError, draw_key, kMinIterations, make_backup, open_backup, suggest_passphrase } from "../src/backup.ts";
import { parse_key } from "../src/act.ts";
import { utf8 } from "../src/bytes.ts";
import { public_of_seed, verify } from "../src/ed25519.ts";
import { has_webcrypto_ed25519, make_signer, sign_with } from "../src/keys.ts";
import { hex } from "../src/bytes.ts";
import { open_own_backup } from "../src/page_rotate.ts";
import { sha256 } from "../src/sha256.ts";

const kPassphrase = "r\u00e9union of nine stones";
const material = await draw_key("2026-11-23T18:12:00Z", "a".repeat(64));
const file = await make_backup(material, kPassphrase);

test("a drawn key commits to the key after it", async () => {
  assert.equal(material.next_commitment, hex(sha256(await public_of_seed(material.next_seed))));
  assert.notDeepEqual(material.seed, material.next_seed);
});

test("a backup opens with its passphrase, in either Unicode spelling, and holds both keys", async () => {
  assert.deepEqual(await open_backup(file, kPassphrase), material);
  assert.deepEqual(await open_backup(file, kPassphrase.normalize("NFD")), material);
  await assert.rejects(open_backup(file, kPassphrase + " "), (error) => error instanceof BackupError && error.problem === "backup.wrong_passphrase");
});

test("a backup shows neither seed and asks for at least 600,000 rounds", () => {
  const read = JSON.parse(file);
  assert.equal(read.format, "althing-key-backup/v1");
  assert.ok(read.kdf.iterations >= 600_000 && kMinIterations >= 600_000);
  assert.equal(file.includes(Buffer.from(material.seed).toString("base64url")), false);
  assert.equal(file.includes(Buffer.from(material.next_seed).toString("base64url")), false);
});

test("other files and altered backups are refused with the reason", async () => {
  const alter = (change: (read: any) => void) => {
    const read = JSON.parse(file);
    change(read);
    return JSON.stringify(read);
  };
  const refused: [string, BackupError["problem"]][] = [
    ["", "backup.not_a_backup"], ["{}", "backup.not_a_backup"], ["x".repeat(20000), "backup.not_a_backup"],
    [alter((read) => { read.kdf.iterations = 1000; }), "backup.not_a_backup"],
    [alter((read) => { read.kdf.iterations = 1e9; }), "backup.not_a_backup"],
    [alter((read) => { read.cipher.iv = "AA"; }), "backup.not_a_backup"],
    [alter((read) => { read.public = "A".repeat(43); }), "backup.other_key"],
    [alter((read) => { read.ciphertext = read.ciphertext.replace(/^./, (c: string) => (c === "A" ? "B" : "A")); }), "backup.wrong_passphrase"],
  ];
  for (const [text, problem] of refused) {
    await assert.rejects(open_backup(text, kPassphrase), (error) => error instanceof BackupError && error.problem === problem, problem);
  }
});

test("the next key comes out of the backup of the key in use, with a fresh one behind it", async () => {
  const in_use = { public: material.public, next_commitment: material.next_commitment, created: "", signer: await make_signer(material.seed, false) };
  const next = await open_own_backup(file, kPassphrase, in_use);
  assert.equal(hex(sha256(parse_key(next.public)!)), material.next_commitment);
  assert.deepEqual(next.seed, material.next_seed);
  assert.notEqual(next.next_commitment, material.next_commitment);
  const another = { ...in_use, public: "A".repeat(43) };
  await assert.rejects(open_own_backup(file, kPassphrase, another), (error) => error instanceof BackupError && error.problem === "backup.not_this_key");
});

test("both signers make signatures that verify, and give no key out", async () => {
  const message = utf8("althing");
  for (const use_webcrypto of (await has_webcrypto_ed25519()) ? [true, false] : [false]) {
    const signer = await make_signer(material.seed, use_webcrypto);
    assert.equal(signer.kind, use_webcrypto ? "webcrypto" : "sealed");
    assert.equal(await verify(parse_key(material.public)!, message, await sign_with(signer, message)), true);
    const secret = signer.kind === "webcrypto" ? signer.key : signer.wrap;
    assert.equal(secret.extractable, false);
  }
});

test("suggested passphrases are 20 random signs", () => {
  assert.match(suggest_passphrase(), /^([a-z2-9]{4}-){4}[a-z2-9]{4}$/);
  assert.notEqual(suggest_passphrase(), suggest_passphrase());
});
