// Peers that lie, over real sockets: a gzip bomb, a slow drip, an answer without end, wrong bits, withheld entries,
// wrong files, one story for the witness and another for whoever pulls. Each is found out at its own address, costs
// a bounded amount of memory, and keeps no act of an honest peer away. Files travel with the acts that name them.
import { createHash, randomBytes } from 'node:crypto'
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { gzipSync } from 'node:zlib'
import { verify_fork } from '../interop/verify_fork.mjs'
import { Node, World, ok, same_state, until } from './nodes.mjs'

const world = new World('liars')
const { cli, json } = world
const servers = []

// A node's face with one trait of its own. `lie(request, answer)` answers, or returns false.
async function liar (upstream, lie) {
  const server = createServer(async (request, answer) => {
    try {
      if (await lie(request, answer)) return
      const { 'accept-encoding': _, host: __, connection: ___, ...headers } = request.headers
      let body = ''
      for await (const chunk of request) body += chunk
      const got = await fetch(upstream() + request.url, { method: request.method, headers, body: request.method === 'POST' ? body : undefined })
      const bytes = Buffer.from(await got.arrayBuffer())
      const kept = {}
      for (const name of ['content-type', 'content-range']) if (got.headers.get(name)) kept[name] = got.headers.get(name)
      answer.writeHead(got.status, { ...kept, 'Content-Length': bytes.length }).end(bytes)
    } catch { answer.destroy() }
  })
  servers.push(server)
  await new Promise((done) => server.listen(0, '127.0.0.1', done))
  return `http://127.0.0.1:${server.address().port}`
}
const wants_entries = (request) => request.url.startsWith('/record/tile/entries/') || request.url.startsWith('/entries/')
const peak = (node) => Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${node.process.pid}/status`, 'utf8'))[1]) / 1024

const freely = ['--key-rate', '0']
const a = new Node(world, 'a', ...freely), b = new Node(world, 'b', ...freely)
try {
  cli(['init', 'a'])
  cli(['key', 'new', 'ana.key'])
  cli(['found', 'a', '--key', 'ana.key', '--name', 'Assembly of liars', '--group', 'civil', '--vouches', '1'])
  await a.serve()
  cli(['join', '--key', 'ana.key', '--name', 'Ana'], a.url)
  cli(['restore', a.url, 'b'])
  await b.serve()

  // Files: named by a document, stored at a, held at b once it has pulled. Two are larger than a piece.
  const instrument = json(['act', 'instrument', '--key', 'ana.key', 'kind=treaty', '--detail', 'title=A treaty'], a.url).id
  const files = [Buffer.from('small'), randomBytes(100_000), randomBytes(9_000_000)]
  const sha = (bytes) => createHash('sha256').update(bytes).digest('hex')
  for (const bytes of files) {
    json(['act', 'document', '--key', 'ana.key', `of=${instrument}`, `sha256=${sha(bytes)}`, 'provenance=official', '--detail', 'title=A file'], a.url)
    await until(async () => (await fetch(`${a.url}/blob/${sha(bytes)}`, { method: 'PUT', body: bytes, headers: { 'Content-Type': 'application/octet-stream' } })).ok, 'the file is stored')
  }
  const part = await fetch(`${a.url}/blob/${sha(files[1])}`, { headers: { Range: 'bytes=10-19' } })
  ok('a part of a file can be had', part.status === 206 && part.headers.get('content-range') === 'bytes 10-19/100000' && Buffer.from(await part.arrayBuffer()).equals(files[1].subarray(10, 20)))
  ok('but not behind its end', (await fetch(`${a.url}/blob/${sha(files[0])}`, { headers: { Range: 'bytes=5-' } })).status === 416)
  const coded = await fetch(`${a.url}/en/record`, { headers: { 'Accept-Encoding': 'gzip' } })
  ok('pages come coded to whom takes that', coded.headers.get('content-encoding') === 'gzip' && (await coded.text()).includes('</html>'))
  const held = await fetch(`${a.url}/record/checkpoint`)
  ok('a checkpoint is asked for again by its tag', (await fetch(`${a.url}/record/checkpoint`, { headers: { 'If-None-Match': held.headers.get('etag') } })).status === 304)

  // One that gives wrong files, before the honest one is known.
  const wrong_files = await liar(() => a.url, (request, answer) => {
    if (!request.url.startsWith('/record/blob/')) return false
    const bytes = Buffer.from('not what it is called')
    answer.writeHead(200, { 'Content-Length': bytes.length }).end(bytes)
    return true
  })
  cli(['peer', 'add', 'b', wrong_files])
  await until(async () => (await b.peer(wrong_files))?.wrong_files === 3, 'wrong files are counted')
  ok('wrong files are found out and not kept', (await fetch(`${b.url}/blob/${sha(files[0])}`)).status === 404)
  const no_files = await liar(() => a.url, (request, answer) => {
    if (!request.url.startsWith('/record/blob/')) return false
    answer.writeHead(200, { 'Content-Type': 'application/octet-stream' })
    const pour = () => { while (answer.write(Buffer.alloc(65536))) { /* until the pipe is full */ } }
    answer.on('drain', pour)
    pour()
    return true
  })
  cli(['peer', 'add', 'b', no_files])
  await until(async () => /larger than/.test((await b.peer(no_files))?.fault ?? ''), 'a file without end is cut off')
  ok('a file without end is cut off', true)
  cli(['peer', 'add', 'b', a.url])
  for (const bytes of files) await until(async () => Buffer.from(await (await fetch(`${b.url}/blob/${sha(bytes)}`)).arrayBuffer()).equals(bytes), 'the file is here')
  ok('files come from whoever has them right', (await b.peer(a.url)).files >= 1)

  // Lies about the log, each at an address of its own; b keeps pulling from a all the while.
  const bomb = gzipSync(Buffer.alloc(256 * 1024 * 1024), { level: 9 })
  const lies = {
    bomb: [await liar(() => a.url, (request, answer) => {
      if (!wants_entries(request)) return false
      answer.writeHead(200, { 'Content-Encoding': 'gzip', 'Content-Length': bomb.length }).end(bomb)
      return true
    }), /unpacks to more|larger than/],
    endless: [await liar(() => a.url, (request, answer) => {
      if (request.url !== '/record/checkpoint') return false
      answer.writeHead(200, { 'Content-Type': 'text/plain' })
      const pour = () => { while (answer.write('x'.repeat(65536))) { /* until the pipe is full */ } }
      answer.on('drain', pour)
      pour()
      return true
    }), /larger than/],
    drip: [await liar(() => a.url, (request, answer) => {
      if (!request.url.startsWith('/record/tile/0/')) return false
      answer.writeHead(200, { 'Content-Type': 'application/octet-stream' })
      const timer = setInterval(() => answer.write('x'), 500)
      answer.on('close', () => clearInterval(timer))
      return true
    }), /timed out|Operation canceled|read:/],
    wrong_entries: [await liar(() => a.url, async (request, answer) => {
      if (!wants_entries(request)) return false
      const bytes = Buffer.from(await (await fetch(a.url + request.url)).arrayBuffer())
      bytes[bytes.length >> 1] ^= 1
      answer.writeHead(200).end(bytes)
      return true
    }), /not what the log's tree commits to|another number|length/],
    wrong_tiles: [await liar(() => a.url, async (request, answer) => {
      if (!request.url.startsWith('/record/tile/0/')) return false
      const bytes = Buffer.from(await (await fetch(a.url + request.url)).arrayBuffer())
      bytes[3] ^= 1
      answer.writeHead(200).end(bytes)
      return true
    }), /tile/],
    withholds: [await liar(() => a.url, (request, answer) => {
      if (!wants_entries(request)) return false
      answer.writeHead(404).end()
      return true
    }), /answered 404/],
  }
  // A fresh node that meets the liars before the honest one, so that it needs what they say.
  const c = new Node(world, 'c', ...freely)
  cli(['export', 'a', 'early'])
  cli(['restore', 'early', 'c'])
  for (let i = 0; i < 40; i++) json(['act', 'declare', '--key', 'ana.key', '--detail', `text=Number ${i}`], a.url)
  for (const [address] of Object.values(lies)) cli(['peer', 'add', 'c', address])
  await c.serve()
  const before = peak(c)
  for (const [name, [address, says]] of Object.entries(lies)) {
    await until(async () => says.test((await c.peer(address))?.fault ?? ''), `${name} is found out`, 120_000)
    ok(`${name} is found out`, true)
  }
  console.log(`      memory: ${before.toFixed(0)} MiB, then at most ${peak(c).toFixed(0)} MiB`)
  ok('memory stays bounded', peak(c) - before < 400, peak(c))
  cli(['peer', 'add', 'c', a.url])
  cli(['peer', 'add', 'a', c.url])
  await same_state(a, c)
  ok('the honest one is heard all the same', (await c.peer(a.url)).fault === undefined)
  const id = json(['act', 'declare', '--key', 'ana.key', '--detail', 'text=After all the lies'], a.url).id
  const begun = Date.now()
  await until(() => c.has(id), 'a new act comes while liars lie')
  console.log(`      a new act among liars after ${Date.now() - begun} ms`)
  ok('the page names who lied', (await c.text('/en/peers')).includes(lies.bomb[0]))

  // One story for the witness, another for whoever pulls. d is a copy of c's folder: one key, two logs.
  await until(async () => (await b.get('/peers.json')).peers.length === 3, 'b runs')
  cli(['peer', 'add', 'b', c.url])
  await until(async () => (await b.peer(c.url))?.origin, 'b follows c')
  await c.end()
  cpSync(world.path('c'), world.path('d'), { recursive: true })
  writeFileSync(world.path('d', 'peers', 'list'), JSON.stringify({ peers: [] }))
  const d = new Node(world, 'd', ...freely)
  await c.serve()
  await d.serve()
  json(['act', 'declare', '--key', 'ana.key', '--detail', 'text=Told to those who pull'], c.url)
  for (let i = 0; i < 2; i++) json(['act', 'declare', '--key', 'ana.key', '--detail', `text=Told to the witness ${i}`], d.url)
  const { origin } = await c.get('/policy')
  await until(async () => { const one = await b.peer(c.url); return one.behind === 0 && one.size > 0 }, 'b has read c')
  const note = await d.text('/record/checkpoint')
  const told = note.slice(0, note.indexOf('\n\n') + 2) + note.split('\n').filter((line) => line.startsWith(`\u2014 ${origin} `)).join('\n') + '\n'
  const answer = await fetch(`${b.url}/witness/add-checkpoint`, { method: 'POST', headers: { 'Content-Type': 'text/plain' }, body: `old 0\n\n${told}` })
  ok('the witness, which has seen nothing of that log yet, cosigns the first story it is told', answer.status === 200, answer.status)
  // The sizes may differ until c has grown past d; then the two are compared.
  for (let i = 0; i < 4; i++) json(['act', 'declare', '--key', 'ana.key', '--detail', `text=More ${i}`], c.url)
  await until(async () => (await b.get('/peers.json')).forks.some((one) => one.origin === origin), 'the fork is found out', 90_000)
  const [fork] = (await b.get('/peers.json')).forks
  const evidence = await b.text(fork.file)
  ok('a log that tells its witness another story is found out', verify_fork(evidence).origin === origin)

  // Evidence goes round as a file.
  writeFileSync(world.path('evidence.json'), evidence)
  const audited = json(['audit', 'evidence.json'])
  ok('althing audit checks the file', audited.ok && audited.fork.origin === origin)
  writeFileSync(world.path('broken.json'), evidence.replace(/"smaller":"[0-9a-f]/, (text) => text.slice(0, -1) + (text.at(-1) === '0' ? '1' : '0')))
  ok('and refuses one that was changed', world.run(['audit', 'broken.json']).status !== 0)
  await b.end()
  cli(['export', 'b', 'copy'])
  const report = json(['audit', 'copy'])
  ok('an export carries it, and its audit says so', report.ok && report.forks.length === 1 && report.forks[0].origin === origin, report)
  ok('and the folder\'s own', json(['audit', 'b']).forks.length === 1)
  await b.serve()
  // Whoever follows both learns it by asking b what it cosigned of c, without b telling it of any fork.
  const e = new Node(world, 'e', ...freely)
  cli(['restore', c.url, 'e'])
  cli(['peer', 'add', 'e', c.url])
  await e.serve()
  await until(async () => { const one = await e.peer(c.url); return one?.size > 0 && one.behind === 0 }, 'e has read c')
  ok('a reader of one story alone knows of no fork', (await e.get('/peers.json')).forks.length === 0)
  cli(['peer', 'add', 'e', b.url])
  await until(async () => (await e.get('/peers.json')).forks.some((one) => one.origin === origin), 'gossip finds the fork')
  ok('gossip finds the fork', verify_fork(await e.text((await e.get('/peers.json')).forks[0].file)).origin === origin)
  ok('it is kept for good', (await b.get('/peers.json')).forks.length === 1 && (await b.text('/en/peers')).includes(fork.sha256))
  world.done()
} finally {
  for (const server of servers) { server.closeAllConnections(); server.close() }
  world.close()
}
