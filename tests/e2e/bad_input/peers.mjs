// What a node holds although it would not have taken it from a client: acts another log accepted, in any
// order, with any words. The record is written by this client and restored by the binary.
import { join } from 'node:path'
import { spawnSync } from 'node:child_process'
import { Key, Maker, detail, hash, now, seal, time } from './acts.mjs'
import { Node, run } from './node.mjs'
import { write_record } from './record_maker.mjs'
import { kHidden } from './html.mjs'
import { kMarkdown, read_pages } from './words.mjs'

function founding(founder, log) {
  const words = detail({ name: 'Peers \u202eof us', text: kMarkdown }, founder)
  const body = {
    v: 1, act: 'found', at: time(now()), by: founder.text, detail: hash(words), logs: [log.text],
    groups: [{ group: 'founders', members: [{ key: founder.text, next: hash('next') }] }],
      admission: { age_days: 0, limit: 5, vouches: 1 }
  }
  return seal(body, founder, words)
}

async function restored(t, name, found, log, acts, flags = []) {
  const from = join(t.work, name), to = join(t.work, name + '-node')
  write_record(from, found.id, log, acts)
  run(t.bin, 'restore', from, to)
  const { digest } = JSON.parse(run(t.bin, 'digest', to))  // before the node adds marks of its own
  return Object.assign(await Node.serve(t.bin, to, ...flags), { digest })
}

export async function orders(t) {
  const { checks } = t
  const founder = new Key(), log = new Key(), author = new Key(), old = new Key(), fresh = new Key()
  const found = founding(founder, log)
  const maker = new Maker(found.id)
  const text = maker.make('statement', {}, author, { title: 'One', text: 'x' })
  const two = maker.make('revise', { of: text.id, prev: [text.id] }, author, { title: 'Two',
    text: 'y' })
  const member = maker.make('join', { kind: 'person', next: fresh.hash }, old, { name: 'Member' })
  const sign = maker.make('sign', { statement: text.id, capacity: 'person', prev: [member.id] },
    old, { name: 'Member' })
  const rotate = maker.make('rotate', { of: member.id, next: hash('third'), prev: [sign.id] },
    fresh)
  const late = maker.make('sign', { statement: two.id, capacity: 'person', prev: [sign.id] }, old,
    { name: 'Thief' })
  const unsign = maker.make('unsign', { statement: text.id, prev: [rotate.id] }, fresh)
  const strange = maker.make('dance', { more: 1 }, author)
  const future = maker.make('sign', { v: 2, statement: text.id }, author)
  const skewed = maker.make('sign', { statement: text.id, capacity: 'person',
    at: '1999-01-01T00:00:00Z' }, author)
  const lost = maker.make('sign', { statement: hash('nowhere'), capacity: 'person' }, author)
  const acts = [found, text, two, member, sign, rotate, late, unsign, strange, future, skewed, lost]
  const forward = await restored(t, 'forward', found, log, acts)
  const backward = await restored(t, 'backward', found, log, [...acts].reverse())
  const shuffled = await restored(t, 'shuffled', found, log,
    acts.map((act, i) => acts[i * 5 % acts.length]))
  const less = await restored(t, 'less', found, log, acts.slice(0, -1))
  checks.ok('reversed: the same state', /^[0-9a-f]{64}$/.test(forward.digest) &&
    backward.digest === forward.digest, backward.digest)
  checks.ok('shuffled: the same state', shuffled.digest === forward.digest)
  checks.ok('one act less: another state', less.digest !== forward.digest)
  const wanted = { late: [late, 'void', /^rotated/], strange: [strange, 'void', /knows no type/],
    future: [future, 'inert', /^$/], lost: [lost, 'pending', /^$|/], skewed: [skewed, 'effective',
    /^$/], rotate: [rotate, 'effective', /^$/] }
  for (const node of [forward, backward]) {
    for (const [name, [act, status, reason]] of Object.entries(wanted)) {
      const v = await node.verdict(act.id)
      checks.ok(`${name} is ${status}`, v.status === status && reason.test(v.reason ?? ''), v)
    }
    const page = (await node.get(`/en/acts/${lost.id}`)).text
    checks.ok('pending, in words',
      page.includes('Pending: something it names has not reached this node yet'))
    checks.ok('not understood, in words',
      (await node.get(`/en/acts/${future.id}`)).text.includes(
      'of a version this node does not understand'))
    checks.ok('the thief signed nothing', (await node.signatories(two.id)).length === 0)
    checks.ok('a skewed time decides nothing',
      (await node.signatories(text.id)).join() === skewed.id)
  }
  for (const node of [forward, backward, shuffled, less]) await node.stop()

  // A signature whose statement comes later: pending, then in force, by the statement's arrival alone.
  const early = await restored(t, 'early', found, log, [found, unsign, sign])
  checks.ok('a signature without its statement is pending',
    (await early.verdict(sign.id)).status === 'pending')
  checks.ok('and so is what follows it', (await early.verdict(unsign.id)).status === 'pending')
  for (const act of [member, text]) checks.ok(`${act.body.act} arrives`,
    (await early.send(act)).status === 201)
  checks.ok('the signature is in force', (await early.verdict(sign.id)).status === 'effective' &&
    (await early.signatories(text.id)).join() === sign.id)
  checks.ok('what follows still waits', (await early.verdict(unsign.id)).status === 'pending')
  checks.ok('rotation arrives', (await early.send(rotate)).status === 201)
  checks.ok('and all is as if in order', (await early.verdict(unsign.id)).status === 'effective' &&
    (await early.signatories(text.id)).length === 0)
  await early.stop()
}

