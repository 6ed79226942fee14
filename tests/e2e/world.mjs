// Real nodes as processes, for tests that need several: a folder of their own, the command line, waiting for what
// must come true. Everything talks to 127.0.0.1 and is ended by its process id.
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const bin = process.env.ALTHING_BIN
export const sleep = (ms) => new Promise((done) => setTimeout(done, ms))

export class World {
  constructor (name) {
    this.folder = mkdtempSync(join(tmpdir(), `althing-${name}-`))
    this.processes = new Set()
    this.passed = 0
  }
  ok (name, truth, more = '') {
    assert.ok(truth, `${name} ${typeof more === 'string' ? more : JSON.stringify(more)}`)
    this.passed += 1
    console.log(`ok    ${name}`)
  }
  path (...parts) { return join(this.folder, ...parts) }
  run (args, url = '') { return spawnSync(bin, args, { cwd: this.folder, encoding: 'utf8', maxBuffer: 1 << 28, env: { ...process.env, ALTHING_NODE: url } }) }
  cli (args, url) {
    const done = this.run(args, url)
    assert.equal(done.status, 0, `althing ${args.join(' ')}: ${done.stdout}${done.stderr}`)
    return done.stdout
  }
  json (args, url) { return JSON.parse(this.cli(['--json', ...args], url).trim().split('\n').at(-1)) }
  /** A process of its own, killed at the end at the latest. */
  spawn (program, args, options = {}) {
    const child = spawn(program, args, { cwd: this.folder, stdio: ['ignore', 'pipe', 'pipe'], ...options })
    child.text = ''
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => { child.text += chunk })
    this.processes.add(child)
    child.on('exit', () => this.processes.delete(child))
    return child
  }
  async end (child, signal = 'SIGTERM') {
    if (!this.processes.has(child)) return
    const ended = new Promise((done) => child.on('exit', done))
    child.kill(signal)
    await ended
  }
  async finish () {
    for (const child of this.processes) child.kill('SIGKILL')
    rmSync(this.folder, { recursive: true, force: true })
  }
}

export class Node {
  constructor (world, dir, port = 0, args = []) { this.world = world; this.dir = dir; this.port = port; this.args = args }
  async serve () {
    this.process = this.world.spawn(bin, ['--json', 'serve', this.dir, '--listen', `127.0.0.1:${this.port}`, ...this.args])
    this.url = await new Promise((done, failed) => {
      let text = ''
      this.process.stdout.on('data', (chunk) => { text += chunk; if (text.includes('\n')) done(JSON.parse(text.split('\n')[0]).url) })
      this.process.on('exit', (code) => failed(new Error(`${this.dir} ended with ${code}: ${this.process.text}`)))
    })
    this.port = Number(new URL(this.url).port)
    return this
  }
  async end (signal = 'SIGTERM') {
    await this.world.end(this.process, signal)
    this.process = null
  }
  async text (path) { return (await fetch(this.url + path)).text() }
  async get (path) { return (await fetch(this.url + path)).json() }
  /** Logged there and in its index. */
  async has (id) { return (await fetch(`${this.url}/acts/${id}.json`)).status === 200 }
  /** Its log's key as acts name it: base64url of the vkey's last 32 bytes. */
  async key () {
    const vkey = (await this.get('/policy')).log
    return Buffer.from(vkey.split('+').slice(2).join('+'), 'base64').subarray(1).toString('base64url')  // base64 can have a + too
  }
  async peer (address) { return (await this.get('/peers.json')).peers.find((one) => one.address === address) }
}

export async function until (what, name, ms = 60_000) {
  const end = Date.now() + ms
  while (Date.now() < end) {
    try { if (await what()) return } catch (e) { if (!/fetch failed|ECONN|other side closed/.test(String(e))) throw e }
    await sleep(25)
  }
  assert.fail(`did not come true: ${name}`)
}

export const same = async (...nodes) => until(async () => {
  const digests = await Promise.all(nodes.map(async (node) => (await node.get('/digest')).digest))
  return new Set(digests).size === 1
}, 'all nodes have one digest')
