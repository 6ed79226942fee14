// Stamps and rates: what a node under pressure asks, and that nobody can spend another's share.
import { join } from 'node:path'
import { Key, Maker, hash, seal } from './acts.mjs'
import { Node, run } from './node.mjs'

const bits_of = (id) => { let n = 0; for (const c of id) { const v = parseInt(c,
  16); if (v === 0) { n += 4; continue } return n + Math.clz32(v) - 28 } return n }

async function fresh(t, name, ...flags) {
  const dir = join(t.work, name)
  run(t.bin, 'init', dir)
  run(t.bin, 'key', 'new', dir + '.key')
  run(t.bin, 'found', dir, '--key', dir + '.key', '--name', name)
  return Node.serve(t.bin, dir, ...flags)
}

export async function stamps(t) {
  const { checks } = t
  const node = await fresh(t, 'stamps', '--stamp-bits', '8')
  const maker = new Maker(node.assembly)
  checks.ok('the policy says so', (await node.get('/policy')).json.stamp_bits === 8)
  const key = new Key()
  const words = () => ({ title: 'Stamped', text: 'x' })
  let bare, stamped
  while (!bare || !stamped) {
    const act = maker.make('statement', {}, key, words())
    if (bits_of(act.id) >= 8) stamped ??= act
    else bare ??= act
  }
  const refused = await node.send(bare)
  checks.problem('an unknown key without a stamp', refused, 428, 'stamp', 'nonce',
    /8 leading zero bits/)
  checks.ok('with a stamp', (await node.send(stamped)).status === 201)
  await node.settled()
  checks.ok('and then without', (await node.send(bare)).status === 201)
  await node.stop()
}

export async function rates(t) {
  const { checks } = t
  const node = await fresh(t, 'rates', '--key-rate', '0.001')
  const maker = new Maker(node.assembly)
  const victim = new Key(), thief = new Key()
  const unknown = () => maker.make('sign', { statement: hash('nowhere'), capacity: 'person' },
    victim)
  const forged = Array.from({ length: 2500 }, () => { const { body } = unknown(); return seal(body,
    thief, undefined, victim) })
  const answers = (await node.lines(forged)).lines
  checks.ok('2500 forgeries are refused for what they are', answers.length === 2500 &&
    answers.every((a) => a.error?.code === 'signature'),
    answers.find((a) => a.error?.code !== 'signature'))
  const statement = maker.make('statement', {}, victim, { title: 'Mine', text: 'x' })
  checks.ok('and spend nothing of the one they name', (await node.send(statement)).status === 201)
  const own = (await node.lines(Array.from({ length: 2000 }, unknown))).lines
  checks.ok('a key\'s own 2000 are judged', own.slice(0,
    1999).every((a) => a.error?.code === 'unknown_ref'),
    own.findIndex((a) => a.error?.code !== 'unknown_ref'))
  checks.problem('one more', own[1999], 429, 'rate_limited', 'by', /try again in/)
  const single = await node.send(unknown())
  checks.problem('... by itself', single, 429, 'rate_limited', 'by')
  checks.ok('... says when', Number(single.headers['retry-after']) > 0, single.headers)
  checks.ok('a known act gets its receipt all the same',
    (await node.send(statement)).status === 200)
  checks.ok('other keys go on', (await node.send(maker.make('statement', {}, thief, { title: 'x',
    text: 'x' }))).status === 201)
  await node.stop()

  const narrow = await fresh(t, 'addresses', '--address-rate', '0.001', '--limit-loopback')
  const lines = (n) => narrow.post('"x"\n'.repeat(n), 'application/x-ndjson')
  checks.ok('5000 from one address are judged',
    (await lines(5000)).lines.every((a) => a.error.code === 'malformed'))
  const over = (await lines(10)).lines
  checks.ok('more are not', over.length === 10 && over.every((a) => a.error.status === 429 &&
    /this address/.test(a.error.detail)), over[0])
  checks.problem('nor one alone', await narrow.post('x', 'text/plain'), 429, 'rate_limited', '',
    /this address/)
  checks.ok('reading goes on', (await narrow.get('/en/')).status === 200)
  await narrow.stop()
}
