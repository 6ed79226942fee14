// What tests with several real nodes share: a folder of their own, the command line, nodes as processes that are
// ended by their id, and waiting for conditions instead of times.
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { createServer } from 'node:net'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const bin = process.env.ALTHING_BIN
const kFileServer = new URL('./file_server.mjs', import.meta.url).pathname
export const kCase = new URL('../../examples/wcit-12/story.case.json', import.meta.url).pathname

let passed = 0
export const ok = (name, truth, more = '') => {
  assert.ok(truth, `${name} ${typeof more === 'string' ? more : JSON.stringify(more)}`)
  passed += 1
  console.log(`ok    ${name}`)
}
export const sleep = (ms) => new Promise((done) => setTimeout(done, ms))

/** Waits until `what` answers true; a node that cannot be reached yet is no failure before `ms` have passed. */
export async function until (what, name, ms = 90_000) {
  const end = Date.now() + ms
  while (Date.now() < end) {
    try { if (await what()) return } catch (e) { if (!/fetch failed|ECONN|socket|aborted|timeout/i.test(String(e) + e.cause)) throw e }
    await sleep(25)
  }
  assert.fail(`did not come true: ${name}`)
}

/** The first of `count` ports that are free one after the other. */
export async function free_ports (count) {
  const is_free = (port) => new Promise((done) => {
    const probe = createServer().once('error', () => done(false)).listen(port, '127.0.0.1', () => probe.close(() => done(true)))
  })
  for (let tried = 0; tried < 200; tried++) {
    const first = 20_000 + Math.floor(Math.random() * 10_000)
    let all = true
    for (let i = 0; i < count && all; i++) all = await is_free(first + i)
    if (all) return first
  }
  assert.fail('no free ports')
}

/** The address in the first line that a process started with --json says. */
export function address_of (child, name) {
  return new Promise((done, failed) => {
    let text = ''
    child.stdout.on('data', (chunk) => { text += chunk; if (text.includes('\n')) done(JSON.parse(text.split('\n')[0]).url) })
    child.on('exit', (code) => failed(new Error(`${name} ended with ${code}`)))
  })
}

/** A folder with nodes and keys in it. Its methods may be taken out of it. */
export class World {
  constructor (name) {
    this.folder = mkdtempSync(join(tmpdir(), `althing-${name}-`))
    this.children = []
    for (const name of ['path', 'run', 'cli', 'json']) this[name] = this[name].bind(this)
  }
  path (...names) { return join(this.folder, ...names) }
  run (args, url = '') {
    return spawnSync(bin, args, { cwd: this.folder, encoding: 'utf8', env: { ...process.env, ALTHING_NODE: url }, maxBuffer: 1 << 28 })
  }
  cli (args, url) {
    const done = this.run(args, url)
    assert.equal(done.status, 0, `althing ${args.join(' ')}: ${done.stdout}${done.stderr}`)
    return done.stdout
  }
  json (args, url) { return JSON.parse(this.cli(['--json', ...args], url).trim().split('\n').at(-1)) }
  /** Starts something that close() ends. */
  start (command, args, options = {}) {
    const child = spawn(command, args, { cwd: this.folder, stdio: ['ignore', 'pipe', 'pipe'], ...options })
    child.said = ''
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => { child.said += chunk })
    this.children.push(child)
    return child
  }
  /** A plain file server on a folder; `requests()` are those it had so far. */
  async files (dir, ...more) {
    const child = this.start(process.execPath, [kFileServer, this.path(dir), ...more])
    let said = ''
    child.stdout.on('data', (chunk) => { said += chunk })
    const url = await address_of(child, 'the file server')
    return { child, url, requests: () => said.split('\n').slice(1, -1) }
  }
  close () {
    for (const child of this.children) if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
    rmSync(this.folder, { recursive: true, force: true })
  }
  done () { console.log(`${passed} passed, 0 failed`) }
}

/** Ends a child and waits until it is gone; its exit code, null if a signal ended it. */
export async function end (child, signal = 'SIGTERM') {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
  const gone = new Promise((done) => child.once('exit', done))
  child.kill(signal)
  return gone
}

/** A node on a folder of the world. */
export class Node {
  /** `args` are given to every serve() of it. */
  constructor (world, dir, ...args) { Object.assign(this, { world, dir, args, port: 0 }) }
  /** At the address it had before, if it had one. */
  async serve (...more) {
    this.process = this.world.start(bin, ['--json', 'serve', this.dir, '--listen', `127.0.0.1:${this.port}`, ...this.args, ...more])
    this.url = await address_of(this.process, this.dir).catch((e) => { throw new Error(`${e.message}: ${this.process.said}`) })
    this.port = Number(new URL(this.url).port)
    return this
  }
  async end (signal = 'SIGTERM') { await end(this.process, signal) }
  async get (path) { return (await fetch(this.url + path)).json() }
  async text (path) { return (await fetch(this.url + path)).text() }
  /** Logged there and in its index. */
  async has (id) { return (await fetch(`${this.url}/acts/${id}.json`)).status === 200 }
  /** Its log's key as acts name it: base64url of the vkey's last 32 bytes. */
  async key () {
    const vkey = (await this.get('/policy')).log
    return Buffer.from(vkey.split('+').slice(2).join('+'), 'base64').subarray(1).toString('base64url')  // base64 can have a + too
  }
  async digest () { return (await this.get('/digest')).digest }
  async peer (address) { return (await this.get('/peers.json')).peers.find((one) => one.address === address) }
}
export const same_state = (...nodes) => until(async () => new Set(await Promise.all(nodes.map((node) => node.digest()))).size === 1, 'all nodes have one digest')
