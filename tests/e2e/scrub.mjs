// Damage under a running node: one bit flipped in, or the end cut off, each kind of file of the record.
// The background scrub names the file in /healthz, /metrics and the log; nothing is signed from then on,
// also after a restart, while reading goes on; and when the file is whole again, signing is too.
// usage: ALTHING_BIN=<binary> [ALTHING_SEED=n] node scrub.mjs
import { cpSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Key, hash } from './bad_input/acts.mjs'
import { Checks } from './bad_input/node.mjs'
import { ask } from './bad_input/http.mjs'
import { until } from './bad_days/line.mjs'
import { Random } from './bad_days/random.mjs'
import { World, bin, end_all, found, kill9, run, serve, work_dir } from './bad_days/world.mjs'

const random = new Random()
console.log(`seed ${random.seed}`)
const checks = new Checks()
const work = work_dir('scrub')
const base = join(work, 'base')
const kWait = 2400  // times 50 ms
let world, size  // of the log in base

/** A folder with full and partial files of every kind. */
async function grow() {
  found(base)
  const node = await serve(base, '--scrub-rate', '0')
  world = await World.at(node)
  const file = Buffer.from('A leaked draft.\n'.repeat(50))
  const document = world.maker.make('document', { sha256: hash(file), provenance: 'leaked' }, new Key(),
    { title: 'A draft' })
  checks.ok('a document', (await node.send(document)).status === 201)
  await node.settled()
  const put = await ask(node.port, 'PUT', `/blob/${hash(file)}`, { body: file,
    type: 'application/octet-stream' })
  checks.ok('its file', put.status === 201, put.text)
  for (let i = 0; i < 5; i++) {
    const { lines } = await node.lines(Array.from({ length: 60 }, (_, n) => world.sign(`Signatory ${i} ${n}`)))
    checks.ok('signatures', lines.every((line) => line.status === 'logged'), lines[0])
  }
  const text = (await node.get('/metrics')).text
  checks.ok('a scrub that is off does nothing', /^althing_scrub_passes_total 0$/m.test(text))
  size = (await node.get('/healthz')).json.size
  await node.stop()
}

const only = (dir, folder) => `${folder}/${readdirSync(join(dir, 'record', folder))[0]}`
const kKinds = {
  'full tile': () => 'tile/0/000',
  'partial tile': (dir) => only(dir, 'tile/0/001.p'),
  'tile above': (dir) => only(dir, 'tile/1/000.p'),
  'full bundle': () => 'tile/entries/000',
  'partial bundle': (dir) => only(dir, 'tile/entries/001.p'),
  'full pack': () => 'detail/000',
  'partial pack': (dir) => only(dir, 'detail/001.p'),
  'checkpoint': () => 'checkpoint',
  'blob': (dir) => only(dir, 'blob'),
}
const metric = async (node, name) => Number(new RegExp(`^althing_${name} (\\d+)$`,
  'm').exec((await node.get('/metrics')).text)?.[1])

function spoil(file, how) {
  const bytes = readFileSync(file)
  const bit = random.below(bytes.length * 8)
  const bad = Buffer.from(how === 'cut' ? bytes.subarray(0, random.below(bytes.length)) : bytes)
  if (how === 'flip') bad[bit >> 3] ^= 1 << (bit & 7)
  writeFileSync(file, bad)
  return { bytes, what: how === 'cut' ? `cut to ${bad.length} of ${bytes.length}` : `bit ${bit} flipped` }
}

async function refuses(t, node, seen) {
  t('a new act is refused', await node.send(world.sign('Too late')), (a) => a.status === 507 &&
    a.headers['content-type'] === 'application/problem+json' && a.json.code === 'storage' &&
    a.json.detail.includes('damaged'))
  t('nothing is signed', await node.get('/record/checkpoint'), (a) => a.text === seen)
  for (const target of ['/en/', `/en/statement/${world.statement.id}`, '/policy']) {
    t(`${target} is still read`, await node.get(target), (a) => a.status === 200)
  }
}

async function day(kind, find, how) {
  const dir = join(work, `${kind} ${how}`.replaceAll(' ', '-'))
  cpSync(base, dir, { recursive: true })
  let name = `${kind}, ${how}`
  const t = (words, answer, good) => checks.ok(`${name}: ${words}`, good(answer),
    `${answer.status} ${answer.text}`)
  let node = await serve(dir)
  try {
    await until(() => metric(node, 'scrub_passes_total'), (n) => n >= 1, kWait)
    t('well at first', await node.get('/healthz'), (a) => a.status === 200)
    checks.ok(`${name}: an act is taken`, (await node.send(world.sign('In time'))).status === 201)
    // A node marks the time once after its start: that too must be over, or it would mend the edge.
    await until(() => node.get('/healthz'), (a) => a.json.size === size + 2, kWait)
    const seen = (await node.get('/record/checkpoint')).text
    const path = find(dir)
    const file = join(dir, 'record', path)
    const { bytes, what } = spoil(file, how)
    name = `${path}, ${what}`
    const health = await until(() => node.get('/healthz'), (a) => a.status === 503, kWait)
    t('found and named', health, (a) => a.status === 503 && a.json.status === 'degraded' &&
      a.json.fault.includes(`${path}: `))
    checks.ok(`${name}: in the metrics`, await metric(node, 'damaged') === 1)
    checks.ok(`${name}: in the log`, node.errors().includes(`signed over it: `) && node.errors().includes(path),
      node.errors())
    await refuses(t, node, seen)
    checks.ok(`${name}: the copy on disk is not signed anew`,
      path === 'checkpoint' || readFileSync(join(dir, 'record', 'checkpoint'), 'utf8') === seen)
    await kill9(node)

    if (path === 'checkpoint') {
      const ended = await serve(dir).then(() => '', (error) => error.message)
      checks.ok(`${name}: not opened again`, /serve ended \(\d\).*checkpoint/s.test(ended), ended)
      writeFileSync(file, bytes)
      node = await serve(dir)
    } else {
      node = await serve(dir)
      // The edge is kept twice, so opening the folder mends it; what is mended is signed over again.
      if (!path.includes('.p/')) {
        await refuses(t, node, seen)
        writeFileSync(file, bytes)
      }
    }
    const well = await until(() => node.get('/healthz'), (a) => a.status === 200, kWait)
    t('well when it is whole again', well, (a) => a.status === 200)
    t('acts are taken again', await node.send(world.sign('At last')), (a) => a.status === 201)
    checks.ok(`${name}: and the log says so`, node.errors().includes('whole again'), node.errors())
    checks.ok(`${name}: ends cleanly`, await node.stop() === 0 && !/ERROR|runtime error/.test(node.errors()),
      node.errors())
    node = undefined
    checks.ok(`${name}: no fault is left`, JSON.parse(run(bin, 'audit', dir)).ok === true)
    console.log(`--    ${name}: ${health.json.fault?.slice(0, 120)}`)
  } catch (error) {
    checks.ok(name, false, `${error.stack}\n${node?.errors() ?? ''}`)
  }
}

try {
  await grow()
  const kinds = Object.entries(kKinds)
  await Promise.all(kinds.map(([kind, find], i) => day(kind, find, (i + random.seed) % 2 ? 'flip' : 'cut')))
} catch (error) {
  checks.ok('the run itself', false, error.stack)
} finally {
  await end_all()
  rmSync(work, { recursive: true, force: true })
}
console.log(`${checks.passed} passed, ${checks.failed} failed (seed ${random.seed})`)
process.exitCode = checks.failed === 0 ? 0 : 1
