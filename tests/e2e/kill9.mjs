// kill -9 at random moments, under load by several connections, with the real binary. After each
// restart everything acknowledged is there by its id, with a proof, with its detail; every checkpoint
// that anyone ever saw is consistent with the tree of now; at the end the folder has no fault.
// usage: ALTHING_BIN=<binary> [ALTHING_LONG=1] [ALTHING_SEED=n] node kill9.mjs
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { spawn } from 'node:child_process'
import { hash, wrap } from './bad_input/acts.mjs'
import { Checks } from './bad_input/node.mjs'
import { Line, over_lines, until } from './bad_days/line.mjs'
import { Random } from './bad_days/random.mjs'
import { Tree, leaf_hash, open_checkpoint, parse_proof, proves_consistency, proves_inclusion,
  root_of } from './bad_days/tree.mjs'
import { World, bin, end_all, found, kill9, long_run, ndjson, pause, run, serve,
  work_dir } from './bad_days/world.mjs'

const kRounds = long_run ? 200 : 10
const kSingles = 6, kBatches = 2, kLines = 40
const kMostActs = 1500  // of one round: the checks ask for each of them

const random = new Random()
console.log(`seed ${random.seed}`)
const checks = new Checks()
const work = work_dir('kill9')
const dir = join(work, 'data')

const kept = []              // {act, index} of every acknowledgement
const sent = new Map()       // id -> act, acknowledged or not
const seen = new Map()       // text of every checkpoint seen -> {size, root}
const tiles = new Map()      // full tiles and bundles, which must never change
let vkey, world, node

/** Loads the node until it dies; remembers what it promised. */
async function load(node) {
  let on = true, acked = 0
  const fresh = () => {
    const act = world.sign(`Signatory ${sent.size}`)
    sent.set(act.id, act)
    return act
  }
  const acknowledged = (act, answer) => {
    checks.ok('the receipt names the act', answer.id === act.id, answer)
    kept.push({ act, index: answer.index })
    acked++
  }
  const until_dead = async (step) => {
    const line = new Line(node.port)
    try {
      while (on && acked < kMostActs) await step(line)
      while (on) await pause(10)
    } catch { /* it is dead: what was not answered was not promised */ }
    line.close()
  }
  const single = async (line) => {
    const act = fresh()
    const answer = await line.post(wrap(act))
    if (checks.ok('a signature is taken', answer.status === 201, answer.text)) {
      acknowledged(act, answer.json)
    }
  }
  const batch = async (line) => {
    const acts = Array.from({ length: kLines }, fresh)
    const answer = await line.post(ndjson(acts), 'application/x-ndjson')
    if (!checks.ok('a batch is taken', answer.status === 200, answer.text)) return
    answer.lines.forEach((verdict, i) => {
      if (checks.ok('its lines too', verdict.status === 'logged', verdict)) acknowledged(acts[i], verdict)
    })
  }
  const poll = async (line) => {
    const { status, text } = await line.get('/record/checkpoint')
    if (checks.ok('a checkpoint is served', status === 200, text) && !seen.has(text)) {
      seen.set(text, open_checkpoint(text, vkey))
    }
    await pause(2)
  }
  const all = [...Array.from({ length: kSingles }, () => until_dead(single)),
    ...Array.from({ length: kBatches }, () => until_dead(batch)), until_dead(poll)]
  return { stop: async () => { on = false; await Promise.all(all) }, count: () => acked }
}

