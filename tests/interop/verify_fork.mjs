// Evidence of a fork checked by docs/format-fork.md, C2SP's signed-note and tlog-checkpoint and RFC 6962 alone:
// shares no code with the node. usage as a program: node verify_fork.mjs FILE
import { createHash, createPublicKey, verify } from 'node:crypto'
import { readFileSync } from 'node:fs'

const sha256 = (...parts) => { const hash = createHash('sha256'); for (const part of parts) hash.update(part); return hash.digest() }
const demand = (truth, why) => { if (!truth) throw new Error(why) }

export function parse_vkey (text) {
  const at = text.lastIndexOf('+', text.indexOf('+', text.indexOf('+') + 1))
  const [name, id] = text.slice(0, at).split('+')
  const bytes = Buffer.from(text.slice(at + 1), 'base64')
  demand(bytes.length === 33 && sha256(name, '\n', bytes).subarray(0, 4).toString('hex') === id, 'the vkey is none')
  return { name, id, type: bytes[0], key: bytes.subarray(1) }
}

export const ed25519 = (key, text, signature) => verify(null, Buffer.from(text), createPublicKey({ key: Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), key]), format: 'der', type: 'spki' }), signature)

// signed-note: the text, an empty line, signature lines.
export function split_note (note) {
  const at = note.lastIndexOf('\n\n')
  demand(at > 0, 'no signed note')
  const lines = note.slice(at + 2).split('\n').filter(Boolean).map((line) => {
    const [dash, name, blob] = line.split(' ')
    demand(dash === '\u2014', 'no signature line')
    const bytes = Buffer.from(blob, 'base64')
    return { name, id: bytes.subarray(0, 4).toString('hex'), bytes: bytes.subarray(4) }
  })
  return { text: note.slice(0, at + 1), lines }
}

export function open_checkpoint (note, log) {
  const { text, lines } = split_note(note)
  const line = lines.find((one) => one.name === log.name && one.id === log.id)
  demand(line && ed25519(log.key, text, line.bytes), 'the log did not sign this')
  const [origin, size, root] = text.split('\n')
  demand(origin === log.name && /^(0|[1-9]\d*)$/.test(size), 'no checkpoint of this log')
  return { origin, size: BigInt(size), root: Buffer.from(root, 'base64') }
}

// RFC 9162 2.1.4.2 (the verification of RFC 6962's proof), as written there.
export function consistent (first, first_root, second, second_root, proof) {
  const node = (left, right) => sha256(Buffer.from([1]), left, right)
  const path = [...proof]
  if ((first & (first - 1n)) === 0n) path.unshift(first_root)
  if (path.length === 0) return false
  let fn = first - 1n, sn = second - 1n
  while (fn & 1n) { fn >>= 1n; sn >>= 1n }
  let fr = path[0], sr = path[0]
  for (const hash of path.slice(1)) {
    if (sn === 0n) return false
    if ((fn & 1n) || fn === sn) {
      fr = node(hash, fr)
      sr = node(hash, sr)
      while (!(fn & 1n) && fn !== 0n) { fn >>= 1n; sn >>= 1n }
    } else {
      sr = node(sr, hash)
    }
    fn >>= 1n
    sn >>= 1n
  }
  return sn === 0n && fr.equals(first_root) && sr.equals(second_root)
}

/** What the evidence shows; throws if it shows nothing. */
export function verify_fork (text) {
  const evidence = JSON.parse(text)
  demand(evidence.format === 'althing-fork/v1', 'another format')
  const log = parse_vkey(evidence.log)
  demand(log.type === 1, 'another kind of key')
  if (/^[0-9a-f]{64}\/[0-9a-f]{32}$/.test(log.name)) demand(sha256(log.key).toString('hex').startsWith(log.name.slice(65)), 'the origin names another key')
  const smaller = open_checkpoint(evidence.smaller, log), larger = open_checkpoint(evidence.larger, log)
  if (smaller.size === larger.size) {
    demand(!smaller.root.equals(larger.root), 'one tree twice')
  } else {
    const root = Buffer.from(evidence.root, 'base64')
    demand(smaller.size > 0n && smaller.size < larger.size, 'the sizes show nothing')
    demand(!root.equals(smaller.root), 'no contradiction')
    demand(consistent(smaller.size, root, larger.size, larger.root, evidence.proof.map((one) => Buffer.from(one, 'base64'))), 'the proof leads nowhere')
  }
  return { origin: log.name, smaller: smaller.size, larger: larger.size }
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  try {
    const shown = verify_fork(readFileSync(process.argv[2], 'utf8'))
    console.log(`${shown.origin} signed a tree of ${shown.smaller} entries and another of ${shown.larger} that does not begin with it`)
  } catch (e) {
    console.log(`shows nothing: ${e.message}`)
    process.exitCode = 1
  }
}
