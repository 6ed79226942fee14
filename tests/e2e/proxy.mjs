// Nodes that reach each other through a SOCKS5 proxy of the test's own, by names that nobody but the proxy can
// resolve; nodes that announce themselves; a peer paused, blocked, resumed on the record; a peer over its quota.
import { createServer, connect } from 'node:net'
import { Key, Maker } from './bad_input/acts.mjs'
import { ndjson } from './bad_days/world.mjs'
import { Node, World, ok, same_state, until } from './nodes.mjs'

const world = new World('proxy')
const { cli, json } = world

// RFC 1928: notes what it is asked for; `names` says which port on 127.0.0.1 a name leads to.
class Socks {
  constructor () { this.asked = []; this.names = {} }
  async start () {
    this.server = createServer((socket) => this.serve(socket))
    await new Promise((done) => this.server.listen(0, '127.0.0.1', done))
    this.address = `127.0.0.1:${this.server.address().port}`
    return this
  }
  serve (socket) {
    let buffer = Buffer.alloc(0), greeted = false
    const take = (chunk) => {
      buffer = Buffer.concat([buffer, chunk])
      if (!greeted) {
        if (buffer.length < 2 + (buffer[1] ?? 0)) return
        buffer = buffer.subarray(2 + buffer[1])
        greeted = true
        socket.write(Buffer.from([5, 0]))
      }
      if (buffer.length < 5) return
      const size = buffer[3] === 3 ? 5 + buffer[4] + 2 : 4 + (buffer[3] === 1 ? 4 : 16) + 2
      if (buffer.length < size) return
      const host = buffer[3] === 3 ? buffer.subarray(5, 5 + buffer[4]).toString() : `number ${buffer.subarray(4, size - 2).join('.')}`
      const port = buffer.readUInt16BE(size - 2)
      this.asked.push(`${host}:${port}`)
      socket.off('data', take)
      const to = this.names[host]
      if (to === undefined) return socket.end(Buffer.from([5, 4, 0, 1, 0, 0, 0, 0, 0, 0]))
      const out = connect(to, '127.0.0.1', () => {
        socket.write(Buffer.from([5, 0, 0, 1, 127, 0, 0, 1, 0, 1]))
        out.pipe(socket).pipe(out)
      })
      for (const one of [out, socket]) one.on('error', () => { out.destroy(); socket.destroy() })
    }
    socket.on('data', take)
    socket.on('error', () => {})
  }
}

