// A small stand-in for a node, for tests of the browser part alone: policy, heads, acts, proofs, a
// signed log in memory, written from the specifications with node's own crypto, not from ui/src.
// It checks signatures only (OpenSSL's rule); the real node is used by the end-to-end test.
import { createHash, createPrivateKey, createPublicKey, sign, verify } from "node:crypto";

const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash("sha256")).digest();
const key_of_seed = (seed) => createPrivateKey({ key: Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), seed]), format: "der", type: "pkcs8" });
const public_of = (key) => createPublicKey(key).export({ format: "der", type: "spki" }).subarray(-32);
const key_of_public = (raw) => createPublicKey({ key: Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), raw]), format: "der", type: "spki" });
const leaf_of = (entry) => sha256(Buffer.from([0]), entry);
const node_of = (left, right) => sha256(Buffer.from([1]), left, right);

function split_of(size) {
  let k = 1;
  while (2 * k < size) k *= 2;
  return k;
}
function root_of(leaves) {
  if (leaves.length === 0) return sha256();
  if (leaves.length === 1) return leaves[0];
  const k = split_of(leaves.length);
  return node_of(root_of(leaves.slice(0, k)), root_of(leaves.slice(k)));
}
function path_of(index, leaves) {
  if (leaves.length === 1) return [];
  const k = split_of(leaves.length);
  return index < k ? [...path_of(index, leaves.slice(0, k)), root_of(leaves.slice(k))]
    : [...path_of(index - k, leaves.slice(k)), root_of(leaves.slice(0, k))];
}

export class MockNode {
  assembly = "a5".repeat(32);
  stamp_bits = 0;
  max_skew_s = 300;
  mandates = [];
  /** Entries in order: { id, entry, body, detail }. */
  entries = [];
  /** Set to lose the next answer to POST /acts after the act was logged. */
  lose_next_answer = false;

  constructor() {
    this.key = key_of_seed(Buffer.alloc(32, 7));
    this.public = public_of(this.key);
    this.origin = `${this.assembly}/${sha256(this.public).toString("hex").slice(0, 32)}`;
    this.key_id = sha256(`${this.origin}\n`, Buffer.from([1]), this.public).subarray(0, 4);
  }

  checkpoint(size = this.entries.length) {
    const root = root_of(this.entries.slice(0, size).map(({ entry }) => leaf_of(entry)));
    const text = `${this.origin}\n${size}\n${root.toString("base64")}\n`;
    return `${text}\n\u2014 ${this.origin} ${Buffer.concat([this.key_id, sign(null, Buffer.from(text), this.key)]).toString("base64")}\n`;
  }

  proof(id) {
    const index = this.entries.findIndex((entry) => entry.id === id);
    if (index < 0) return null;
    const path = path_of(index, this.entries.map(({ entry }) => leaf_of(entry)));
    return `c2sp.org/tlog-proof@v1\nindex ${index}\n${path.map((hash) => hash.toString("base64") + "\n").join("")}\n${this.checkpoint()}`;
  }

  policy() {
    const vkey = `${this.origin}+${this.key_id.toString("hex")}+${Buffer.concat([Buffer.from([1]), this.public]).toString("base64")}`;
    return { assembly: this.assembly, origin: this.origin, log: vkey, time: new Date().toISOString().replace(/\.\d+Z/, "Z"),
      max_skew_s: this.max_skew_s, stamp_bits: this.stamp_bits, limits: {}, versions: [1] };
  }

  heads(key, statement) {
    const own = this.entries.filter(({ body }) => body.by === key);
    const named = new Set(own.flatMap(({ body }) => body.prev ?? []));
    const latest = own.filter(({ body }) => body.statement === statement && ["sign", "unsign"].includes(body.act)).at(-1);
    return { prev: own.map(({ id }) => id).filter((id) => !named.has(id)).sort(), join: own.find(({ body }) => body.act === "join")?.id ?? null,
      mandates: this.mandates, signed: latest?.body.act === "sign" ? latest.id : null };
  }

  /** Logs an act; throws { status, field, detail } when it is refused. */
  submit(note, detail) {
    const entry = Buffer.from(note, "utf8");
    const [text, line] = [note.slice(0, note.indexOf("\n") + 1), note.split("\n")[2]];
    const body = JSON.parse(text);
    const blob = Buffer.from(line.slice("\u2014 act ".length), "base64");
    if (!verify(null, Buffer.from(text), key_of_public(Buffer.from(body.by, "base64url")), blob.subarray(4))) throw { status: 400, field: "", detail: "the signature does not verify" };
    if (body.in !== this.assembly) throw { status: 400, field: "in", detail: "`in` names another assembly" };
    if (body.country === "xx") throw { status: 422, field: "country", detail: "`country` must be an ISO 3166 code, got \"xx\"" };
    if ((body.detail ?? null) !== (detail === null ? null : sha256(detail).toString("hex"))) throw { status: 400, field: "detail", detail: "the detail does not match" };
    const id = sha256(text).toString("hex");
    const known = this.entries.findIndex((one) => one.id === id);
    if (known < 0) this.entries.push({ id, entry, body, detail });
    const index = known < 0 ? this.entries.length - 1 : known;
    return { id, index, size: this.entries.length, status: known < 0 ? "logged" : "known", receipt: `/acts/${id}/proof` };
  }

  /** For harness.serve(): answers the API, returns false for everything else. */
  answer = (request, response, body) => {
    const url = new URL(request.url, "http://x");
    const send = (status, type, content) => { response.writeHead(status, { "Content-Type": type }).end(content); return true; };
    const json = (value) => send(200, "application/json", JSON.stringify(value));
    const text = (value) => (value === null || value === undefined ? send(404, "application/problem+json", '{"title":"not found"}') : send(200, "text/plain; charset=utf-8", value));
    if (url.pathname === "/policy") return json(this.policy());
    if (url.pathname === "/heads") return json(this.heads(url.searchParams.get("key"), url.searchParams.get("statement")));
    if (url.pathname === "/record/checkpoint") return text(this.checkpoint());
    const act = /^\/acts\/([0-9a-f]{64})(\.note|\/proof)$/.exec(url.pathname);
    if (act) return text(act[2] === "/proof" ? this.proof(act[1]) : this.entries.find(({ id }) => id === act[1])?.entry);
    const detail = /^\/detail\/([0-9a-f]{64})$/.exec(url.pathname);
    if (detail) return text(this.entries.find(({ body: own }) => own.detail === detail[1])?.detail);
    if (url.pathname !== "/acts" || request.method !== "POST") return false;
    try {
      const sent = JSON.parse(body);
      const done = this.submit(sent.act, sent.detail ?? null);
      if (this.lose_next_answer) {
        this.lose_next_answer = false;
        response.writeHead(200, { "Content-Type": "application/json", "Content-Length": "500" });
        response.write("{");
        setTimeout(() => request.socket.destroy(), 50);
        return true;
      }
      return json(done);
    } catch (refusal) {
      return send(refusal.status ?? 500, "application/problem+json", JSON.stringify({ title: "refused", status: refusal.status, detail: refusal.detail ?? String(refusal), field: refusal.field }));
    }
  };
}
