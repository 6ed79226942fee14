// A running node under test, what it holds (read from its public log, not from its own counters), and
// the checks every section uses.
import { execFileSync, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { hash, wrap } from './acts.mjs'
import { ask } from './http.mjs'

export class Checks {
  passed = 0
  failed = 0
  ok(name, good, got = '') {
    if (good) this.passed++
    else {
      this.failed++
      const text = typeof got === 'string' ? got : JSON.stringify(got)
      console.log(`FAIL  ${name}: ${text.slice(0, 600)}`)
    }
    return good
  }
  /** A problem of this status and code that names the field ('' = none) and says `words`. */
  problem(name, answer, status, code, field, words = /./) {
    const value = answer.body === undefined ? answer.error : safe(() => answer.json)
    const type = answer.headers === undefined ||
      answer.headers['content-type'] === 'application/problem+json'
    const good = type && value && value.status === status && (answer.status === undefined ||
      answer.status === status) &&
      value.code === code && (value.field ?? '') === field && typeof value.detail === 'string' &&
        words.test(value.detail) &&
      !/[^\x20-\x7e\u2026]/.test(value.detail + (value.field ?? ''))
    return this.ok(name, good,
      answer.body === undefined ? answer : `${answer.status} ${answer.text}`)
  }
  section(name) { console.log(`--    ${name} (${this.passed} passed, ${this.failed} failed)`) }
}

const safe = (f) => { try { return f() } catch { return undefined } }

export function run(bin, ...args) {
  return execFileSync(bin, ['--json', ...args], { encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'] })
}

export class Node {
  static async serve(bin, dir, ...flags) {
    const child = spawn(bin, ['--json', 'serve', dir, '--listen', '127.0.0.1:0', ...flags],
      { stdio: ['ignore', 'pipe', 'pipe'] })
    let errors = ''
    child.stderr.on('data', (data) => { errors += data })
    const gone = new Promise((resolve) => child.on('close',
      (code, signal) => resolve(signal ?? code)))
    const line = await Promise.race([
      new Promise((resolve) => createInterface({ input: child.stdout }).once('line', resolve)),
      gone.then((code) => { throw new Error(`serve ended (${code}): ${errors}`) })])
    const said = JSON.parse(line), { url, assembly } = said
    if (!url) throw new Error(`serve ended (${await gone}): ${line}`)
    const node = new Node()
    Object.assign(node, { child, gone, dir, assembly, said, port: Number(new URL(url).port),
      errors: () => errors })
    return node
  }
  async stop() {
    this.child.kill('SIGTERM')
    return this.gone
  }

  get(target, headers) { return ask(this.port, 'GET', target, { headers }) }
  post(body, type = 'application/json') { return ask(this.port, 'POST', '/acts', { body, type }) }
  send(act) { return this.post(wrap(act)) }
  sendNote(act) { return this.post(act.note, 'text/plain') }
  /** Lines: acts, or text or bytes as they are. */
  lines(lines) {
    const bytes = lines.flatMap((line) => [Buffer.from(line.note ? wrap(line) : line),
      Buffer.from('\n')])
    return this.post(Buffer.concat(bytes), 'application/x-ndjson')
  }

  /** The act's verdict as JSON, once the index has all there is. */
  async verdict(id) {
    await this.settled()
    const answer = await this.get(`/acts/${id}.json`)
    return answer.status === 200 ? answer.json : { status: `http ${answer.status}` }
  }
  async settled() {
    for (let tries = 0; tries < 400; tries++) {
      if ((await this.get('/healthz')).json.index_lag === 0) return
      await new Promise((next) => setTimeout(next, 25))
    }
    throw new Error('the index never caught up')
  }

  /** Ids of the log's acts in order, from the public bundles; marks are the node's own and left out. */
  async log() {
    const size = Number((await this.get('/record/checkpoint')).text.split('\n')[1])
    const ids = []
    for (let n = 0; n * 256 < size; n++) {
      const width = Math.min(256, size - n * 256)
      const name = String(n).padStart(3, '0') + (width < 256 ? `.p/${width}` : '')
      const bytes = (await this.get(`/record/tile/entries/${name}`)).body
      for (let at = 0; at < bytes.length;) {
        const length = bytes.readUInt16BE(at)
        const entry = bytes.subarray(at + 2, at + 2 + length)
        const text = entry.subarray(0, entry.indexOf('\n\n') + 1)
        if (JSON.parse(text).act !== 'mark') ids.push(hash(text))
        at += 2 + length
      }
    }
    return ids
  }
  async signatories(version) {
    await this.settled()
    const csv = (await this.get(`/en/statement/${version}/signatories.csv`)).text
    return csv.trim().split('\r\n').slice(1).map((row) => row.split(',').at(-2).replaceAll('"',
      '')).sort()
  }

  /** Runs `work`, then checks that the log is what it was before and the acts `work` returns, in any
   *  order, and that `watched`'s signatories are what they were. */
  async keeps(checks, name, watched, work) {
    const before = await this.log()
    const who = await this.signatories(watched)
    const added = (await work()) ?? []
    const after = await this.log()
    const good = before.every((id, i) => after[i] === id) &&
      JSON.stringify(after.slice(before.length).sort()) === JSON.stringify([...added].sort())
    checks.ok(`${name}: the log holds what it held${added.length ? ` and ${added.length} more` : ''}`, good,
      { before: before.length, after: after.length, added: added.length,
        strange: after.slice(before.length).filter((id) => !added.includes(id)).slice(0, 3) })
    checks.ok(`${name}: the signatories are who they were`,
      JSON.stringify(await this.signatories(watched)) === JSON.stringify(who))
  }
}
