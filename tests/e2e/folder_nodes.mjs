// Several real nodes on one machine, for tests over more than one log: the command line in a folder of the test's own,
// nodes as processes, and waiting for what comes true.
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'

const bin = process.env.ALTHING_BIN
export const sleep = (ms) => new Promise((done) => setTimeout(done, ms))

export class Folder {
  constructor (path) { this.path = path }
  run (args, url = '') { return spawnSync(bin, args, { cwd: this.path, encoding: 'utf8', env: { ...process.env, ALTHING_NODE: url } }) }
  cli (args, url) {
    const done = this.run(args, url)
    assert.equal(done.status, 0, `althing ${args.join(' ')}: ${done.stdout}${done.stderr}`)
    return done.stdout
  }
  json (args, url) { return JSON.parse(this.cli(['--json', ...args], url).trim().split('\n').at(-1)) }
}

export class Node {
  constructor (folder, dir, port = 0) { this.folder = folder; this.dir = dir; this.port = port }
  async serve () {
    this.process = spawn(bin, ['--json', 'serve', this.dir, '--listen', `127.0.0.1:${this.port}`], { cwd: this.folder.path, stdio: ['ignore', 'pipe', 'pipe'] })
    this.process.stderr.on('data', () => {})
    this.url = await new Promise((done, failed) => {
      let text = ''
      this.process.stdout.on('data', (chunk) => { text += chunk; if (text.includes('\n')) done(JSON.parse(text.split('\n')[0]).url) })
      this.process.on('exit', (code) => failed(new Error(`${this.dir} ended with ${code}`)))
    })
    this.port = Number(new URL(this.url).port)
    return this
  }
  async end (signal = 'SIGTERM') {
    const ended = new Promise((done) => this.process.on('exit', done))
    this.process.kill(signal)
    await ended
    this.process = null
  }
  async get (path) { return (await fetch(this.url + path)).json() }
  async has (id) { return (await fetch(`${this.url}/acts/${id}.json`)).status === 200 }
  async peer (address) { return (await this.get('/peers.json')).peers.find((one) => one.address === address) }
  // Its log's key as acts name it: base64url of the vkey's last 32 bytes.
  async key () {
    const vkey = (await this.get('/policy')).log
    return Buffer.from(vkey.split('+').slice(2).join('+'), 'base64').subarray(1).toString('base64url')  // base64 can have a + too
  }
}

/** Until `what` is true; a node that cannot be reached just now is asked again. */
export async function until (what, name, ms = 60_000) {
  const end = Date.now() + ms
  while (Date.now() < end) {
    try { if (await what()) return } catch (e) { if (!/fetch failed|ECONN/.test(String(e))) throw e }
    await sleep(25)
  }
  assert.fail(`did not come true: ${name}`)
}
