// Polls, ballots, amendments and calls that make no sense: each is refused with its field and its reason, or,
// where only the count can tell, has no effect and its page says so. An assembly of its own.
import { join } from 'node:path'
import { Key, Maker, now, time } from './acts.mjs'
import { Node, run } from './node.mjs'

const kVote = { method: 'threshold' }
const sleep = (ms) => new Promise((next) => setTimeout(next, ms))

class Person {
  constructor() {
    this.key = new Key()
    this.next = new Key()
    this.last = []
  }
}

async function founded(t) {
  const dir = join(t.work, 'polls'), ana = new Person(), ben = new Person()
  run(t.bin, 'init', dir)
  run(t.bin, 'key', 'new', dir + '.key')
  run(t.bin, 'found', dir, '--key', dir + '.key', '--name', 'polls', '--group', 'civil', '--group', 'tech',
    '--member', `civil:${ana.key.text}:${ana.next.hash}`, '--member', `tech:${ben.key.text}:${ben.next.hash}`)
  const node = await Node.serve(t.bin, dir)
  const maker = new Maker(node.assembly)
  /** An act of a person in its chain. Not sent. */
  const make = (who, act, members, words) => maker.make(act, { prev: who.last.length ? who.last : undefined, ...members }, who.key, words)
  const add = async (who, act, members, words) => {
    const made = make(who, act, members, words)
    const answer = await node.send(made)
    t.checks.ok(`${act} is taken`, answer.status === 201, answer.text)
    who.last = [made.id]
    await node.settled()
    return made
  }
  return { node, maker, make, add, ana, ben }
}

