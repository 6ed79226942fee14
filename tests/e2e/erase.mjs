// After `erase`, a search byte by byte through the whole data folder (record, journals, index.db with its
// journal and free pages) and through every export finds nothing of what was written, while counts and
// proofs are what they were: at leisure, and with kill -9 between the receipt and its being carried out.
// usage: ALTHING_BIN=<binary> [ALTHING_SEED=n] node erase.mjs
import { randomBytes } from 'node:crypto'
import { readFileSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Key, wrap } from './bad_input/acts.mjs'
import { Checks } from './bad_input/node.mjs'
import { Line, until } from './bad_days/line.mjs'
import { Random } from './bad_days/random.mjs'
import { leaf_hash, open_checkpoint, parse_proof, proves_inclusion } from './bad_days/tree.mjs'
import { World, bin, end_all, found, kill9, long_run, pause, run, serve, work_dir } from './bad_days/world.mjs'

const random = new Random()
console.log(`seed ${random.seed}`)
const checks = new Checks()
const work = work_dir('erase')
const dir = join(work, 'data')

const files = (at) => readdirSync(at, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath ?? entry.path, entry.name))

/** Files below `at` that hold any needle, whatever the case of its letters. */
function finds(at, needles) {
  return files(at).filter((file) => {
    let text
    try { text = readFileSync(file).toString('latin1').toLowerCase() } catch { return false }
    return needles.some((needle) => text.includes(needle.toLowerCase()))
  }).map((file) => file.slice(at.length + 1))
}

/** A signature whose words are found nowhere else. */
function marked(world, words) {
  const key = new Key()
  const marks = Array.from({ length: 3 }, () => 'q' + randomBytes(14).toString('hex'))
  const act = world.maker.make('sign', { statement: world.statement.id, capacity: 'person' }, key,
    { name: `Mo ${marks[0]} ${words}`, reason: `Since ${marks[1]} is so.`, affiliation: marks[2] })
  // A full-text index keeps a word without what it shares with the word before it: the ends are enough.
  return { key, act, needles: [...marks.map((mark) => mark.slice(-16)),
    JSON.parse(act.detail.toString()).salt] }
}
const erasure = (world, victim) => world.maker.make('erase', { of: victim.act.id, prev: [victim.act.id] },
  victim.key)

async function proven(node, vkey, act, name) {
  const proof = await node.get(`/acts/${act.id}/proof`)
  const { index, path, checkpoint } = parse_proof(proof.text)
  const { size, root } = open_checkpoint(checkpoint, vkey)
  return checks.ok(`${name}: its proof holds`,
    proves_inclusion(index, size, leaf_hash(act.note), path, root), proof.text) && index
}
const rows = async (node, world) => (await node.get(`/en/statement/${world.statement.id}/signatories.csv`))
  .text.trim().split('\r\n').length - 1

async function gone(victims, name) {
  const needles = victims.flatMap((victim) => victim.needles)
  const left = await until(() => finds(dir, needles), (list) => list.length === 0, 600, 100)
  checks.ok(`${name}: nothing is left in the folder`, left.length === 0, left)
}

async function exports_nothing(node, world, victims, name) {
  const needles = victims.flatMap((victim) => victim.needles)
  const out = join(work, `export-${random.below(1e9)}`)
  run(bin, 'export', dir, out)
  checks.ok(`${name}: nor in a new export`, finds(out, needles).length === 0, finds(out, needles))
  checks.ok(`${name}: the export holds`, JSON.parse(run(bin, 'audit', out)).ok === true)
  const names = run(bin, 'export', dir, '--statement', world.statement.id)
  const targets = [`/en/statement/${world.statement.id}`, `/en/statement/${world.statement.id}/signatories`,
    `/en/statement/${world.statement.id}/signatories.csv`, '/details/0', '/en/record', '/en/',
    ...victims.flatMap((v) => [`/acts/${v.act.id}.json`, `/en/acts/${v.act.id}`, `/detail/${v.act.body.detail}`,
      `/en/search?q=${v.needles[0]}`].map((target) => target))]
  for (const needle of needles) checks.ok(`${name}: nor in the names as CSV`, !names.includes(needle))
  for (const target of targets) {
    const { text } = await node.get(target)
    // A search page shows what was asked for.
    const found = needles.filter((needle) => text.includes(needle) && !target.includes(needle))
    checks.ok(`${name}: nor at ${target}`, found.length === 0, found)
  }
  for (const victim of victims) {
    const answer = await node.get(`/detail/${victim.act.body.detail}`)
    checks.ok(`${name}: it is gone`, answer.status === 410, `${answer.status} ${answer.text}`)
    checks.problem(`${name}: it does not come back`, await node.send(victim.act), 410, 'gone', 'detail')
  }
  rmSync(out, { recursive: true })
}

