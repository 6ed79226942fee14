// Who may do what: old keys, representatives, other people's names, and the clock. Such acts are well
// formed, so they are logged and void (the reason is the fold's), or refused where a clock must decide.
import { Key, hash, now, seal, time } from './acts.mjs'

/** Sends an act and says what became of it. */
async function verdict(t, act) {
  const answer = await t.node.send(act)
  if (answer.status !== 201) return { status: `refused ${answer.status} ${answer.text}` }
  t.added.push(act.id)
  return t.node.verdict(act.id)
}
async function stands(t, name, act) {
  const v = await verdict(t, act)
  return t.checks.ok(`${name}: in force`, v.status === 'effective', v)
}
async function is_void(t, name, act, reason) {
  const v = await verdict(t, act)
  t.checks.ok(`${name}: void, "${reason.source}"`, v.status === 'void' && reason.test(v.reason), v)
  const page = (await t.node.get(`/en/acts/${act.id}`)).text.replaceAll('&#39;', '\'')
  t.checks.ok(`${name}: its page says why`, page.includes('Void, and so without effect') &&
    page.includes(v.reason ?? '?'))
}

export async function rotated(t) {
  const { node, checks, maker } = t
  const old = new Key(), fresh = new Key(), third = new Key(), thief = new Key()
  const join = maker.make('join', { kind: 'person', next: fresh.hash }, old, { name: 'Rita' })
  const before = maker.make('sign', { statement: t.statement.id, capacity: 'person',
    prev: [join.id] }, old, { name: 'Rita' })
  await stands(t, 'join', join)
  await stands(t, 'signature before the rotation', before)
  await is_void(t, 'rotation by a key nobody committed to', maker.make('rotate',
    { of: join.id, next: third.hash, prev: [join.id] }, thief),
    /not signed by the key committed to/)
  await is_void(t, 'rotation by the old key', maker.make('rotate',
    { of: join.id, next: third.hash, prev: [join.id] }, old), /not signed by the key committed to/)
  await is_void(t, 'rotation that does not lead back', maker.make('rotate',
    { of: join.id, next: third.hash }, fresh), /prev: must lead back/)
  await stands(t, 'rotation', maker.make('rotate', { of: join.id, next: third.hash,
    prev: [before.id] }, fresh))
  const other = maker.make('statement', {}, t.author, { title: 'For Rita', text: 'x' })
  await stands(t, 'another statement', other)
  for (const [name, more] of Object.entries({ 'after its latest act': { prev: [before.id] },
    'naming nothing': {}, 'dated back': { prev: [before.id], at: time(now() - 200) },
    'dated forward': { prev: [before.id], at: time(now() + 200) } })) {
    await is_void(t, `old key, ${name}`, maker.make('sign',
      { statement: other.id, capacity: 'person', ...more }, old, { name: 'Thief' }),
      /^rotated: the key was replaced/)
  }
  await is_void(t, 'old key takes the signature back', maker.make('unsign',
    { statement: t.statement.id, prev: [before.id] }, old), /^rotated/)
  await is_void(t, 'old key erases', maker.make('erase', { of: before.id, prev: [before.id] }, old),
    /^rotated/)
  await is_void(t, 'old key leaves', maker.make('leave', { prev: [before.id] }, old), /^rotated/)
  checks.ok('nobody signed with the old key', (await node.signatories(other.id)).length === 0)
  checks.ok('its earlier signature stands',
    (await node.verdict(before.id)).status === 'effective' &&
    (await node.signatories(t.statement.id)).includes(before.id))
  checks.ok('with its name', (await node.get(`/detail/${before.body.detail}`)).status === 200)
  await stands(t, 'the new key signs', maker.make('sign',
    { statement: other.id, capacity: 'person' }, fresh, { name: 'Rita' }))
  const heads = (await node.get(`/heads?key=${fresh.text}`)).json
  checks.ok('and is the member', heads.join === join.id && heads.name === 'Rita', heads)
}

