// The Merkle tree of RFC 6962 from public tiles, checkpoints and receipts (docs/format-log.md), written
// from the specifications with node:crypto alone: what an auditor who trusts nobody would write.
import { createPublicKey, verify as ed25519_verify } from 'node:crypto'
import { sha256 } from '../bad_input/acts.mjs'

const kSpki = Buffer.from('302a300506032b6570032100', 'hex')

export const leaf_hash = (entry) => sha256(Buffer.concat([Buffer.from([0]), entry]))
export const node_hash = (left, right) => sha256(Buffer.concat([Buffer.from([1]), left, right]))

/** Opens a checkpoint with the log's vkey: {origin, size, root}. Throws if it is not signed by it. */
export function open_checkpoint(text, vkey) {
  const [name, , key] = vkey.split('+')
  const bytes = Buffer.from(vkey.slice(vkey.indexOf(key, name.length + 10)), 'base64')
  const end = text.indexOf('\n\n') + 1
  const body = text.slice(0, end)
  const [origin, size, root] = body.split('\n')
  const line = text.slice(end + 1).split('\n').find((l) => l.startsWith(`\u2014 ${name} `))
  const signature = Buffer.from(line?.split(' ')[2] ?? '', 'base64').subarray(4)
  const public_key = createPublicKey({ key: Buffer.concat([kSpki, bytes.subarray(1)]), format: 'der',
    type: 'spki' })
  if (origin !== name || !ed25519_verify(null, Buffer.from(body), public_key, signature)) {
    throw new Error(`not a checkpoint of ${name}: ${text}`)
  }
  return { origin, size: Number(size), root: Buffer.from(root, 'base64') }
}

/** RFC 9162, 2.1.3.2: does the path lead from leaf `index` of `size` to the root? */
export function proves_inclusion(index, size, leaf, path, root) {
  if (index >= size) return false
  let [fn, sn, hash] = [BigInt(index), BigInt(size - 1), leaf]
  for (const sibling of path) {
    if (sn === 0n) return false
    if ((fn & 1n) === 1n || fn === sn) {
      hash = node_hash(sibling, hash)
      while ((fn & 1n) === 0n && fn !== 0n) { fn >>= 1n; sn >>= 1n }
    } else {
      hash = node_hash(hash, sibling)
    }
    fn >>= 1n
    sn >>= 1n
  }
  return sn === 0n && hash.equals(root)
}

/** RFC 9162, 2.1.4.2. */
export function proves_consistency(old_size, old_root, size, root, proof) {
  if (old_size > size) return false
  if (old_size === size) return proof.length === 0 && old_root.equals(root)
  if (old_size === 0) return true
  let [fn, sn] = [BigInt(old_size - 1), BigInt(size - 1)]
  const rest = (old_size & (old_size - 1)) === 0 ? [old_root, ...proof] : [...proof]
  while ((fn & 1n) === 1n) { fn >>= 1n; sn >>= 1n }
  let fr = rest[0], sr = rest[0]
  for (const hash of rest.slice(1)) {
    if (sn === 0n) return false
    if ((fn & 1n) === 1n || fn === sn) {
      fr = node_hash(hash, fr)
      sr = node_hash(hash, sr)
      while ((fn & 1n) === 0n && fn !== 0n) { fn >>= 1n; sn >>= 1n }
    } else {
      sr = node_hash(sr, hash)
    }
    fn >>= 1n
    sn >>= 1n
  }
  return sn === 0n && fr.equals(old_root) && sr.equals(root)
}

/** `.tlog-proof`: {index, path, checkpoint}. */
export function parse_proof(text) {
  const lines = text.split('\n')
  const empty = lines.indexOf('')
  const at = lines.findIndex((line) => line.startsWith('index '))
  if (lines[0] !== 'c2sp.org/tlog-proof@v1' || at < 0) throw new Error(`no proof: ${text}`)
  return { index: Number(lines[at].slice(6)),
    path: lines.slice(at + 1, empty).map((line) => Buffer.from(line, 'base64')),
    checkpoint: lines.slice(empty + 1).join('\n') }
}

