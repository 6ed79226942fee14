// Hostile clients in numbers against the real binary: thousands of idle connections, slow heads, bodies
// and readers, churn, floods from one address and by one key. During each another client must go on being
// served (how fast is not asked), and the server's memory, printed, stays within a bound.
// usage: ALTHING_BIN=<binary> [ALTHING_LONG=1] node siege.mjs
import net from 'node:net'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Key, wrap } from './bad_input/acts.mjs'
import { Checks } from './bad_input/node.mjs'
import { Line, until } from './bad_days/line.mjs'
import { World, bin, end_all, found, long_run, ndjson, pause, rss, run, serve, work_dir } from './bad_days/world.mjs'

const kMebi = 2 ** 20
const kServed = 10                  // of each kind, to the other client, in each phase
const kPerAddress = 2000            // docs/limits.md
const kMemory = 800 * kMebi         // over the start: room for bodies (512), buffers, the rest generous
const files = Number(/Max open files\s+(\d+)/.exec(readFileSync('/proc/self/limits', 'utf8'))[1])
const kBodies = long_run ? 200 : 64, kReaders = long_run ? 500 : 100
const kIdle = Math.min(9500, files - 1500)

const checks = new Checks()
const work = work_dir('siege')
const dir = join(work, 'data')
const watched = readFileSync(bin).includes('__tsan_init')
// AddressSanitizer keeps freed memory for a while, 256 MiB of it unless told otherwise.
process.env.ASAN_OPTIONS = `${process.env.ASAN_OPTIONS ?? ''}:quarantine_size_mb=1:thread_local_quarantine_size_kb=64`
let node, world, start, peak = 0

const address = (n) => `127.0.1.${n}`
/** A bare socket from one of many addresses of this machine; says what it is told, counts what it hears. */
function connect(from, first = '') {
  return new Promise((resolve) => {
    const socket = net.connect({ port: node.port, host: '127.0.0.1', localAddress: from })
    socket.heard = ''
    socket.open = true
    socket.on('data', (data) => { if (socket.heard.length < 2000) socket.heard += data.toString('latin1') })
    socket.on('error', () => { socket.open = false; resolve(socket) })
    socket.on('close', () => { socket.open = false; resolve(socket) })
    socket.on('connect', () => { if (first) socket.write(first); resolve(socket) })
  })
}
async function many(count, make, at_once = 200) {
  const out = []
  for (let i = 0; i < count; i += at_once) {
    out.push(...await Promise.all(Array.from({ length: Math.min(at_once, count - i) }, (_, n) => make(i + n))))
  }
  return out
}
const end = (sockets) => sockets.forEach((socket) => socket.destroy())

/** The other client: pages, receipts and signatures, on new connections and on one that it keeps. */
async function served(name) {
  const kept = new Line(node.port)
  let count = 0
  for (let i = 0; i < kServed; i++) {
    const page = await node.get(`/en/statement/${world.statement.id}`)
    checks.ok(`${name}: a page for the other client`, page.status === 200, `${page.status} ${page.text}`)
    const act = world.sign(`Patient ${name} ${i}`)
    const answer = i % 2 ? await node.send(act) : await kept.post(wrap(act))
    checks.ok(`${name}: its signature is taken`, answer.status === 201, answer.text)
    const proof = await kept.get(`/acts/${act.id}/proof`)
    checks.ok(`${name}: and its receipt given`, proof.status === 200, proof.text)
    count += 3
  }
  kept.close()
  const now = await rss(node.child.pid)
  peak = Math.max(peak, now)
  console.log(`--    ${Math.round(performance.now() / 1000)} s  ${name}: ${count} answers to the other client; memory ${(now / kMebi).toFixed(0)} MiB`)
}

async function idle() {
  const request = 'GET /policy HTTP/1.1\r\nHost: a\r\n\r\n'
  const sockets = await many(kIdle, (i) => connect(address(1 + Math.floor(i / kPerAddress)), i % 2 ? request : ''))
  const asked = sockets.filter((_, i) => i % 2)
  await until(() => asked.filter((s) => s.heard.startsWith('HTTP/1.1 200')).length, (n) => n === asked.length)
  checks.ok('idle: all are let in and answered', asked.every((s) => s.heard.startsWith('HTTP/1.1 200')),
    asked.filter((s) => !s.heard.startsWith('HTTP/1.1 200')).length)
  await served(`${sockets.length} idle connections`)
  checks.ok('idle: they are still there', asked.filter((s) => s.open).length > asked.length / 2)
  if (kIdle > kPerAddress) {
    const extra = await connect(address(1), request)
    await until(() => extra.heard, (heard) => heard !== '')
    checks.ok('idle: one more from the same address is told why', /^HTTP\/1.1 503 .*too many connections/s.test(extra.heard),
      extra.heard)
    extra.destroy()
  }
  end(sockets)
}

async function slow_heads() {
  const sockets = await many(1000, (i) => connect(address(10 + (i % 3)), 'GET /policy HTTP/1.1\r\nX'))
  let on = true
  const drip = (async () => { while (on) { sockets.forEach((s) => s.open && s.write('x')); await pause(500) } })()
  await served('1000 slow heads')
  const cut = await until(() => sockets.filter((s) => !s.open).length, (n) => n === sockets.length, 600)
  checks.ok('slow heads: dripping does not keep them', cut === sockets.length, cut)
  checks.ok('slow heads: and they are told', sockets.filter((s) => s.heard.startsWith('HTTP/1.1 408')).length > 0)
  on = false
  await drip
  end(sockets)
}