export async function mandates(t) {
  const { node, checks, maker } = t
  const house = new Key(), deputy = new Key(), stranger = new Key(), person = new Key()
  const join = maker.make('join', { kind: 'organisation', next: new Key().hash }, house,
    { name: 'The House' })
  const citizen = maker.make('join', { kind: 'person', next: new Key().hash }, person,
    { name: 'Citizen' })
  await stands(t, 'organisation', join)
  await stands(t, 'person', citizen)
  const closes = time(now() + 86400 * 30)
  const text = maker.make('statement', { closes }, t.author, { title: 'To be signed', text: 'x' })
  await stands(t, 'statement', text)
  const appoint = (scope, until, more = {}) => maker.make('appoint', { key: deputy.text, scope,
    until, prev: [join.id], ...more }, house)
  const good = appoint(['sign', 'unsign'], time(now() + 86400 * 31))
  const narrow = appoint(['vouch'], time(now() + 86400 * 31))
  const brief = appoint(['all'], time(now() + 86400 * 29))
  for (const [name, act] of Object.entries({ good, narrow, brief })) await stands(t,
    `${name} mandate`, act)
  await is_void(t, 'a person appoints', maker.make('appoint',
    { key: deputy.text, scope: ['all'], until: closes }, person),
    /only an association or organisation/)
  await is_void(t, 'a stranger appoints', maker.make('appoint',
    { key: deputy.text, scope: ['all'], until: closes }, stranger), /only a member/)
  const sign = (key, mandate, more = {}) => maker.make('sign', { statement: text.id,
    capacity: 'organisation', for: join.id, mandate: mandate.id, ...more }, key)
  await is_void(t, 'another key uses the mandate', sign(stranger, good), /given to another key/)
  await is_void(t, 'a mandate without this scope', sign(deputy, narrow),
    /does not cover acts of type sign/)
  await is_void(t, 'a mandate that ends before the closing', sign(deputy, brief),
    /ends before the statement closes/)
  await is_void(t, 'a mandate of another member', sign(deputy, good, { for: citizen.id }),
    /mandate: was not given by the member|for/)
  await is_void(t, 'signing for a member as a person', sign(deputy, good, { capacity: 'person' }),
    /signs as organisation/)
  await is_void(t, 'as an organisation by nobody', maker.make('sign',
    { statement: text.id, capacity: 'organisation' }, stranger),
    /only a member can sign as an organisation/)
  await is_void(t, 'as an organisation by a person', maker.make('sign',
    { statement: text.id, capacity: 'organisation' }, person), /is a person/)
  checks.ok('none of them counts', (await node.signatories(text.id)).length === 0)
  const last = sign(deputy, good)
  await stands(t, 'the representative signs', last)
  await is_void(t, 'a stranger dismisses', maker.make('dismiss', { of: good.id, last: [] },
    stranger), /only who appointed can dismiss/)
  checks.ok('... and the signature still stands',
    (await node.verdict(last.id)).status === 'effective')
  await stands(t, 'dismissal', maker.make('dismiss', { of: good.id, last: [last.id] }, house))
  await is_void(t, 'the representative goes on', maker.make('unsign',
    { statement: text.id, for: join.id, mandate: good.id, prev: [last.id] }, deputy),
    /^dismissed: the mandate was ended/)
  await is_void(t, '... dated back', sign(deputy, good, { at: time(now() - 250) }), /^dismissed/)
  checks.ok('what was done before stands', (await node.signatories(text.id)).join() === last.id)
  checks.ok('the key has no such mandate any more',
    !(await node.get(`/heads?key=${deputy.text}`)).json.mandates.some((m) => m.mandate === good.id))
}

