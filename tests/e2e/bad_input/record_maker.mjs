// Writes a record folder (docs/format-log.md, docs/format-record.md) from acts in any order: what a peer
// could have logged, hostile words, void and pending acts included. A second implementation of the log.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { hash, keyId, sha256 } from './acts.mjs'

const leaf = (entry) => sha256(Buffer.concat([Buffer.from([0]), entry]))
function root_of(leaves) {
  if (leaves.length === 1) return leaves[0]
  let split = 1
  while (split * 2 < leaves.length) split *= 2
  return sha256(Buffer.concat([Buffer.from([1]), root_of(leaves.slice(0, split)),
    root_of(leaves.slice(split))]))
}

export const origin_of = (assembly, log) => `${assembly}/${hash(log.public).slice(0, 32)}`

export function write_record(dir, assembly, log, acts) {
  if (acts.length > 255) throw new Error('one partial bundle only')
  const put = (path, bytes) => {
    mkdirSync(dirname(join(dir, path)), { recursive: true })
    writeFileSync(join(dir, path), bytes)
  }
  const leaves = acts.map((act) => leaf(act.note))
  const width = acts.length
  put(`tile/0/000.p/${width}`, Buffer.concat(leaves))
  put(`tile/entries/000.p/${width}`, Buffer.concat(acts.flatMap((act) => {
    const size = Buffer.alloc(2)
    size.writeUInt16BE(act.note.length)
    return [size, act.note]
  })))
  put(`detail/000.p/${width}`, Buffer.concat(acts.flatMap((act) => {
    const size = Buffer.alloc(4)
    size.writeUInt32BE(act.detail?.length ?? 0)
    return [size, act.detail ?? Buffer.alloc(0)]
  })))
  const origin = origin_of(assembly, log)
  const text = `${origin}\n${width}\n${root_of(leaves).toString('base64')}\n`
  const signed = Buffer.concat([keyId(origin, log), log.sign(text)]).toString('base64')
  put('checkpoint', `${text}\n\u2014 ${origin} ${signed}\n`)
}
