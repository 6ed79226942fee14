// What names nothing held, what comes again, twice at once, or before what it names.
import { Key, hash, note } from './acts.mjs'
import { ask } from './http.mjs'

export async function references(t) {
  const { node, checks, maker } = t
  const key = new Key(), nowhere = hash('nowhere'), next = hash('next')
  const cases = {
    statement: ['sign', { statement: nowhere, capacity: 'person' }], of: ['revise',
      { of: nowhere }], prev: ['statement', { prev: [nowhere] }],
    whom: ['vouch', { whom: nowhere, group: 'founders' }], for: ['statement',
      { for: nowhere, mandate: t.statement.id }],
    mandate: ['statement', { for: t.join.id, mandate: nowhere }], on: ['position',
      { on: nowhere, option: 'mod' }]
  }
  for (const [field, [type, members]] of Object.entries(cases)) {
    const words = ['revise', 'statement', 'position'].includes(type) ? { title: 'x',
      text: 'y' } : undefined
    checks.problem(`unknown ${field}`, await node.send(maker.make(type, members, key, words)), 422,
      'unknown_ref', field, /does not hold act/)
  }
  for (const type of ['rotate', 'erase', 'withhold', 'restore', 'appeal', 'dismiss']) {
    const members = { rotate: { of: nowhere, next }, dismiss: { of: nowhere,
      last: [] } }[type] ?? { of: nowhere }
    checks.problem(`unknown of, ${type}`, await node.send(maker.make(type, members, key,
      type === 'appeal' || type === 'withhold' ? { reason: 'x' } : undefined)), 422, 'unknown_ref',
      'of')
  }
  checks.problem('a signature under no statement', await node.send(maker.make('sign',
    { statement: t.join.id, capacity: 'person' }, key)), 422, 'schema', 'statement', /type join/)
  checks.problem('an erasure of a statement', await node.send(maker.make('erase',
    { of: t.statement.id }, t.author)), 422, 'schema', 'of', /type statement/)
  checks.problem('an unknown act, JSON', await node.get(`/acts/${nowhere}.json`), 404, 'not_found',
    'id', /no act/)
  checks.problem('an unknown act, receipt', await node.get(`/acts/${nowhere}/proof`), 404,
    'not_found', 'id', /no act/)
  checks.problem('an unknown detail', await node.get(`/detail/${nowhere}`), 404, 'not_found',
    'sha256', /no act here names/)
  checks.problem('an unknown blob', await node.get(`/blob/${nowhere}`), 404, 'not_found', '')
  checks.problem('a blob nobody named', await ask(node.port, 'PUT', `/blob/${hash('x')}`,
    { body: 'x', type: 'application/octet-stream' }), 403, 'forbidden', 'sha256', /no document/)
  const page = await node.get(`/en/acts/${nowhere}`)
  checks.ok('an unknown act, page', page.status === 404 &&
    page.text.includes('no act with this id'), page.status)
}

