// A real node of its own for a test: founded by command line in a temporary folder, served on 127.0.0.1,
// stopped by close(). And a signer written from docs/format-act.md with node's own crypto, for tests that
// need more signatories than one would start a process for.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { createHash, createPrivateKey, createPublicKey, randomBytes, sign } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const kBinary = process.env.ALTHING_BIN;
export const kPassphrase = "nine stones in a ring";

const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash("sha256")).digest();
const canonical = (object) => JSON.stringify(object, Object.keys(object).sort());
const now_text = () => new Date().toISOString().replace(/\.\d+Z$/, "Z");

export class Signer {
  constructor(seed = randomBytes(32)) {
    this.key = createPrivateKey({ key: Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), seed]), format: "der", type: "pkcs8" });
    this.raw = createPublicKey(this.key).export({ format: "der", type: "spki" }).subarray(-32);
    this.public = this.raw.toString("base64url");
    this.prev = [];
  }

  /** { id, act, detail } ready for POST /acts; follows this signer's last one. */
  make(assembly, members, words = null) {
    const detail = words && canonical({ ...words, by: this.public, salt: randomBytes(16).toString("base64url") });
    const body = { ...members, v: 1, by: this.public, in: assembly, at: now_text() };
    if (this.prev.length > 0) body.prev = this.prev;
    if (detail) body.detail = sha256(detail).toString("hex");
    const text = canonical(body) + "\n";
    const id = sha256(text).toString("hex");
    const blob = Buffer.concat([sha256("act\n", Buffer.from([1]), this.raw).subarray(0, 4), sign(null, Buffer.from(text), this.key)]);
    this.prev = [id];
    return { id, act: `${text}\n\u2014 act ${blob.toString("base64")}\n`, ...(detail ? { detail } : {}) };
  }
}

export class RealNode {
  /**
   * A folder with a founded assembly and founder.key; call serve() next. `found` may make further keys and
   * returns the options of `althing found` after its folder.
   */
  constructor(found = () => ["--name", "Assembly of tests", "--text-file", "charter.md", "--group", "civil", "--vouches", "1"]) {
    this.folder = mkdtempSync(join(tmpdir(), "althing-pages-"));
    writeFileSync(join(this.folder, "charter.md"), "For tests.\n");
    this.cli("init", "data");
    this.cli("key", "new", "founder.key");
    this.assembly = this.json("found", "data", "--key", "founder.key", ...found(this)).assembly;
  }

  /** The founder joins by name and publishes a statement; its id. The node must be serving. */
  begin() {
    this.cli("join", "--key", "founder.key", "--kind", "person", "--name", "Fay Founder");
    return this.id("statement", "new", "--key", "founder.key", "--title", "Keep the drafts open", "--text", "We ask for published drafts.");
  }

  /** A further node of the same assembly in the same folder, restored from this one, which must be serving. */
  neighbour(dir) {
    this.cli("restore", this.url, dir);
    return Object.assign(Object.create(RealNode.prototype), { folder: this.folder, assembly: this.assembly, dir });
  }

  /** Runs the command line in the folder; the answer of spawnSync. */
  run(args, env = {}) {
    return spawnSync(kBinary, args, { cwd: this.folder, encoding: "utf8", env: { ...process.env, ALTHING_NODE: this.url ?? "", ALTHING_PASSPHRASE: kPassphrase, ...env } });
  }
  cli(...args) {
    const done = this.run(args);
    assert.equal(done.status, 0, `althing ${args.join(" ")}: ${done.stdout}${done.stderr}`);
    return done.stdout;
  }
  json(...args) {
    return JSON.parse(this.cli("--json", ...args).trim().split("\n").at(-1));
  }
  /** Runs it and returns the id of the act it made. */
  id(...args) {
    return this.json(...args).id;
  }

  async serve(...more) {
    this.server = spawn(kBinary, ["--json", "serve", this.dir ?? "data", "--listen", "127.0.0.1:0", "--pseudo-locale", ...more], { cwd: this.folder, stdio: ["ignore", "pipe", "inherit"] });
    const line = await new Promise((done, failed) => {
      let text = "";
      this.server.stdout.on("data", (chunk) => { text += chunk; if (text.includes("\n")) done(text); });
      this.server.on("exit", (code) => failed(new Error(`the node ended with ${code}`)));
    });
    this.url = JSON.parse(line.split("\n")[0]).url;
    return this;
  }
  async stop() {
    if (!this.server) return;
    const ended = new Promise((done) => { this.server.on("exit", done); });
    this.server.kill("SIGTERM");
    await ended;
    this.server = null;
  }
  async close() {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async get(path) {
    if (!path.startsWith("/heads")) await this.settle();
    return (await fetch(this.url + path, { headers: { Accept: "application/json" } })).json();
  }
  async html(path) {
    await this.settle();
    const answer = await fetch(this.url + path);
    return { status: answer.status, text: await answer.text() };
  }
  /** Hands in acts; fails unless each was logged. */
  async post(acts) {
    const answer = await fetch(`${this.url}/acts`, { method: "POST", headers: { "Content-Type": "application/x-ndjson" },
      body: acts.map(({ act, detail }) => JSON.stringify({ act, detail }) + "\n").join("") });
    const verdicts = (await answer.text()).trim().split("\n").map((line) => JSON.parse(line));
    for (const verdict of verdicts) assert.equal(verdict.status, "logged", JSON.stringify(verdict));
    return verdicts;
  }
  /** Waits until the pages show all that was logged (they follow the log a moment later). */
  async settle() {
    await this.get(`/heads?key=${"A".repeat(43)}`);
  }
}
