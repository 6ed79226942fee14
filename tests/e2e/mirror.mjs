// `althing mirror`: a plain folder behind a plain file server from which others audit, pull, mirror again and start nodes;
// renewed by fetching only what is new, cut short and gone on with, believed as far as the log signed it. What is erased
// goes from it; what was tampered with does not get in; a log that tells two stories is found out.
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Key, Maker, hash, wrap } from './bad_input/acts.mjs'
import { Node, World, end, ok, until } from './nodes.mjs'

const world = new World('mirror')
const files_below = (dir) => readdirSync(dir, { recursive: true, withFileTypes: true }).filter((one) => one.isFile()).map((one) => join(one.parentPath ?? one.path, one.name))
const contains = (dir, words) => files_below(world.path(dir)).filter((file) => readFileSync(file).includes(words))
const audit = (where) => {
  const done = world.run(['--json', 'audit', where])
  return { ...JSON.parse(done.stdout.trim().split('\n').at(-1) || '{}'), status: done.status, said: done.stdout + done.stderr }
}
const mirror = (from, to, ...more) => world.json(['mirror', from, to, ...more])
const refused = (name, status, pattern, args) => {
  const done = world.run(args)
  ok(name, done.status === status && pattern.test(done.stderr), `${done.status} ${done.stderr}`)
}

const a = new Node(world, 'a'), b = new Node(world, 'b')
const author = new Key()
let maker
async function send (node, acts) {
  const answer = await fetch(`${node.url}/acts`, { method: 'POST', headers: { 'Content-Type': 'application/x-ndjson' }, body: acts.map((act) => wrap(act) + '\n').join('') })
  for (const line of (await answer.text()).trim().split('\n')) if (JSON.parse(line).status !== 'logged') throw new Error(line)
  return acts
}
let said = 0
const statements = (count) => Array.from({ length: count }, () => maker.make('statement', {}, author, { title: `Statement ${++said}`, text: `Words of number ${said}, kept apart from the act.` }))
const size_at = async (node) => (await node.get('/healthz')).size

