// Bad input against the real binary over HTTP, by a client that shares no code with it: each is refused
// with the field and the reason, or logged and void or pending with its reason in words; and what was
// accepted stays. usage: ALTHING_BIN=<binary> node bad_input.mjs [section...]
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join as path } from 'node:path'
import { Key, Maker } from './bad_input/acts.mjs'
import { Checks, Node, run } from './bad_input/node.mjs'
import * as spelling from './bad_input/spelling.mjs'
import * as sizes from './bad_input/sizes.mjs'
import * as order from './bad_input/order.mjs'
import * as authority from './bad_input/authority.mjs'
import * as commitments from './bad_input/commitments.mjs'
import { tricks, markup } from './bad_input/words.mjs'
import * as peers from './bad_input/peers.mjs'
import * as transport from './bad_input/transport.mjs'
import * as admission from './bad_input/admission.mjs'
import { polls } from './bad_input/polls.mjs'

const kSections = { ...spelling, ...sizes, ...order, ...authority, ...commitments, tricks, markup,
  ...peers, ...transport, ...admission, polls }
const wanted = process.argv.slice(2)
const bin = process.env.ALTHING_BIN
if (!bin) throw new Error('ALTHING_BIN must name the binary')

const work = mkdtempSync(path(tmpdir(), 'althing-bad-'))
const checks = new Checks()
let node
try {
  const dir = path(work, 'data'), key_file = path(work, 'founder.key')
  run(bin, 'init', dir)
  run(bin, 'key', 'new', key_file)
  run(bin, 'found', dir, '--key', key_file, '--name', 'Open Networks')
  node = await Node.serve(bin, dir)
  const maker = new Maker(node.assembly)
  const author = new Key(), signer = new Key()
  const statement = maker.make('statement', {}, author, { title: 'The watched statement',
    text: 'Keep what was accepted.' })
  const kept = maker.make('sign', { statement: statement.id, capacity: 'person' }, signer,
    { name: 'Kim Kept' })
  for (const act of [statement, kept]) {
    const answer = await node.send(act)
    if (answer.status !== 201 ||
      answer.json.id !== act.id) throw new Error(`the documents do not suffice: ${answer.text}`)
  }
  const other = maker.make('statement', {}, author, { title: 'Another statement',
    text: 'What the sections sign.' })
  const join = maker.make('join', { kind: 'person', next: new Key().hash }, new Key(),
    { name: 'Mel Member' })
  const instrument = maker.make('instrument', { kind: 'treaty' }, author, { name: 'A treaty' })
  const provision = maker.make('provision', { of: instrument.id, number: '1' }, author,
    { text: 'Its text' })
  for (const act of [other, join, instrument, provision]) checks.ok(`${act.body.act} to start with`,
    (await node.send(act)).status === 201)
  for (const [name, section] of Object.entries(kSections)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue
    const t = { bin, work, node, checks, maker, author, signer, watched: statement, kept, join,
      provision, statement: other, added: [] }
    await node.keeps(checks, name, statement.id, async () => { await section(t); return t.added })
    checks.section(name)
  }
  const verdict = await node.verdict(kept.id)
  checks.ok('the first signature still counts', verdict.status === 'effective' &&
    verdict.detail.name === 'Kim Kept', verdict)
  const health = await node.get('/healthz')
  checks.ok('the node is well', health.status === 200 && health.json.status === 'ok', health.text)
  const ended = await node.stop()
  checks.ok('and ends cleanly', ended === 0 && !/ERROR|runtime error/.test(node.errors()),
    `${ended} ${node.errors()}`)
  node = undefined
  checks.ok('its folder has no fault', JSON.parse(run(bin, 'audit', dir)).ok === true)
} catch (error) {
  checks.ok('the run itself', false, `${error.stack}\n${node?.errors() ?? ''}`)
} finally {
  if (node) await node.stop()
  rmSync(work, { recursive: true, force: true })
}
console.log(`${checks.passed} passed, ${checks.failed} failed`)
process.exitCode = checks.failed === 0 ? 0 : 1
