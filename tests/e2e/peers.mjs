// Three nodes of one assembly, each a real process with a log of its own: a new act travels along a chain, a
// killed node catches up, a lost disk is made anew from another node, a stick carries acts, and a log that tells
// two stories is found out. Every node ends with the same acts and the same state.
import { createHash } from 'node:crypto'
import { cpSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Node as Served, World, ok, same_state, until } from './nodes.mjs'
import { verify_fork } from '../interop/verify_fork.mjs'

const world = new World('peers')
const folder = world.folder
const { run, cli, json } = world
class Node extends Served { constructor (dir) { super(world, dir) } }

const a = new Node('a'), b = new Node('b'), c = new Node('c')
try {
  cli(['init', 'a'])
  for (const who of ['ana', 'ben', 'cyn']) cli(['key', 'new', `${who}.key`])
  cli(['found', 'a', '--key', 'ana.key', '--name', 'Assembly of nodes', '--group', 'civil', '--vouches', '1'])
  await a.serve()
  cli(['join', '--key', 'ana.key', '--name', 'Ana'], a.url)

  // A second node in two commands, a third from the second.
  cli(['restore', a.url, 'b'])
  cli(['peer', 'add', 'b', a.url])
  await b.serve()
  cli(['restore', b.url, 'c'])
  const b_by_name = b.url.replace('127.0.0.1', 'localhost')  // names are resolved under confinement too
  cli(['peer', 'add', 'c', b_by_name])
  await c.serve()
  cli(['peer', 'add', 'a', b.url])
  cli(['peer', 'add', 'b', c.url])
  await same_state(a, b, c)
  await until(async () => (await b.peer(a.url))?.origin && (await b.peer(c.url))?.origin && (await c.peer(b_by_name))?.origin && (await a.peer(b.url))?.origin, 'all know each other')
  ok('three nodes have three logs and one state', new Set(await Promise.all([a, b, c].map(async (n) => (await n.get('/policy')).origin))).size === 3)

  // A new act at one end is at the other end of the chain soon, by hints.
  const times = []
  for (let i = 0; i < 5; i++) {
    const id = json(['statement', 'new', '--key', 'ana.key', '--title', `Said at a, ${i}`, '--text', 'Keep it open.'], a.url).id
    const begun = Date.now()
    await until(() => c.has(id), 'the act is at c', 20_000)
    times.push(Date.now() - begun)
  }
  times.sort((x, y) => x - y)
  console.log(`      along the chain in ${times.join(', ')} ms`)
  ok('an act travels along the chain', times[2] < 4000, times)
  // The index takes it in a moment after the record.
  await until(async () => (await (await fetch(`${c.url}/en/statements`)).text()).includes('Said at a, 4'), 'its words are shown at c', 20_000)
  ok('with its words', true)
  ok('the peers page tells', (await (await fetch(`${c.url}/en/peers`)).text()).includes(b_by_name))
  ok('so does the command', cli(['peer', 'list'], c.url).includes('0 not read yet'))

  // Each cosigns the others' logs; whoever asks for the checkpoint gets the cosignatures with it.
  const cosigned = async (node) => (await (await fetch(`${node.url}/record/checkpoint`)).text()).split('\n').filter((line) => line.includes('althing-witness/')).length
  await until(async () => await cosigned(b) === 2, 'both peers of b cosigned its checkpoint')
  await until(async () => await cosigned(a) === 1 && await cosigned(c) === 1, 'so did b for them')
  ok('nodes witness one another', true)
  const log_of = (await b.get('/policy')).origin
  const hash = createHash('sha256').update(log_of).digest('hex')
  ok('what was cosigned can be asked for', (await (await fetch(`${a.url}/witness/${hash}/checkpoint`)).text()).startsWith(`${log_of}\n`))
  ok('the witness refuses a strange log', (await fetch(`${a.url}/witness/add-checkpoint`, { method: 'POST', headers: { 'Content-Type': 'text/plain' }, body: `old 0\n\nexample.org/log\n1\n${'A'.repeat(43)}=\n\n\u2014 example.org/log AAAA${'A'.repeat(88)}\n` })).status === 404)

  // The one in the middle is killed; both sides go on.
  cli(['join', '--key', 'ben.key', '--name', 'Ben'], c.url)
  await b.end('SIGKILL')
  const at_a = json(['statement', 'new', '--key', 'ana.key', '--title', 'While b was dead, at a', '--text', 'One.'], a.url).id
  const at_c = json(['statement', 'new', '--key', 'ben.key', '--title', 'While b was dead, at c', '--text', 'Two.'], c.url).id
  await b.serve()
  await until(async () => await a.has(at_c) && await c.has(at_a), 'the halves met again')
  await same_state(a, b, c)
  ok('killed in the middle, the halves merge when it is back', true)

  // The first node's disk is lost for good: made anew from another, nothing is missing.
  await a.end('SIGKILL')
  rmSync(join(folder, 'a'), { recursive: true })
  cli(['restore', c.url, 'a'])
  cli(['peer', 'add', 'a', b.url])
  await a.serve()
  await same_state(a, b, c)
  ok('a lost disk costs nothing', await a.has(at_a) && await a.has(at_c))
  const anew = (await a.get('/policy')).origin
  await until(async () => (await b.peer(a.url)).origin === anew, 'b follows its new log')

  // A stick: c goes dark, is copied, and a folder that never met it takes from the copy.
  cli(['join', '--key', 'cyn.key', '--name', 'Cyn'], c.url)
  const on_stick = json(['statement', 'new', '--key', 'cyn.key', '--title', 'By stick', '--text', 'Carried.'], c.url).id
  await c.end()
  cpSync(join(folder, 'c', 'record'), join(folder, 'stick'), { recursive: true })
  await a.end()
  const pulled = json(['pull', 'a', join(folder, 'stick')])
  ok('a folder on a stick is a peer', pulled.refused === 0 && pulled.fork === false && pulled.size > 0, pulled)
  ok('a second pull finds nothing', json(['pull', 'a', 'stick']).added === 0)
  await a.serve()
  ok('its acts are here', await a.has(on_stick))

  // Two copies of c's folder go on by themselves: one log, two stories. Both are read, the fork is evidence.
  cpSync(join(folder, 'c'), join(folder, 'd'), { recursive: true })
  await c.serve()
  const d = new Node('d')
  await d.serve()
  const story_c = json(['statement', 'new', '--key', 'cyn.key', '--title', 'The one story', '--text', 'This.'], c.url).id
  const story_d = json(['statement', 'new', '--key', 'ben.key', '--title', 'The other story', '--text', 'That.'], d.url).id
  await until(() => b.has(story_c), 'b read the one story')
  cli(['peer', 'add', 'b', d.url])
  await until(() => b.has(story_d), 'b read the other story')
  await until(async () => (await b.peer(d.url)).forks > 0, 'b has evidence')
  ok('a log with two stories is found out, and both are read', true)
  const [evidence] = (await b.get('/peers.json')).forks
  ok('the evidence is listed', evidence.origin === (await c.get('/policy')).origin && evidence.smaller <= evidence.larger, evidence)
  const text = await b.text(evidence.file)
  ok('its address is its hash', createHash('sha256').update(text).digest('hex') === evidence.sha256)
  ok('a stranger finds that it holds, by the specification alone', (await verify_fork(text)).origin === evidence.origin)
  // Both stories may grow before they are compared again, so there may be more than one piece.
  ok('it lies in the record', readdirSync(join(folder, 'b', 'record', 'fork')).includes(`${evidence.sha256}.json`) && readFileSync(join(folder, 'b', 'record', 'fork', `${evidence.sha256}.json`), 'utf8') === text)
  ok('the page says so', (await (await fetch(`${b.url}/en/peers`)).text()).includes('two histories'))

  // What is no peer, and what is refused.
  ok('a hint from a stranger is refused', (await fetch(`${b.url}/hint`, { method: 'POST', body: 'nonsense' })).status === 400)
  ok('and from a log that is nobody\'s', (await fetch(`${b.url}/hint`, { method: 'POST', body: `${'a'.repeat(64)}/${'b'.repeat(32)}` })).status === 404)
  ok('an address twice is refused', /is a peer already/.test(run(['peer', 'add', 'b', d.url]).stderr))
  ok('an address must be one', /must be http/.test(run(['peer', 'add', 'b', 'ftp://x']).stderr))
  ok('a folder is for pull', /althing pull/.test(run(['peer', 'add', 'b', join(folder, 'stick')]).stderr))
  const paused = json(['peer', 'pause', 'b', d.url, '--reason', 'it forked'], b.url)
  await until(async () => (await b.peer(d.url)).mode === 'pause', 'it is paused')
  ok('a peer is paused with a reason', (await b.peer(d.url)).reason === 'it forked')
  const rule = (await b.get('/peers.json')).rules.find((one) => one.act === paused.act)
  ok('and that is on the record', rule.mode === 'pause' && rule.reason === 'it forked' && rule.ours, rule)
  cli(['peer', 'remove', 'b', d.url])
  await until(async () => await b.peer(d.url) === undefined, 'it is gone')
  for (const node of [a, b]) {
    const audit = run(['--json', 'audit', node.url])
    ok(`audit of ${node.dir}`, audit.status === 0, audit.stdout + audit.stderr)
  }
  // d signed marks in c's name: whoever audits the forked log is told.
  await same_state(b, c, d)
  const forked = run(['--json', 'audit', c.url])
  ok('audit of the forked log', forked.status === 0 || /a root its tree never had/.test(forked.stdout), forked.stdout)
  world.done()
} finally {
  world.close()
}