async function fetch_file(path) {
  const answer = await node.get(`/record/${path}`)
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${answer.text}`)
  return answer.body
}

/** The tree of now; every checkpoint seen must lead to it. */
async function check_tree() {
  const text = (await node.get('/record/checkpoint')).text
  const now = open_checkpoint(text, vkey)
  seen.set(text, now)
  const tree = new Tree(now.size, fetch_file, tiles)
  checks.ok('the tiles lead to the root', (await tree.root()).equals(now.root), now.size)
  for (const old of seen.values()) {
    if (old.checked === now.size) continue
    const good = old.size <= now.size &&
      proves_consistency(old.size, old.root, now.size, now.root, await tree.consistency(old.size))
    checks.ok('a checkpoint once published stands', good, { size: old.size, now: now.size })
    old.checked = now.size
  }
  return tree
}

async function check_kept(items) {
  await over_lines(node.port, items, async (line, { act, index }) => {
    const proof = await line.get(`/acts/${act.id}/proof`)
    if (!checks.ok('what was acknowledged is there', proof.status === 200,
      `${act.id} at ${index}: ${proof.status} ${proof.text}`)) return
    const { index: place, path, checkpoint } = parse_proof(proof.text)
    const { size, root } = open_checkpoint(checkpoint, vkey)
    checks.ok('under the index it was given', place === index, { act: act.id, index, place })
    checks.ok('and its proof holds', proves_inclusion(place, size, leaf_hash(act.note), path, root),
      proof.text)
    const detail = await line.get(`/detail/${act.body.detail}`)
    checks.ok('its detail is there', detail.status === 200 && detail.body.equals(act.detail),
      `${act.id}: ${detail.status} ${detail.text}`)
  })
}

async function healthy() {
  const answer = await until(() => node.get('/healthz'), (a) => a.status === 200 && a.json.index_lag === 0)
  checks.ok('the index catches up', answer.status === 200 && answer.json.index_lag === 0, answer.text)
}

/** kill -9 while the folder is being opened and recovered. */
async function killed_at_start() {
  const child = spawn(bin, ['--json', 'serve', dir, '--listen', '127.0.0.1:0'], { stdio: 'ignore' })
  const gone = new Promise((resolve) => child.on('exit', resolve))
  await pause(random.between(0, 200))
  child.kill('SIGKILL')
  await gone
}

try {
  found(dir)
  node = await serve(dir)
  vkey = (await node.get('/policy')).json.log
  world = await World.at(node)
  for (let round = 1; round <= kRounds; round++) {
    const first = kept.length
    const before = seen.size
    const running = await load(node)
    // Whatever the machine is doing, the kill must hit a node that has begun to promise.
    await until(() => running.count(), (n) => n > 0, 2000, 5)
    await pause(random.between(0, 900))
    await kill9(node)
    await running.stop()
    const tries = random.below(3)
    for (let i = 0; i < tries; i++) await killed_at_start()
    node = await serve(dir)
    await healthy()
    await check_tree()
    await check_kept(kept.slice(first))
    checks.ok('the round promised something', kept.length > first)
    console.log(`--    round ${round}: ${kept.length - first} acknowledged, ${seen.size - before} checkpoints seen, ` +
      `killed ${tries} times while starting, size ${(await node.get('/healthz')).json.size}`)
    if (checks.failed > 20) throw new Error('enough')
  }
  const tree = await check_tree()
  const entries = await tree.entries()
  checks.ok('the entries lead to the root', root_of(entries.map(leaf_hash)).equals(await tree.root()))
  for (const { act, index } of kept) {
    checks.ok('still there', entries[index]?.equals(act.note), { index, id: act.id })
  }
  const texts = entries.map((entry) => entry.subarray(0, entry.indexOf('\n\n') + 1))
  const ids = texts.map((text) => hash(text))
  checks.ok('no act is there twice', new Set(ids).size === ids.length)
  const signs = texts.filter((text) => JSON.parse(text).act === 'sign').length
  checks.ok('nothing is there that nobody sent', ids.filter((id) => sent.has(id)).length === signs)
  const csv = (await node.get(`/en/statement/${world.statement.id}/signatories.csv`)).text
  checks.ok('and the statement counts them all', csv.trim().split('\r\n').length - 1 === signs,
    `${csv.trim().split('\r\n').length - 1} of ${signs}`)
  checks.ok('the node ends cleanly', await node.stop() === 0 && !/ERROR|runtime error/.test(node.errors()),
    node.errors())
  node = undefined
  const audit = JSON.parse(run(bin, 'audit', dir))
  checks.ok('its folder has no fault', audit.ok === true, audit)
  console.log(`--    ${kept.length} acts acknowledged of ${sent.size} sent, ${signs} logged, ${seen.size} checkpoints seen`)
} catch (error) {
  checks.ok('the run itself', false, `${error.stack}\n${node?.errors() ?? ''}`)
} finally {
  await end_all()
  rmSync(work, { recursive: true, force: true })
}
console.log(`${checks.passed} passed, ${checks.failed} failed (seed ${random.seed})`)
process.exitCode = checks.failed === 0 ? 0 : 1
