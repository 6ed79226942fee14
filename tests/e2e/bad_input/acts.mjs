// Keys, acts and details made from docs/format-act.md and docs/format-detail.md alone, with node:crypto.
// Shares no code with the product: if this and the node disagree, one of them or the page is wrong.
import { createHash, createPrivateKey, createPublicKey, randomBytes,
  sign as ed25519 } from 'node:crypto'

export const sha256 = (bytes) => createHash('sha256').update(bytes).digest()
export const hash = (bytes) => sha256(bytes).toString('hex')

const kPkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex')

export class Key {
  constructor(seed = randomBytes(32)) {
    this.private = createPrivateKey({ key: Buffer.concat([kPkcs8, seed]), format: 'der',
      type: 'pkcs8' })
    this.public = createPublicKey(this.private).export({ format: 'der',
      type: 'spki' }).subarray(-32)
    this.seed = seed
    this.text = this.public.toString('base64url')
    this.hash = hash(this.public)
  }
  sign(bytes) { return ed25519(null, Buffer.from(bytes), this.private) }
}

/** RFC 8785 for what an act may hold. */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  const names = Object.keys(value).filter((name) => value[name] !== undefined).sort()
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`
}

export function keyId(name, key) {
  return sha256(Buffer.concat([Buffer.from(`${name}\n\x01`), key.public])).subarray(0, 4)
}

/** The signature line over exactly these bytes; `claimed` lends its key id to another's signature. */
export function note(text, key, claimed = key) {
  const blob = Buffer.concat([keyId('act', claimed), key.sign(text)]).toString('base64')
  return Buffer.concat([Buffer.from(text), Buffer.from(`\n\u2014 act ${blob}\n`)])
}

export const time = (seconds) => new Date(seconds * 1000).toISOString().replace('.000Z', 'Z')
export const now = () => Math.floor(Date.now() / 1000)

/** A detail's exact bytes. `members` may override salt and by. */
export function detail(members, key) {
  return Buffer.from(JSON.stringify({ salt: randomBytes(16).toString('base64url'), by: key.text,
    ...members }))
}

export class Maker {
  constructor(assembly) { this.assembly = assembly }

  /** {note, id, text, detail}: one act of `key`. `words` become its detail; undefined members drop out. */
  make(act, members, key, words) {
    const bytes = words === undefined ? undefined : Buffer.isBuffer(words) ? words : detail(words,
      key)
    const body = { v: 1, act, at: time(now()), by: key.text, in: this.assembly,
      nonce: randomBytes(6).toString('hex') }
    if (bytes !== undefined) body.detail = hash(bytes)
    return seal({ ...body, ...members }, key, bytes)
  }
}

export function seal(body, key, bytes, claimed) {
  const text = canonical(body) + '\n'
  return { body, text, note: note(text, key, claimed), id: hash(text), detail: bytes }
}

/** What goes into POST /acts as JSON. */
export function wrap(act) {
  const out = { act: act.note.toString() }
  if (act.detail !== undefined) out.detail = act.detail.toString()
  return JSON.stringify(out)
}