const tile_name = (n) => {
  let name = String(n % 1000).padStart(3, '0')
  for (n = Math.floor(n / 1000); n > 0; n = Math.floor(n / 1000)) {
    name = `x${String(n % 1000).padStart(3, '0')}/${name}`
  }
  return name
}

/** The public tree at one checkpoint. `fetch(path)` gives the bytes of a path below record/; full tiles
 *  and bundles are kept in `cache`, a Map that may be shared by trees of one log. */
export class Tree {
  constructor(size, fetch, cache = new Map()) { Object.assign(this, { size, fetch, cache, own: new Map() }) }

  async file(folder, level, n) {
    const hashes = Math.floor(this.size / 256 ** level)
    const width = Math.min(256, hashes - n * 256)
    const path = `${folder}/${tile_name(n)}${width < 256 ? `.p/${width}` : ''}`
    const cache = width < 256 ? this.own : this.cache
    if (!cache.has(path)) cache.set(path, await this.fetch(path))
    return cache.get(path)
  }
  /** Root of the whole subtree of 2^level leaves at `index`. */
  async node(level, index) {
    const tile_level = Math.floor(level / 8), inside = level % 8
    const first = index * 2 ** inside
    const bytes = await this.file(`tile/${tile_level}`, tile_level, Math.floor(first / 256))
    const at = first % 256
    if (bytes.length < (at + 2 ** inside) * 32) throw new Error(`tile ${tile_level}/${first} is cut`)
    let hashes = Array.from({ length: 2 ** inside }, (_, i) => bytes.subarray((at + i) * 32,
      (at + i + 1) * 32))
    while (hashes.length > 1) hashes = hashes.flatMap((h, i) => (i % 2 ? [] : [node_hash(h, hashes[i + 1])]))
    return hashes[0]
  }
  /** MTH of leaves [begin, end), where begin is a multiple of the size of the whole left part. */
  async range(begin, end) {
    const count = end - begin
    const level = Math.floor(Math.log2(count))
    if (2 ** level === count) return this.node(level, begin / count)
    return node_hash(await this.range(begin, begin + 2 ** level), await this.range(begin + 2 ** level, end))
  }
  root(size = this.size) { return size === 0 ? sha256('') : this.range(0, size) }

  /** RFC 6962, 2.1.2: PROOF(old_size, D[size]). */
  async consistency(old_size) {
    const sub = async (m, begin, end, whole) => {
      const n = end - begin
      if (m === n) return whole ? [] : [await this.range(begin, end)]
      let k = 1
      while (k * 2 < n) k *= 2
      if (m <= k) return [...await sub(m, begin, begin + k, whole), await this.range(begin + k, end)]
      return [...await sub(m - k, begin + k, end, false), await this.range(begin, begin + k)]
    }
    return old_size === 0 ? [] : sub(old_size, 0, this.size, true)
  }

  /** Every entry in log order. */
  async entries() {
    const out = []
    for (let n = 0; n * 256 < this.size; n++) {
      const bytes = await this.file('tile/entries', 0, n)
      for (let at = 0; at < bytes.length;) {
        const length = bytes.readUInt16BE(at)
        out.push(bytes.subarray(at + 2, at + 2 + length))
        at += 2 + length
      }
    }
    return out
  }
}

/** The root of these leaves, computed without any tile. */
export function root_of(leaves) {
  if (leaves.length === 0) return sha256('')
  let row = leaves
  // Pairs from the left; an odd last one goes up as it is, which gives RFC 6962's split.
  while (row.length > 1) row = row.flatMap((h, i) => (i % 2 ? [] : i + 1 < row.length ? [node_hash(h, row[i + 1])] : [h]))
  return row[0]
}