export async function others(t) {
  const { node, checks, maker } = t
  const victim = new Key(), thief = new Key()
  const join = maker.make('join', { kind: 'person', next: new Key().hash }, victim, { name: 'Vic' })
  const sign = maker.make('sign', { statement: t.statement.id, capacity: 'person',
    prev: [join.id] }, victim, { name: 'Vic' })
  await stands(t, 'join', join)
  await stands(t, 'signature', sign)
  const forged = seal({ ...maker.make('leave', {}, victim).body }, thief, undefined, victim)
  checks.problem('signed by another under the key\'s name', await node.send(forged), 400,
    'signature', 'signature', /does not verify/)
  checks.problem('... with the other\'s own key id', await node.send(seal(forged.body, thief)), 400,
    'signature', 'signature', /key id/)
  await is_void(t, 'erasing what another signed', maker.make('erase', { of: sign.id }, thief),
    /only its author can erase/)
  await is_void(t, 'revising another\'s statement', maker.make('revise', { of: t.statement.id },
    thief, { title: 'Mine', text: 'now' }), /only its author/)
  await is_void(t, 'leaving what was never joined', maker.make('leave', {}, thief),
    /its key never joined/)
  await is_void(t, 'vouching as nobody', maker.make('vouch', { whom: join.id, group: 'founders' },
    thief), /only a member can vouch/)
  await stands(t, 'taking back a signature never given', maker.make('unsign',
    { statement: t.statement.id }, thief))
  await stands(t, 'withholding as no operator', maker.make('withhold', { of: sign.id }, thief,
    { reason: 'I say so' }))
  checks.ok('... hides nothing here',
    (await node.get(`/detail/${sign.body.detail}`)).status === 200 &&
    (await node.get(`/en/signature/${sign.id}`)).text.includes('Vic'))
  checks.ok('... and withdraws nothing', (await node.signatories(t.statement.id)).includes(sign.id))
  await stands(t, 'a mark by no log', maker.make('mark', { size: 1, root: hash('false') }, thief))
  t.added.pop()  // Node.log leaves marks out
  const again = maker.make('join', { kind: 'person', next: thief.hash }, victim,
    { name: 'Not Vic' })
  await stands(t, 'a join again by a stolen key', again)
  checks.ok('... is another member',
    (await node.get(`/en/member/${join.id}`)).text.includes('Vic') &&
    (await node.verdict(sign.id)).member === join.id)
}

/** Runs `work(second)` so that the node's clock shows `second` all through: again, should it have moved on. */
async function within_second(work) {
  for (;;) {
    const before = now()
    const out = await work(before)
    if (now() === before) return out
  }
}

export async function clock(t) {
  const { node, checks, maker } = t
  const { max_skew_s: limit } = (await node.get('/policy')).json
  checks.ok('the limit is the documented 300 s', limit === 300, limit)
  const key = new Key()
  const at = (offset) => within_second(async (second) => {
    const act = maker.make('sign', { statement: t.statement.id, capacity: 'person',
      at: time(second + offset) }, key)
    const answer = await node.send(act)
    if (answer.status === 201) t.added.push(act.id)
    return answer
  })
  checks.ok('behind by the limit', (await at(-limit)).status === 201)
  checks.ok('ahead by the limit', (await at(limit)).status === 201)
  checks.problem('behind by a second more', await at(-limit - 1), 422, 'clock_skew', 'at',
    /301 s behind this node's clock/)
  checks.problem('ahead by a second more', await at(limit + 1), 422, 'clock_skew', 'at',
    /301 s ahead of this node's clock/)
  for (const odd of ['0001-01-01T00:00:00Z', '1970-01-01T00:00:00Z', '9999-12-31T23:59:59Z']) {
    const act = maker.make('sign', { statement: t.statement.id, capacity: 'person', at: odd }, key)
    const answer = await node.send(act)
    checks.ok(`the year ${odd.slice(0, 4)}`, answer.status === 422 && answer.json.field === 'at' ||
      answer.status === 400 && answer.json.field === 'at', answer.text)
  }
  const closed = maker.make('statement', { closes: time(now() - 1) }, t.author, { title: 'Over',
    text: 'x' })
  await stands(t, 'a statement that is closed', closed)
  checks.problem('a signature after the closing', await node.send(maker.make('sign',
    { statement: closed.id, capacity: 'person', at: time(now() - 100) }, key)), 403, 'forbidden',
    'statement', /signing closed at/)
}