try {
  found(dir)
  let node = await serve(dir)
  const vkey = (await node.get('/policy')).json.log
  const world = await World.at(node)
  const victims = []
  const fill = async (count) => {
    const acts = Array.from({ length: count }, (_, i) => world.sign(`Bystander ${i}`))
    checks.ok('bystanders', (await node.lines(acts)).lines.every((line) => line.status === 'logged'))
    return acts
  }
  const [bystander] = await fill(100)
  // One whose pack is full by the time, one whose pack is still growing.
  for (const words of ['of a full pack', 'of the last pack']) {
    const victim = marked(world, words)
    victims.push(victim)
    checks.ok('a victim', (await node.send(victim.act)).status === 201)
    if (words.includes('full')) await fill(200)
  }
  await node.settled()
  for (const victim of victims) {
    for (const needle of victim.needles) {
      const where = finds(dir, [needle])
      checks.ok('the search does find what is there', where.some((file) => file.startsWith('record/')), where)
    }
    checks.ok('also in the index', finds(dir, victim.needles).some((file) => file.startsWith('index.db')))
    victim.index = await proven(node, vkey, victim.act, 'before')
  }
  const before = await rows(node, world)

  for (const victim of victims) checks.ok('an erasure', (await node.send(erasure(world, victim))).status === 201)
  await node.settled()
  await gone(victims, 'at leisure')
  await exports_nothing(node, world, victims, 'at leisure')
  for (const victim of victims) {
    checks.ok('at leisure: at its place', await proven(node, vkey, victim.act, 'at leisure') === victim.index)
  }
  await proven(node, vkey, bystander, 'a bystander')
  checks.ok('the count is what it was', await rows(node, world) === before)
  checks.ok('a bystander\'s detail is there', (await node.get(`/detail/${bystander.body.detail}`)).status === 200)

  for (let round = 1; round <= (long_run ? 50 : 6); round++) {
    const name = `killed, round ${round}`
    const victim = marked(world, name)
    checks.ok('a victim', (await node.send(victim.act)).status === 201)
    if (round % 2) await fill(random.between(1, 300))
    await node.settled()
    const count = await rows(node, world)
    const line = new Line(node.port)
    await line.get('/policy')
    const act = erasure(world, victim)
    checks.ok(`${name}: the erasure is acknowledged`, (await line.post(wrap(act))).status === 201)
    if (round > 1) await pause(random.below(12))
    await kill9(node)
    node = await serve(dir)
    await node.settled()
    victims.push(victim)
    await gone([victim], name)
    await proven(node, vkey, victim.act, name)
    await proven(node, vkey, act, name)
    checks.ok(`${name}: the count is what it was`, await rows(node, world) === count)
  }
  await gone(victims, 'at the end')
  await exports_nothing(node, world, victims, 'at the end')
  const digest = (await node.get('/digest')).json.digest
  checks.ok('ends cleanly', await node.stop() === 0 && !/ERROR|runtime error/.test(node.errors()), node.errors())
  await gone(victims, 'after the end')
  const audit = JSON.parse(run(bin, 'audit', dir))
  checks.ok('no fault is left', audit.ok === true && audit.digest === digest, audit)
} catch (error) {
  checks.ok('the run itself', false, error.stack)
} finally {
  await end_all()
  rmSync(work, { recursive: true, force: true })
}
console.log(`${checks.passed} passed, ${checks.failed} failed (seed ${random.seed})`)
process.exitCode = checks.failed === 0 ? 0 : 1