export async function again(t) {
  const { node, checks, maker } = t
  const key = new Key()
  const sign = () => maker.make('sign', { statement: t.statement.id, capacity: 'person' }, key,
    { name: 'Twice' })
  const act = sign()
  const first = await node.send(act)
  const second = await node.send(act)
  t.added.push(act.id)
  checks.ok('sent again: the same receipt', first.status === 201 && second.status === 200 &&
    second.json.status === 'known' && second.json.index === first.json.index, second.text)
  checks.ok('sent again without its detail', (await node.sendNote(act)).status === 200)
  checks.problem('sent again with another detail', await node.send({ ...act,
    detail: Buffer.from('{}') }), 422, 'schema', 'detail', /not the detail/)
  const resigned = { ...act, note: note(act.text, new Key(), key) }
  checks.problem('sent again with another\'s signature', await node.send(resigned), 400,
    'signature', 'signature', /verify/)
  const bare = maker.make('sign', { statement: t.statement.id, capacity: 'person' }, key)
  checks.ok('an act without a detail', (await node.send(bare)).status === 201)
  checks.problem('... and one given to it afterwards', await node.send({ ...bare,
    detail: act.detail }), 422, 'schema', 'detail', /names no detail/)
  t.added.push(bare.id)
  const twin = sign()
  const lines = (await node.lines([twin, twin, '"x"', twin])).lines
  checks.ok('twice in one request: logged once', lines[0].status === 'logged' &&
    lines[0].id === twin.id, lines)
  for (const n of [1, 3]) checks.ok(`... and line ${n + 1} told so`, lines[n].status === 'known' &&
    lines[n].index === lines[0].index, lines[n])
  checks.ok('... and known from then on', (await node.send(twin)).json.index === lines[0].index)
  t.added.push(twin.id)
  const raced = sign()
  const answers = await Promise.all(Array.from({ length: 12 }, () => node.send(raced)))
  const statuses = answers.map((a) => a.status).sort()
  checks.ok('at once on 12 connections: logged once',
    statuses.filter((s) => s === 201).length === 1 && statuses.every((s) => [200, 201,
    409].includes(s)), statuses)
  const places = new Set(answers.filter((a) => a.status < 300).map((a) => a.json.index))
  checks.ok('... at one place', places.size === 1, [...places])
  t.added.push(raced.id)
  // One key signs one version once, whatever it sends: the last of its chain counts.
  await node.settled()
  const rows = (await node.get(`/en/statement/${t.statement.id}/signatories.csv`)).text
  checks.ok('five acts of one key are one signature', rows.split('"Twice"').length <= 2, rows)
}

export async function reordered(t) {
  const { node, checks, maker } = t
  const author = new Key(), key = new Key()
  const statement = maker.make('statement', {}, author, { title: 'Late', text: 'First' })
  const sign = maker.make('sign', { statement: statement.id, capacity: 'person' }, key,
    { name: 'Early' })
  const revise = maker.make('revise', { of: statement.id, prev: [statement.id] }, author,
    { title: 'Late', text: 'Second' })
  const chain = [maker.make('sign', { statement: statement.id, capacity: 'person',
    prev: [sign.id] }, key, { name: 'Chained' })]
  chain.push(maker.make('unsign', { statement: statement.id, prev: [chain[0].id] }, key))
  checks.problem('a signature before its statement', await node.send(sign), 422, 'unknown_ref',
    'statement', /does not hold/)
  checks.problem('a revision before its statement', await node.send(revise), 422, 'unknown_ref',
    'prev', /does not hold/)
  checks.problem('the end of a chain before its start', await node.send(chain[1]), 422,
    'unknown_ref', 'prev', /does not hold/)
  const lines = (await node.lines([chain[1], chain[0], sign, statement, sign, chain[1], chain[0],
    revise, chain[1]])).lines
  const short = lines.map((line) => (line.error ? line.error.field : line.status)).join(' ')
  checks.ok('one request, each line by what stands before it',
    short === 'prev prev statement logged logged prev logged logged logged', short)
  t.added.push(statement.id, sign.id, revise.id, ...chain.map((act) => act.id))
  for (const act of [statement, sign, revise, ...chain]) checks.ok(`${act.body.act} is in force`,
    (await node.verdict(act.id)).status === 'effective')
  checks.ok('the chain ends in nobody', (await node.signatories(statement.id)).length === 0)
  checks.ok('and nobody signed the new version', (await node.signatories(revise.id)).length === 0)
  const old = maker.make('sign', { statement: statement.id, capacity: 'person' }, author,
    { name: 'Old' })
  await node.send(old)
  t.added.push(old.id)
  checks.ok('who signs the old version signs that one',
    (await node.signatories(statement.id)).join() === old.id &&
    (await node.signatories(revise.id)).length === 0)
  const fork = maker.make('sign', { statement: statement.id, capacity: 'person', prev: [old.id] },
    key)
  const answer = await node.send(fork)
  t.added.push(fork.id)
  const verdict = await node.verdict(fork.id)
  checks.ok('prev that names another\'s act is void, in words', answer.status === 201 &&
    verdict.status === 'void' && /prev: names an act of another author/.test(verdict.reason),
    verdict)
  const page = await node.get(`/en/acts/${fork.id}`)
  checks.ok('... on its page too', page.text.includes('names an act of another author') &&
    page.text.includes('without effect'))
}
