// A poll over the logs of three nodes, each a real process: members vote at different nodes, one node is killed before
// the poll closes, the others decide it alike; the killed one comes back, returns what it had and agrees. A copied
// folder recounts the poll by itself, so do a rebuilt index and a folder restored from the copy.
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Node, World, ok, same_state, until } from './nodes.mjs'

const world = new World('returns')
const folder = world.folder
const time = (seconds) => new Date(Date.now() + seconds * 1000).toISOString().replace(/\.\d+Z$/, 'Z')
const { run, cli, json } = world
const poll_at = (node, id) => node.get(`/polls/${id}.json`)
const a = new Node(world, 'a'), b = new Node(world, 'b'), c = new Node(world, 'c')
const nodes = [a, b, c]
try {
  cli(['init', 'a'])
  const who = ['ana', 'ben', 'cyn', 'dan']
  const members = who.map((one) => {
    cli(['key', 'new', `${one}.key`])
    const { key, next } = json(['key', 'show', `${one}.key`])
    return `civil:${key}:${next}`
  })
  cli(['found', 'a', '--key', 'ana.key', '--name', 'Assembly of logs', '--group', 'civil', ...members.flatMap((one) => ['--member', one])])
  await a.serve()
  const begun = Date.now()
  for (const one of who) cli(['join', '--key', `${one}.key`, '--name', `Member ${one}`], a.url)
  const pace = (Date.now() - begun) / 1000 / who.length  // seconds a command
  for (const node of [b, c]) {
    cli(['restore', a.url, node.dir])
    await node.serve()
  }
  for (const node of nodes) {
    for (const other of nodes) if (other !== node) cli(['peer', 'add', node.dir, other.url])
  }
  await until(async () => (await Promise.all(nodes.map((n) => n.get('/peers.json')))).every((all) => all.peers.length === 2 && all.peers.every((p) => p.origin)), 'all know each other')
  const keys = await Promise.all(nodes.map((node) => node.key()))

  const closes = time(Math.max(12, Math.ceil(30 * pace)))
  const poll = json(['poll', 'new', '--key', 'ana.key', '--title', 'Over three logs?', '--closes', closes, '--returning', keys[1], '--returning', keys[2]], a.url).id
  await until(async () => await b.has(poll) && await c.has(poll), 'the poll is everywhere')
  ok('the poll names three logs', (await poll_at(b, poll)).logs.length === 3)
  // Each at another node.
  const cast = [json(['ballot', poll, 'yes', '--key', 'ana.key'], a.url), json(['ballot', poll, 'yes', '--key', 'ben.key'], b.url), json(['ballot', poll, 'no', '--key', 'cyn.key'], c.url)]
  const ballots = cast.map((one) => one.id)
  // A busy machine may let one of them wait too long for an answer; a majority suffices for a ballot to count.
  ok('each ballot was received by most of the three logs', cast.every((one) => one.received >= 2 && one.logs === 3), cast)
  for (const node of nodes) await until(async () => (await Promise.all(ballots.map((id) => node.has(id)))).every(Boolean), 'the ballots are everywhere')
  ok('nobody has returned', (await poll_at(a, poll)).log_returns.every((one) => one.state === 'missing'))
  await c.end('SIGKILL')
  ok('it was open until then', Date.now() < Date.parse(closes), 'this machine was too slow: the poll closed before')
  const handed = json(['ballot', poll, 'yes', '--key', 'dan.key'], a.url), lone = handed.id
  ok('with one dead a ballot is received by two', handed.received >= 1 && handed.received <= 2 && handed.logs === 3, handed)
  await until(() => b.has(lone), 'the last ballot is at both')

  for (const node of [a, b]) await until(async () => { const got = await poll_at(node, poll); return got.decided === true }, `${node.dir} decides`)
  const at_a = await poll_at(a, poll), at_b = await poll_at(b, poll)
  ok('two of three decide it', at_a.outcome.adopted === true && at_a.outcome.returns.length === 2 && at_a.outcome.logs === 3 && !at_a.final, at_a.outcome)
  ok('all four voted', at_a.outcome.cast === 4 && at_a.outcome.eligible === 4, at_a.outcome)
  ok('alike', JSON.stringify(at_a.outcome) === JSON.stringify(at_b.outcome))
  await same_state(a, b)
  ok('with one digest', true)
  ok('nothing hangs on the third', at_a.open.ballots === 0, at_a.open)
  const page = await (await fetch(`${b.url}/en/poll/${poll}`)).text()
  ok('the page says that it is decided and not final', page.includes('Decided, not final yet') && page.includes('Adopted.') && page.includes('missing'))

  // The killed one comes back: it returns what it had, learns what it missed, and agrees.
  await c.serve()
  for (const node of nodes) await until(async () => { const got = await poll_at(node, poll); return got.final === true }, `final at ${node.dir}`)
  await same_state(a, b, c)
  const after = await poll_at(c, poll)
  ok('the killed node is back and agrees', after.outcome.returns.length === 3 && after.outcome.adopted === true && after.outcome.cast === 4, after.outcome)
  ok('the ballot it had not counts, for two others had it', (await (await fetch(`${c.url}/en/poll/${poll}/ballots`)).text()).includes('Member dan'))
  const told = after.log_returns.map((one) => one.closed)
  ok('each log tells its own sizes', after.log_returns.every((one) => one.state === 'counted' && one.closed >= one.opened && one.root.length === 64), told)
  ok('the page says final', (await (await fetch(`${c.url}/en/poll/${poll}`)).text()).includes('>Final<'))

  const checked = (key, where) => json(['receipt', 'check', `${key}.key.receipts`, where]).receipts
  ok('what had a receipt was returned', checked('ana', a.url).length === cast[0].received && checked('ana', a.url).every((one) => one.state === 'returned' && !one.fault), checked('ana', a.url))
  ok('also by those that were there', checked('dan', b.url).length === handed.received && checked('dan', b.url).every((one) => one.state === 'returned'), checked('dan', b.url))

  // A copied folder, alone.
  const digest = (await b.get('/digest')).digest
  json(['mirror', b.url, 'mirrored'])
  const mirrored = json(['audit', 'mirrored'])
  ok('a mirror recounts the poll', mirrored.ok && JSON.stringify(mirrored.polls.find((one) => one.poll === poll).outcome) === JSON.stringify(after.outcome), mirrored)
  await b.end()
  cpSync(join(folder, 'b', 'record'), join(folder, 'copy'), { recursive: true })
  const returned = readdirSync(join(folder, 'copy', 'returned'))
  ok('it keeps the prefixes of both other logs', returned.length === 2, returned)
  const audit = json(['audit', 'copy'])
  const counted = audit.polls.find((one) => one.poll === poll)
  ok('a copy recounts the poll offline', audit.ok && JSON.stringify(counted.outcome) === JSON.stringify(after.outcome), audit)
  ok('to the digest of the nodes', audit.digest === digest)
  cli(['rebuild', 'b'])
  ok('so does a rebuilt index', cli(['digest', 'b']).trim() === digest)
  // Made anew from the copy, alone: the old log is another's now, and what is kept of all three suffices.
  cli(['restore', 'copy', 'anew'])
  ok('a restored folder counts the same', json(['digest', 'anew']).digest === digest, readdirSync(join(folder, 'anew', 'record', 'returned')))
  const alone = new Node(world, 'anew')
  await alone.serve()
  // Its digest may be another by now: it marks the time in its own log.
  await until(async () => (await poll_at(alone, poll)).final === true, 'final where nobody can be asked')
  ok('and its node, with nobody to ask', JSON.stringify((await poll_at(alone, poll)).outcome) === JSON.stringify(after.outcome))
  await alone.end()

  // Damage of what is kept is found, and changes no other log's word.
  const tile = join(folder, 'copy', 'returned', returned[0], '0', 'tile', '0')
  const partial = existsSync(join(tile, '000')) ? join(tile, '000') : join(tile, '000.p', readdirSync(join(tile, '000.p'))[0])
  const bytes = readFileSync(partial)
  bytes[40] ^= 1
  writeFileSync(partial, bytes)
  const damaged = run(['--json', 'audit', 'copy'])
  ok('an audit finds a flipped bit in it', damaged.status === 1 && damaged.stdout.includes('returned/'), damaged.stdout)
  await b.serve()
  await same_state(a, b, c)
  world.done()
} finally {
  world.close()
}