try {
  world.cli(['init', 'a'])
  world.cli(['key', 'new', 'founder.key'])
  maker = new Maker(world.json(['found', 'a', '--key', 'founder.key', '--name', 'Mirrored', '--group', 'civil']).assembly)
  await a.serve('--key-rate', '0', '--address-rate', '0')
  await send(a, [maker.make('join', { kind: 'person', next: 'a'.repeat(64) }, author, { name: 'Ada Author' })])
  const first = await send(a, statements(700))
  const file = Buffer.from('a list of names, on paper')
  const secret = maker.make('sign', { statement: first[0].id, capacity: 'person' }, author, { name: 'unsaidword and more' })
  const collected = maker.make('collect', { statement: first[0].id, count: 12, source: hash(file) }, author, { text: 'On paper.' })
  await send(a, [collected, secret])
  await until(async () => (await a.get('/healthz')).index_lag === 0, 'the pages know it')
  const verdict = await a.get(`/acts/${collected.id}.json`)
  ok('the collection is in force', verdict.status === 'effective', verdict)
  const put = await fetch(`${a.url}/blob/${hash(file)}`, { method: 'PUT', headers: { 'Content-Type': 'application/octet-stream' }, body: file })
  ok('a file is handed in', put.status === 201, await put.text())
  world.cli(['restore', a.url, 'behind'])  // a folder that will be behind

  // A mirror of a node, whole at once; again, and there is nothing to do.
  const made = mirror(a.url, 'm')
  ok('a mirror has all entries and files', made.size === await size_at(a) && made.entries === made.size && made.files === 1 && made.lacking_details === 0, made)
  const report = audit('m')
  ok('it passes the audit', report.status === 0 && report.digest === await a.digest() && report.blobs === 1, report.said)
  ok('nothing to be secret lies in it', !existsSync(world.path('m', 'keys')) && contains('m', 'PRIVATE').length === 0)
  const again = mirror(a.url, 'm')
  ok('a second run fetches no entries', again.entries === 0 && again.before === made.size && again.size === made.size, again)

  // Any static server can serve it.
  cpSync(world.path('m'), world.path('old'), { recursive: true })
  const site = await world.files('m')
  ok('audit through a file server', audit(site.url).status === 0)
  world.cli(['restore', site.url, 'b'])
  world.cli(['peer', 'add', 'b', site.url])
  await b.serve()
  await until(async () => (await b.peer(site.url))?.origin === made.origin, 'b follows the mirror')
  const fresh = await send(a, statements(30))
  const more = mirror(a.url, 'm')
  ok('only what is new is fetched', more.before === made.size && more.entries < 256 + 40 && more.size === await size_at(a), more)
  await until(() => b.has(fresh.at(-1).id), 'b has what came through the mirror')
  ok('a peer of a static mirror takes part', ((await b.peer(site.url)).fault ?? '') === '', await b.peer(site.url))
  const partials = files_below(world.path('m', 'record')).filter((one) => /\.p\/\d+$/.test(one))
  ok('partial files of two sizes stay, no more', partials.length > 0 && partials.length <= 10, partials)
  const pulled = world.json(['pull', 'behind', 'm'])
  ok('a folder takes from the mirror\'s folder', pulled.added >= 30 && pulled.refused === 0, pulled)

  // A mirror of the mirror; how little a second run asks for.
  const second = mirror(site.url, 'm2')
  ok('a mirror of a mirror', second.size === more.size && second.files === 1)
  ok('is the same tree', audit('m2').root === audit('m').root && audit('m2').status === 0)
  const before = site.requests().length
  ok('nothing new there', mirror(site.url, 'm2').entries === 0)
  ok('and asks for little', site.requests().length - before <= 4, site.requests().slice(before))
  await end(b.process)

  // Cut short at every few requests, it goes on where it was; until it is whole there is no checkpoint.
  let found = 0, runs = 0
  for (let limit = 6; !existsSync(world.path('m3', 'record', 'checkpoint')); limit += 4, runs += 1) {
    const flaky = await world.files('m', '--fail-after', String(limit))
    const done = world.run(['--json', 'mirror', flaky.url, 'm3', '--connections', '2'])
    await end(flaky.child)
    if (done.status === 0) found = JSON.parse(done.stdout.trim().split('\n').at(-1)).found
    else ok(`run ${runs + 1} fails and says so`, done.status === 3 || done.status === 1, done.stderr)
    if (runs > 20) break
  }
  ok('a run that was cut short is gone on with', runs > 0 && found > 0, { found, runs })
  ok('and is whole in the end', audit('m3').status === 0 && audit('m3').root === audit('m').root, audit('m3').said)

  // Tampering: an entry, a tile, a detail, the checkpoint.
  const tampered = (name, edit) => {
    rmSync(world.path('bad'), { recursive: true, force: true })
    rmSync(world.path('to'), { recursive: true, force: true })
    cpSync(world.path('m'), world.path('bad'), { recursive: true })
    const path = world.path('bad', 'record', name), bytes = readFileSync(path)
    writeFileSync(path, edit(bytes))
    return world.run(['--json', 'mirror', 'bad', 'to'])
  }
  const flip = (bytes) => { bytes[Math.floor(bytes.length / 2)] ^= 1; return bytes }
  for (const name of ['tile/entries/000', 'tile/0/001', 'checkpoint']) {
    const done = tampered(name, flip)
    ok(`a flipped bit in ${name} is refused`, done.status !== 0 && !existsSync(world.path('to', 'record', 'checkpoint')), done.stdout + done.stderr)
  }
  const words = tampered('detail/000', (bytes) => { bytes[bytes.indexOf('Words of number 5')] ^= 1; return bytes })
  ok('flipped words are left out', words.status === 0 && JSON.parse(words.stdout).wrong_details === 1 && JSON.parse(words.stdout).lacking_details === 1, words.stdout + words.stderr)
  ok('and what is there passes', audit('to').status === 0 && audit('to').details_absent === 1)
  ok('the next run gets them from elsewhere', mirror('m', 'to').lacking_details === 0)

  // What its author erases goes from the mirror, also from the packs of the size before.
  ok('the words are there', contains('m', 'unsaidword').length > 0)
  await send(a, [maker.make('erase', { of: secret.id }, author), ...statements(3)])
  await until(async () => (await fetch(`${a.url}/detail/${hash(secret.detail)}`)).status === 410, 'the node has erased them')
  mirror(a.url, 'm')
  ok('erased words are gone', contains('m', 'unsaidword').length === 0, contains('m', 'unsaidword'))
  ok('and the mirror is whole', audit('m').status === 0, audit('m').said)
  mirror(a.url, 'm')
  ok('they are not asked for again', mirror(a.url, 'm').lacking_details === 0)
  mirror(site.url, 'm2')
  ok('nor are they in the mirror\'s mirror', contains('m2', 'unsaidword').length === 0)
  // An erasure that was missed once: all details are asked for anew.
  ok('all details can be asked for anew', mirror(a.url, 'm', '--all-details').packs === 0)

  // Sources that have nothing for it.
  const behind = mirror('old', 'm')
  ok('an older copy changes nothing', behind.behind === true && behind.size === await size_at(a), behind)
  refused('another log needs a folder of its own', 1, /folder of its own/, ['mirror', 'b', 'm'])
  refused('a folder without a record', 3, /no record/, ['mirror', 'nowhere', 'm'])
  refused('so many connections are not opened', 2, /connections/, ['mirror', a.url, 'm', '--connections', '17'])
  ok('sixteen are', mirror(a.url, 'm', '--connections', '16').entries === 0)

  // One log, two stories: the copy of a's folder goes on by itself.
  await a.end()
  cpSync(world.path('a'), world.path('twin'), { recursive: true })
  const twin = new Node(world, 'twin')
  await a.serve()
  await twin.serve()
  await send(a, statements(2))
  mirror(a.url, 'm')
  await send(twin, statements(5))
  const root = audit('m').root
  refused('a log with two stories is found out', 1, /two histories.*fork-/, ['mirror', twin.url, 'm'])
  const evidence = readdirSync(world.path('m')).filter((name) => name.startsWith('fork-'))
  ok('the evidence is kept', evidence.length === 1 && JSON.parse(readFileSync(world.path('m', evidence[0]))).format === 'althing-fork/v1')
  ok('and the mirror stays', audit('m').root === root && audit('m').status === 0)
  ok('a lost state costs nothing but requests', (rmSync(world.path('m', 'mirror.json')), mirror(a.url, 'm').entries === 0))
  ok('an audit of it sees damage', (() => {
    const tile = world.path('m', 'record', 'tile', '0', '000')
    if (statSync(tile).size !== 8192) return false
    writeFileSync(tile, flip(readFileSync(tile)))
    return audit('m').status === 1
  })())
  mkdirSync(world.path('empty'))
  refused('an empty folder is no record', 3, /no record/, ['mirror', 'empty', 'x'])
  world.done()
} finally {
  world.close()
}