const freely = ['--key-rate', '0']
const socks = await new Socks().start(), other = await new Socks().start()
const a = new Node(world, 'a', ...freely)
const b = new Node(world, 'b', ...freely, '--socks5', socks.address)
const c = new Node(world, 'c', ...freely)
const onion = (letter) => `${letter.repeat(56)}.onion`
try {
  cli(['init', 'a'])
  cli(['key', 'new', 'ana.key'])
  cli(['found', 'a', '--key', 'ana.key', '--name', 'Hidden assembly', '--group', 'civil', '--vouches', '1'])
  await a.serve()
  cli(['join', '--key', 'ana.key', '--name', 'Ana'], a.url)
  for (const dir of ['b', 'c']) cli(['restore', a.url, dir])
  await b.serve()
  await c.serve()
  Object.assign(socks.names, { [onion('a')]: a.port, 'althing.invalid': c.port })
  other.names[onion('a')] = a.port

  // b reaches everything through its proxy, c only one peer.
  const at_a = `http://${onion('a')}`
  cli(['peer', 'add', 'b', at_a])
  cli(['peer', 'add', 'b', 'http://althing.invalid:8443'])
  cli(['peer', 'add', 'b', a.url])
  cli(['peer', 'add', 'c', at_a, '--socks5', other.address])
  cli(['peer', 'add', 'a', b.url])  // so that a's witness knows b's log
  const id = json(['act', 'declare', '--key', 'ana.key', '--detail', 'text=Said in the dark'], a.url).id
  await until(async () => await b.has(id) && await c.has(id), 'an act comes through the proxies')
  ok('an onion address is reached through the proxy', socks.asked.includes(`${onion('a')}:80`))
  await until(async () => (await b.peer('http://althing.invalid:8443'))?.origin, 'a name that only the proxy knows')
  ok('any name is the proxy\'s to resolve', socks.asked.includes('althing.invalid:8443'))
  await until(() => socks.asked.some((one) => one.startsWith('number 127.0.0.1:')), 'numbers go through it too')
  ok('numbers go through it too', true)
  ok('a proxy for one peer alone', other.asked.length > 0 && new Set(other.asked).size === 1 && other.asked[0] === `${onion('a')}:80`, other.asked)
  await until(async () => (await b.peer(at_a))?.cosigned > 0, 'cosignatures come through the proxy')
  ok('so do cosignatures', true)
  cli(['peer', 'add', 'c', `http://${onion('z')}`])
  await until(async () => /SOCKS5/.test((await c.peer(`http://${onion('z')}`))?.fault ?? ''), 'an onion without a proxy is refused')
  ok('an onion address without a proxy is never looked up', true)
  cli(['peer', 'remove', 'c', `http://${onion('z')}`])
  cli(['peer', 'add', 'b', 'http://nobody.invalid'])
  await until(async () => /through the proxy: host unreachable/.test((await b.peer('http://nobody.invalid'))?.fault ?? ''), 'the proxy\'s refusal is told')
  ok('the proxy\'s refusal is told', true)
  ok('a proxy must be a number', /socks5/.test(world.run(['serve', 'b', '--socks5', 'proxy.example:9050']).stderr) && /socks5/.test(world.run(['peer', 'add', 'b', 'http://x.invalid', '--socks5', 'nonsense']).stderr))

  // A node announces itself; who has the record knows it.
  const said = json(['peer', 'announce', 'a', at_a, 'https://althing.example.org', '--name', 'River Watch'], a.url).id
  await until(() => c.has(said), 'the announcement travels')
  const [node] = (await until_index(c, said)).nodes
  ok('a node announces itself', node.origin === (await a.get('/policy')).origin && node.name === 'River Watch' && node.links.join() === `${at_a},https://althing.example.org`, node)
  ok('the page lists it', (await c.text('/en/peers')).includes('River Watch'))
  ok('the command lists it', cli(['peer', 'list'], c.url).includes(`announced River Watch ${node.origin}`))
  const log = (await a.get('/policy')).log
  const key_of = (vkey) => Buffer.from(vkey.split('+').slice(2).join('+'), 'base64').subarray(1).toString('base64url')
  const forged = world.run(['--json', 'act', 'node', '--key', 'ana.key', `log=${key_of(log)}`, '--detail', 'links=https://evil.example'], a.url)
  const forged_id = forged.status === 0 ? JSON.parse(forged.stdout.trim().split('\n').at(-1)).id : ''
  if (forged_id) await until(async () => (await a.get(`/acts/${forged_id}.json`)).status === 'void', 'a forged announcement is void')
  ok('nobody announces another\'s node', !(await until_index(a, said)).nodes.some((one) => one.act === forged_id))

  // Paused, blocked, resumed, each on the record.
  const mode = async (word, why) => {
    const done = json(['peer', word, 'c', at_a, '--reason', why], c.url)
    await until(async () => (await c.peer(at_a)).mode === (word === 'resume' ? 'follow' : word), `${word} is in force`)
    return done.act
  }
  await mode('pause', 'under repair')
  const unseen = json(['act', 'declare', '--key', 'ana.key', '--detail', 'text=While paused'], a.url).id
  await until(() => b.has(unseen), 'b has it')
  ok('a paused peer is left alone', !(await c.has(unseen)))
  await mode('resume', 'mended')
  await until(() => c.has(unseen), 'resumed, it comes')
  ok('a resumed peer is heard again', true)
  const blocked = await mode('block', 'it floods us')
  const hint = async () => (await fetch(`${c.url}/hint`, { method: 'POST', body: node.origin })).status
  await until(async () => await hint() === 404, 'a blocked log cannot hint')
  cli(['peer', 'add', 'c', a.url])
  await until(async () => /blocked/.test((await c.peer(a.url))?.fault ?? ''), 'its log is blocked at any address')
  ok('a blocked log is blocked at any address', true)
  ok('a block cannot be dropped in silence', world.run(['peer', 'remove', 'c', at_a]).status !== 0)
  const rules = (await c.get('/peers.json')).rules
  ok('one rule is in force, with its reason', rules.length === 1 && rules[0].act === blocked && rules[0].mode === 'block' && rules[0].reason === 'it floods us', rules)
  ok('the page says so to everyone', (await c.text('/en/peers')).includes('it floods us'))
  ok('without a reason nothing is done', world.run(['peer', 'block', 'c', at_a]).status !== 0)
  await mode('resume', 'settled')
  cli(['peer', 'remove', 'c', a.url])
  await same_state(a, b)

  // Over its quota a peer waits; nothing is lost.
  const d = new Node(world, 'd', ...freely)
  cli(['restore', a.url, 'd'])
  const maker = new Maker((await a.get('/policy')).assembly), somebody = new Key()
  const flood = Array.from({ length: 700 }, (_, i) => maker.make('declare', {}, somebody, { text: `Said ${i} times` }))
  const logged = await fetch(`${a.url}/acts`, { method: 'POST', headers: { 'Content-Type': 'application/x-ndjson' }, body: ndjson(flood) })
  ok('many acts in one request', (await logged.text()).split('\n').filter((line) => line.includes('"logged"')).length === flood.length)
  cli(['peer', 'add', 'd', a.url, '--quota', '20'])
  await d.serve()
  await until(async () => (await d.peer(a.url))?.over_quota, 'the quota holds')
  const waiting = await d.peer(a.url)
  ok('a peer over its quota waits', waiting.behind > 0 && waiting.added >= 200 && waiting.fault === undefined, waiting)
  ok('what it brought is shown', waiting.brought_acts === waiting.added && waiting.brought_bytes > 300 * waiting.brought_acts)
  cli(['peer', 'remove', 'd', a.url])
  cli(['peer', 'add', 'd', a.url, '--quota', '0'])
  cli(['peer', 'add', 'a', d.url])  // marks of d's clock go the other way
  await same_state(a, d)
  ok('and nothing was dropped', (await d.peer(a.url)).brought_acts > waiting.brought_acts)
  world.done()
} finally {
  for (const one of [socks, other]) one.server.close()
  world.close()
}

async function until_index (node, id) {
  await until(async () => (await node.get('/peers.json')).nodes.some((one) => one.act === id), 'it is indexed')
  return node.get('/peers.json')
}
