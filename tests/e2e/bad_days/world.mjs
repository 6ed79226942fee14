// An assembly to ruin: a folder with a statement, and makers of signatures under it. Shared by the
// tests of bad days.
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Key, Maker, hash, wrap } from '../bad_input/acts.mjs'
import { Node, run } from '../bad_input/node.mjs'

export { Node, run }
export const bin = process.env.ALTHING_BIN
if (!bin) throw new Error('ALTHING_BIN must name the binary')
export const long_run = process.env.ALTHING_LONG === '1'
export const pause = (ms) => new Promise((next) => setTimeout(next, ms))
export const work_dir = (name) => mkdtempSync(join(tmpdir(), `althing-${name}-`))

const started = []
/** A node on a folder, that end_all() will end. */
export async function serve(dir, ...flags) {
  const node = await Node.serve(bin, dir, ...flags)
  started.push(node)
  return node
}
export async function kill9(node) {
  node.child.kill('SIGKILL')
  await node.gone
}
/** For the end of a run that went wrong: no server outlives its test. */
export async function end_all() { for (const node of started) await kill9(node) }

/** Founds an assembly in `dir`; its keys lie beside it. */
export function found(dir) {
  run(bin, 'init', dir)
  run(bin, 'key', 'new', `${dir}.key`)
  return JSON.parse(run(bin, 'found', dir, '--key', `${dir}.key`, '--name', 'Open Networks'))
}

export class World {
  /** Logs a statement for all to sign at a running node. */
  static async at(node) {
    const world = new World()
    world.maker = new Maker(node.assembly)
    world.author = new Key()
    world.statement = world.maker.make('statement', {}, world.author, { title: 'Keep the lines open',
      text: 'Whatever day it is.' })
    const answer = await node.send(world.statement)
    if (answer.status !== 201) throw new Error(answer.text)
    return world
  }
  /** One signature by a key of its own, with a detail of some 200 bytes. */
  sign(name, key = new Key(), statement = this.statement.id) {
    return this.maker.make('sign', { statement, capacity: 'person' }, key,
      { name, reason: `${name} signs. ${hash(name).repeat(2)}` })
  }
}

export const ndjson = (acts) => acts.map((act) => wrap(act) + '\n').join('')

/** Resident memory of a process in bytes. */
export async function rss(pid) {
  const { readFile } = await import('node:fs/promises')
  return Number(/VmRSS:\s+(\d+) kB/.exec(await readFile(`/proc/${pid}/status`, 'utf8'))[1]) * 1024
}