const kHostile = ['Ada\u202egnoW\u202c', 'Zero\u200bwidth\u200d\u2060\ufeff', '\u2066isolate\u2067',
  'Esc\u001b[2J\u001b]0;owned\u0007', 'Tag\u{e0041}\u{e0042}', 'Line\u2028break\u0085',
  'Two\nlines\r\n\tthree', 'e' + '\u0301'.repeat(199), '\u05e9\u05dc\u05d5\u05dd\u200f',
    '\ufdd0\uffff', '\u200f=1+1', '\u3164']

export async function hostile(t) {
  const { checks } = t
  const founder = new Key(), log = new Key()
  const found = founding(founder, log)
  const maker = new Maker(found.id)
  const acts = [found], pages = ['/en/', '/en/about', '/en/statements', '/en/members', '/en/record',
    '/en/instruments', '/en/moderation', '/en/verify', '/en/new', '/en/join']
  const csvs = [], statements = [], ids = []
  for (const name of kHostile) {
    const key = new Key()
    const member = maker.make('join', { kind: 'organisation', next: hash('n') }, key, { name,
      text: name + kMarkdown })
    const text = maker.make('statement', { prev: [member.id] }, key, { title: name,
      text: `# ${name}\n\n${name} [${name}](https://example.org/)\n\n    ${name}\n\n\`${name}\`` })
    const sign = maker.make('sign', { statement: text.id, capacity: 'affiliated', prev: [text.id] },
      key, { name, affiliation: name, role: name })
    const instrument = maker.make('instrument', { kind: 'treaty', prev: [sign.id] }, key, { name,
      title: name, text: name, label: name.slice(0, 60), heading: name })
    const provision = maker.make('provision', { of: instrument.id, number: '1',
      prev: [instrument.id] }, key, { title: name, label: name.slice(0, 60), heading: name,
      text: `Base ${name} text` })
    const position = maker.make('position', { on: provision.id, option: 'mod',
      prev: [provision.id] }, key, { text: `Other ${name} words`, actors: [name, 'B'], reason: name,
      note: name })
    const document = maker.make('document', { of: instrument.id, sha256: hash(name),
      provenance: 'leaked', prev: [position.id] }, key, { title: name, name,
      filename: name.replaceAll('/', ''), source: 'https://example.org/' })
    const appeal = maker.make('appeal', { of: sign.id, prev: [document.id] }, key, { reason: name })
    const withhold = maker.make('withhold', { of: sign.id, prev: [appeal.id] }, key,
      { reason: name })
    const mine = [member, text, sign, instrument, provision, position, document, appeal, withhold]
    acts.push(...mine)
    ids.push(...mine.map((act) => act.id))
    pages.push(`/en/member/${member.id}`, `/en/statement/${text.id}`,
      `/en/statement/${text.id}/signatories`, `/en/statement/${text.id}/sign`,
      `/en/statement/${text.id}/revise`, `/en/signature/${sign.id}`,
      `/en/instrument/${instrument.id}`, `/en/instrument/${instrument.id}/matrix`,
        `/en/provision/${provision.id}`, ...mine.map((act) => `/en/acts/${act.id}`),
        `/en/search?q=${encodeURIComponent(name)}`)
    csvs.push(`/en/statement/${text.id}/signatories.csv`,
      `/en/instrument/${instrument.id}/positions.csv`)
    statements.push(text)
  }
  pages.push('/en/search?q=text', '/en/search?q=base', '/en/search?q=ada')
  // The copycat whom no node would take: cites the words of the first signature, then erases its own act.
  const victim = acts.find((act) => act.body.act === 'sign'), thief = new Key()
  const copy = maker.make('sign', { statement: statements[0].id, capacity: 'person',
    detail: victim.body.detail }, thief)
  const erase = maker.make('erase', { of: copy.id, prev: [copy.id] }, thief)
  const bare = maker.make('sign', { statement: statements[0].id, capacity: 'person',
    detail: hash('words that never came') }, new Key())
  const late_key = new Key(), late_words = detail({ name: 'Lea Late' }, late_key)
  const late = maker.make('sign', { statement: statements[0].id, capacity: 'person',
    detail: hash(late_words) }, late_key)
  acts.push(copy, erase, bare, late)
  const node = await restored(t, 'hostile', found, log, acts, ['--pseudo-locale'])
  await node.settled()
  await read_pages(t, node, pages, ['\u05e9\u05dc\u05d5\u05dd'], 'hostile')
  await read_pages(t, node, pages.slice(0, 40).map((page) => page.replace('/en/', '/qps/')), [],
    'right to left')
  for (const path of csvs) {
    const csv = await node.get(path)
    checks.ok(`${path.slice(0, 30)} is there`, csv.status === 200 &&
      csv.text.split('\r\n').length >= 3, csv.status)
    checks.ok(`${path.slice(0, 30)} hides nothing`, !kHidden.test(csv.text),
      JSON.stringify(csv.text.match(new RegExp(`.{0,30}${kHidden.source}.{0,10}`, 'u'))?.[0]))
  }
  for (const id of ids) {
    const json = await node.get(`/acts/${id}.json`)
    const act = acts.find((one) => one.id === id)
    if (json.json.detail_text !== act.detail.toString()) checks.ok(
      `JSON of ${id} holds the exact words`, false)
  }
  const shown = (await node.get(`/en/signature/${victim.id}`)).text
  checks.ok('an override is shown by its number', shown.includes('Ada[U+202E]gnoW[U+202C]'))
  checks.ok('the copycat\'s erasure is in force',
    (await node.verdict(erase.id)).status === 'effective' &&
    (await node.verdict(copy.id)).detail_state === 'erased')
  checks.ok('and the original still reads',
    (await node.get(`/detail/${victim.body.detail}`)).body.equals(victim.detail) &&
    (await node.verdict(victim.id)).detail_state === 'held')
  checks.problem('nor can the copycat bring it as its own',
    await node.send({ ...copy, detail: victim.detail }), 422, 'schema', 'by', /another author/)
  checks.ok('words that never came are said to be missing',
    (await node.get(`/en/acts/${bare.id}`)).text.includes('This node does not hold its words.'))
  checks.problem('a late detail that is another', await node.send({ ...late,
    detail: victim.detail }), 422, 'schema', 'detail', /not the detail/)
  checks.ok('a late detail', (await node.send({ ...late, detail: late_words })).status === 200)
  for (let tries = 0; tries < 100 &&
    (await node.verdict(late.id)).detail_state !== 'held'; tries++) await new Promise((
    next) => setTimeout(next, 50))
  checks.ok('... is taken in', (await node.verdict(late.id)).detail?.name === 'Lea Late')
  terminal(t, node, victim, statements)
  checks.ok('the node ends cleanly', (await node.stop()) === 0 &&
    !/ERROR|runtime error/.test(node.errors()), node.errors())
}

// A terminal obeys control characters, so the command line prints none of other people's.
function terminal(t, node, victim, statements) {
  const url = `http://127.0.0.1:${node.port}`
  const say = (...args) => spawnSync(t.bin, ['--node', url, ...args], { encoding: 'utf8' })
  const runs = { 'statement list': say('statement', 'list', url), 'show': say('show', victim.id),
    'export': say('export', node.dir, '--statement', statements[3].id, '--csv') }
  for (const statement of statements) runs[`statement show ${statement.id.slice(0, 6)}`] = say(
    'statement', 'show', statement.id)
  for (const [name, { status, stdout }] of Object.entries(runs)) {
    t.checks.ok(`${name} prints nothing hidden`, status === 0 && stdout.length > 0 &&
      !kHidden.test(stdout.replaceAll('\r\n', '\n')),
      `${status} ${JSON.stringify(stdout.slice(0, 300))}`)
  }
}