export async function polls(t) {
  const { checks } = t
  const { node, make, add, ana, ben } = await founded(t)
  const zed = new Person(), stranger = new Person()
  for (const who of [ana, ben, zed]) {
    who.join = await add(who, 'join', { kind: 'person', next: who.next.hash }, { name: 'A member' })
  }
  const times = () => ({ opens: time(now() - 60), closes: time(now() + 600) })
  const asks = (members, words = { title: 'A question?' }) => make(ana, 'poll', { ...kVote, ...times(), ...members }, words)
  const poll_refused = async (name, members, field, words) =>
    checks.problem(name, await node.send(asks(members)), 422, 'schema', field, words)

  const choices = (n) => Array.from({ length: n }, (_, i) => ({ choice: `c${i}` }))
  await poll_refused('a poll with one option', { method: 'schulze', choices: choices(1) }, 'choices', /2 to 64/)
  await poll_refused('a poll with no option', { method: 'schulze' }, 'choices', /are needed/)
  await poll_refused('as many seats as options', { method: 'stv-meek', choices: choices(3), seats: 3 }, 'seats', /fewer than the choices/)
  await poll_refused('one option twice', { method: 'schulze', choices: [{ choice: 'a' }, { choice: 'a' }] }, 'choices[1].choice', /names twice/)
  await poll_refused('it closes before it opens', { opens: time(now() + 60), closes: time(now() + 30) }, 'closes', /after `opens`/)
  await poll_refused('a group nobody is in', { groups: ['mars'] }, 'groups', /no group `mars`/)
  const rule = (members) => ({ rule: { base: 'cast', ratio: [1, 2], scope: 'all', strict: true, ...members } })
  await poll_refused('more than all', rule({ ratio: [1, 1] }), 'rule.ratio', /can never be met/)
  await poll_refused('three halves', rule({ ratio: [3, 2] }), 'rule.ratio', /numerator <= denominator/)
  await poll_refused('a rule for a group nobody is in', rule({ scope: { groups: ['mars'] } }), 'rule', /no group `mars`/)
  await poll_refused('a rule for more groups than there are', rule({ scope: { k: 3 } }), 'rule', /3 groups, and 2 vote/)
  await poll_refused('a rule for a group that is not asked', { groups: ['civil'], ...rule({ scope: { groups: ['tech'] } }) }, 'rule', /not among the groups that vote/)
  await poll_refused('a part of a rule that can never be met', { rule: { all: [rule({}).rule, rule({ scope: { k: 5 } }).rule] } }, 'rule', /5 groups/)
  checks.ok('one of two ways can be met', (await node.send(asks({ rule: { any: [rule({}).rule, rule({ scope: { k: 5 } }).rule] } }))).status === 201)
  checks.problem('a poll that is over', await node.send(asks({ opens: time(now() - 120), closes: time(now() - 60) })), 403, 'forbidden', 'closes', /in the past/)

  const vote = await add(ana, 'poll', { ...kVote, ...times() }, { title: 'Adopt it?' })
  const which = await add(ana, 'poll', { method: 'schulze', choices: choices(2), ...times() }, { title: 'Which?' })
  const marks = await add(ana, 'poll', { method: 'score', choices: choices(2), ...times() }, { title: 'How good?' })
  const brief = await add(ana, 'poll', { ...kVote, opens: time(now() - 60), closes: time(now() + 2) }, { title: 'Quick?' })
  const later = await add(ana, 'poll', { ...kVote, opens: time(now() + 300), closes: time(now() + 600) }, { title: 'Later?' })
  const ballot = (who, poll, choice, more = {}) => make(who, 'ballot', { poll: poll.id, choice, ...more })
  const refused = async (name, act, status, code, field, words) => checks.problem(name, await node.send(act), status, code, field, words)
  await refused('an unknown option', ballot(ana, which, ['c0', 'c7']), 422, 'schema', 'choice', /no choice c7/)
  await refused('an option among tied ones', ballot(ana, which, [['c0', 'c9']]), 422, 'schema', 'choice', /no choice c9/)
  await refused('a yes where options are ranked', ballot(ana, which, 'yes'), 422, 'schema', 'choice', /must be an array/)
  await refused('an option where yes or no is asked', ballot(ana, vote, ['c0']), 422, 'schema', 'choice', /yes, no or abstain/)
  await refused('a ranking where scores are asked', ballot(ana, marks, ['c0']), 422, 'schema', 'choice', /takes scores/)
  await refused('before it opens', ballot(ana, later, 'yes'), 403, 'forbidden', 'poll', /voting opens at/)
  await refused('by a key that never joined', ballot(stranger, vote, 'yes'), 403, 'forbidden', 'by', /never joined/)
  await refused('by a member without a seat', ballot(zed, vote, 'yes'), 403, 'forbidden', 'by', /members with a seat/)
  await refused('in another\'s name', ballot(zed, vote, 'yes', { for: ana.join.id }), 422, 'schema', 'mandate', /./)
  const forged = ballot(ana, vote, 'yes')
  checks.problem('signed by another', await node.sendNote({ note: Buffer.from(forged.note.toString().replace(/[^ ]+\n$/,
    `${ballot(zed, vote, 'no').note.toString().split(' ').at(-1)}`)) }), 400, 'signature', 'signature', /signed with another key/)
  await sleep(3500)
  await refused('after closing', ballot(ana, brief, 'yes'), 403, 'forbidden', 'poll', /voting closed at/)

  // A poll that is void, and one in the same request: the node goes on, whatever a ballot names.
  const broken = make(ana, 'poll', { ...kVote, ...times(), prev: [ben.join.id] }, { title: 'Void?' })
  checks.ok('a poll in another\'s chain is logged and void', (await node.send(broken)).status === 201 &&
    /^prev/.test((await node.verdict(broken.id)).reason))
  await refused('a ballot for a void poll', ballot(ana, broken, 'yes'), 403, 'forbidden', 'poll', /void/)
  const fresh = make(ana, 'poll', { ...kVote, ...times() }, { title: 'At once?' })
  const both = (await node.lines([fresh, ballot(ana, fresh, 'yes', { prev: [fresh.id] }), ballot(ana, fresh, ['c0'], { prev: [fresh.id] })])).lines
  checks.ok('a poll and its ballots in one request', both.length === 3 && both[1].error === undefined && both[2].error?.field === 'choice', both)
  checks.ok('the node still answers', (await node.get('/healthz')).status === 200)

  // Amendments and calls.
  const proposal = await add(ana, 'propose', { kind: 'text' }, { title: 'A text', text: 'One.' })
  const revised = await add(ana, 'revise', { of: proposal.id }, { title: 'A text', text: 'Two.' })
  await refused('an amendment to a version that is no longer the newest', make(ben, 'amend', { of: proposal.id }, { text: 'Three.' }), 403, 'forbidden', 'of', new RegExp(revised.id))
  await refused('an amendment without words', make(ben, 'amend', { of: revised.id }), 422, 'schema', 'detail', /needs words/)
  await refused('an empty call', make(ana, 'call', {}), 422, 'schema', 'detail', /needs words/)
  await refused('a call without a question', make(ana, 'call', {}, { text: 'x' }), 422, 'schema', 'title', /needs words/)
  await refused('a call to nobody', make(ana, 'call', { groups: [] }, { title: 'Who?' }), 422, 'schema', 'groups', /./)
  await refused('a call to a group nobody is in', make(ana, 'call', { groups: ['mars'] }, { title: 'Who?' }), 422, 'schema', 'groups', /no group `mars`/)
  await refused('an objection without a reason', make(ben, 'object', { of: revised.id }), 422, 'schema', 'detail', /./)
  await node.stop()
}