async function slow_bodies() {
  const size = 30 * kMebi, part = Buffer.alloc(16 * kMebi, '"x"\n')
  const head = `POST /acts HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-ndjson\r\nContent-Length: ${size}\r\n\r\n`
  const sockets = []
  for (let i = 0; i < kBodies; i++) {
    const socket = await connect(address(20 + (i % 5)), head)
    sockets.push(socket)
    if (i % 4 === 3) await new Promise((next) => (socket.open ? socket.write(part, next) : next()))
    else if (socket.open) socket.write(part)
  }
  await served(`${kBodies} bodies of 16 MiB that do not end`)
  const refused = await until(() => sockets.filter((s) => /^HTTP\/1.1 503 .*large requests/s.test(s.heard)).length,
    (n) => n >= kBodies - 40)
  // Room for 32 of them, and a little more: the first 64 KiB of each are free.
  checks.ok('slow bodies: what is over the room is refused', refused >= kBodies - 40, refused)
  end(sockets)
  await served('after them')
}

async function slow_readers() {
  const want = `GET /en/statement/${world.statement.id}/signatories.csv HTTP/1.1\r\nHost: a\r\n\r\n`
  const sockets = await many(kReaders, async (i) => {
    const socket = await connect(address(30 + (i % 3)), want.repeat(5))
    socket.pause()
    return socket
  })
  await served(`${kReaders} readers of 5 exports each that do not read`)
  end(sockets)
}

async function churn() {
  let made = 0
  const churner = async (n) => {
    for (let i = 0; i < 150; i++) {
      const first = ['', 'GET / HT', 'POST /acts HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n{', 'GET /en/ HTTP/1.1\r\nHost: a\r\n\r\n'][i % 4]
      const socket = await connect(address(40 + n), first)
      made++
      if (i % 3) socket.resetAndDestroy()
      else socket.destroy()
    }
  }
  const all = Promise.all(Array.from({ length: 20 }, (_, n) => churner(n)))
  await served('churn')
  await all
  checks.ok('churn: connections made and dropped', made === 3000, made)
}

async function floods() {
  // One address, many keys: judged to its burst, then told to wait; it may go on asking.
  const told = { 429: 0, 400: 0 }
  const lines = '"x"\n'.repeat(2000)
  let on = true
  const flooder = async () => {
    const line = new Line(node.port, { localAddress: address(60) })
    while (on) {
      const answer = await line.post(lines, 'application/x-ndjson').catch(() => null)
      for (const verdict of answer?.lines ?? []) told[verdict.error.status]++
    }
    line.close()
  }
  let all = Promise.all(Array.from({ length: 4 }, flooder))
  await served('a flood from one address')
  on = false
  await all
  checks.ok('flood: an address is held to its rate', told[429] > 1000 && told[400] >= 4000, told)

  const key = new Key()
  let refused = 0, taken = 0
  on = true
  const keyed = async () => {
    const line = new Line(node.port)
    while (on) {
      const acts = Array.from({ length: 300 }, (_, i) => world.sign(`Again ${i}`, key))
      const { lines: verdicts } = await line.post(ndjson(acts), 'application/x-ndjson')
      for (const verdict of verdicts) verdict.error?.status === 429 ? refused++ : taken++
      if (verdicts.some((v) => v.error && v.error.field !== 'by')) throw new Error(JSON.stringify(verdicts[0]))
    }
    line.close()
  }
  all = Promise.all(Array.from({ length: 3 }, keyed))
  await served('a flood by one key')
  for (let i = 0; i < 600 && refused === 0; i++) await pause(50)
  on = false
  await all
  checks.ok('flood: a key is held to its rate', refused > 0 && taken >= 2000, { taken, refused })
}

try {
  found(dir)
  node = await serve(dir)
  world = await World.at(node)
  const acts = Array.from({ length: 1500 }, (_, i) => world.sign(`Signatory ${i}`))
  checks.ok('signatures to begin with', (await node.lines(acts)).lines.every((line) => line.status === 'logged'))
  await node.settled()
  await served('quiet')
  start = await rss(node.child.pid)
  peak = start
  for (const phase of [idle, slow_heads, slow_bodies, slow_readers, churn, floods]) await phase()
  const health = await until(() => node.get('/healthz'), (a) => a.status === 200 && a.json.index_lag === 0)
  checks.ok('the node is well after all', health.status === 200, health.text)
  const grown = `memory ${(start / kMebi).toFixed(0)} MiB at the start, at most ${(peak / kMebi).toFixed(0)} MiB when asked`
  if (watched) console.log(`--    ${grown}; not judged: ThreadSanitizer keeps a shadow of it all`)
  else if (checks.ok('memory is bounded', peak - start < kMemory, grown)) console.log(`--    ${grown}`)
  checks.ok('ends cleanly', await node.stop() === 0 && !/ERROR|runtime error/.test(node.errors()), node.errors())
  checks.ok('no fault is left', JSON.parse(run(bin, 'audit', dir)).ok === true)
} catch (error) {
  checks.ok('the run itself', false, `${error.stack}\n${node?.errors() ?? ''}`)
} finally {
  await end_all()
  rmSync(work, { recursive: true, force: true })
}
console.log(`${checks.passed} passed, ${checks.failed} failed`)
process.exitCode = checks.failed === 0 ? 0 : 1
