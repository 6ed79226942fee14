// Five real nodes in a ring, each in a network namespace of its own (without root: on loopback, with relays). Links are
// cut and mended, nodes are killed (kill -9) and started again, one loses its disk and is restored from a neighbour,
// while acts are handed in wherever a node answers. When everything is mended all have the same acts and the same
// state, and no acknowledged act that another node had is missing. Before that, how long a new act takes to the third
// node of a chain is measured and printed.
// usage: ALTHING_BIN=<binary> [ALTHING_LONG=1] [ALTHING_SEED=n] node network.mjs
import { spawnSync } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import { Key, Maker, wrap } from './bad_input/acts.mjs'
import { Random } from './bad_days/random.mjs'
import { Namespaces, Relays, can_make_namespaces, hub_of, remove_namespaces } from './network/links.mjs'
import { World, bin, end, free_ports, ok, sleep, until } from './nodes.mjs'

const kNodes = 5, kPairs = [[0, 1], [1, 2], [2, 3], [3, 4], [0, 4]]
const kChaosMs = process.env.ALTHING_LONG === '1' ? 300_000 : 20_000
const kHealMs = 180_000  // at most: back-off and retransmission after the last cut

// Outside: makes the hub, plays the test inside it, and takes all namespaces away whatever came of it.
const prefix = process.env.ALTHING_NETNS ?? `althing-${process.pid}`
if (!process.env.ALTHING_NETNS && can_make_namespaces()) {
  const leave = () => remove_namespaces(prefix, kNodes)
  spawnSync('ip', ['netns', 'add', hub_of(prefix)])
  const done = spawnSync('ip', ['netns', 'exec', hub_of(prefix), process.execPath, ...process.argv.slice(1)], { stdio: 'inherit', env: { ...process.env, ALTHING_NETNS: prefix } })
  leave()
  process.exit(done.status ?? 1)
}

const random = new Random()
console.log(`seed ${random.seed}`)
const world = new World('network')
const links = process.env.ALTHING_NETNS ? new Namespaces(prefix, kNodes, kPairs) : new Relays(kPairs, Array.from({ length: kNodes }, (_, i) => i))
if (links instanceof Relays) {
  const first = await free_ports(kNodes)
  links.ports = links.ports.map((i) => first + i)
}
await links.ready()
console.log(`five nodes on ${links.kind}`)

const nodes = Array.from({ length: kNodes }, (_, i) => ({ i, dir: `n${i}`, url: links.outside(i), process: null }))
const neighbours = (i) => kPairs.filter((pair) => pair.includes(i)).map(([a, b]) => (a === i ? b : a))
const ask = (url, options = {}) => fetch(url, { signal: AbortSignal.timeout(5000), ...options })
const answers = async (node) => { try { return (await ask(`${node.url}/healthz`)).status === 200 } catch { return false } }
const has = async (node, id) => { try { return (await ask(`${node.url}/acts/${id}`)).status === 200 } catch { return false } }

async function start (node) {
  const [command, ...args] = [...links.enter(node.i), bin, 'serve', node.dir, '--listen', links.listen(node.i), '--key-rate', '0', '--address-rate', '0']
  node.process = world.start(command, args)
  await until(async () => {
    if (node.process.exitCode !== null) throw new Error(`${node.dir} ended: ${node.process.said}`)
    return answers(node)
  }, `${node.dir} answers`)
}
async function kill (node) {
  await end(node.process, 'SIGKILL')
  node.process = null
}
/** Peers are named in a file; a node that runs takes changes up. */
function set_peers (node) {
  for (const j of neighbours(node.i)) world.cli(['peer', 'add', node.dir, links.address_of(node.i, j)])
}

let maker
const acked = []  // {id, node}: what a node promised to keep
const key = new Key()
async function hand_in (node) {
  const act = maker.make('statement', {}, key, { title: `Said at ${node.dir}`, text: `The ${acked.length}th of seed ${random.seed}.` })
  try {
    const answer = await ask(`${node.url}/acts`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: wrap(act) })
    if (answer.status !== 201) throw new Error(`${answer.status}: ${await answer.text()}`)
    acked.push({ id: act.id, node: node.i })
    return act.id
  } catch (e) {
    if (/^Error: \d/.test(String(e))) throw e
    return null  // not answered, so not promised
  }
}

/** Every act a node lists, by id. */
async function all_ids (node) {
  const ids = []
  for (let from = 0, more = true; more;) {
    const page = await (await ask(`${node.url}/acts?from=${from}&limit=200`)).json()
    for (const act of page.acts) ids.push(act.id)
    from = page.next
    more = page.more
  }
  return ids.sort()
}
const digests = async () => Promise.all(nodes.map(async (node) => (await (await ask(`${node.url}/digest`)).json()).digest))

async function chain_times (count) {
  const times = []
  for (let n = 0; n < count; n++) {
    const begun = performance.now()
    const id = await hand_in(nodes[0])
    await until(() => has(nodes[2], id), 'the act is at the third node')
    times.push(Math.round(performance.now() - begun))
  }
  return times.sort((a, b) => a - b)
}

/** One thing that goes wrong, or right again. At most two nodes are dead at a time, at most two links are cut. */
const cut = new Set()
let wiped = false
async function mishap () {
  const dead = nodes.filter((node) => !node.process), alive = nodes.filter((node) => node.process)
  const dice = random.below(10)
  if (dice < 3) {
    const k = random.below(kPairs.length)
    if (cut.has(k)) cut.delete(k), links.set(k, true)
    else if (cut.size < 2) cut.add(k), links.set(k, false)
  } else if (dice < 5 && dead.length < 2) {
    await kill(alive[random.below(alive.length)])
  } else if (dice < 8 && dead.length > 0) {
    await start(dead[random.below(dead.length)])
  }
}

/** Its disk is gone for good. What only it had is lost with it, as far as nobody else had it: that is asked before. */
async function wipe (node) {
  const lost = []
  for (const one of acked.filter((act) => act.node === node.i)) {
    const others = await Promise.all(nodes.filter((other) => other !== node && other.process).map((other) => has(other, one.id)))
    if (!others.includes(true)) lost.push(one)
  }
  if (node.process) await kill(node)
  rmSync(world.path(node.dir), { recursive: true })
  const from = nodes.find((other) => other !== node && other.process)
  world.cli(['restore', from.url, node.dir])
  set_peers(node)
  await start(node)
  wiped = true
  console.log(`      ${node.dir} lost its disk; ${lost.length} acts were at no other node yet`)
  for (const one of lost) acked.splice(acked.indexOf(one), 1)
}

try {
  world.cli(['init', 'n0'])
  world.cli(['key', 'new', 'founder.key'])
  maker = new Maker(world.json(['found', 'n0', '--key', 'founder.key', '--name', 'Five nodes', '--group', 'civil']).assembly)
  await start(nodes[0])
  for (const node of nodes.slice(1)) {
    world.cli(['restore', nodes[0].url, node.dir])
    await start(node)
  }
  for (const node of nodes) set_peers(node)
  await until(async () => (await Promise.all(nodes.map(async (node) => {
    const { peers } = await (await ask(`${node.url}/peers.json`)).json()
    return peers.length === 2 && peers.every((peer) => peer.origin !== '' && peer.behind === 0)
  }))).every(Boolean), 'all know their neighbours')

  const times = await chain_times(15)
  console.log(`      a new act is at the third node of a chain after ${times[7]} ms (median of ${times.length}; least ${times[0]}, most ${times.at(-1)})`)
  ok('a new act travels along a chain', times.length === 15)

  const begun = Date.now()
  let steps = 0
  while (Date.now() - begun < kChaosMs) {
    await mishap()
    const alive = nodes.filter((node) => node.process)
    for (let n = random.between(1, 6); n > 0; n--) await hand_in(alive[random.below(alive.length)])
    if (!wiped && Date.now() - begun > kChaosMs / 2) await wipe(alive[random.below(alive.length)])
    await sleep(random.between(50, 400))
    steps += 1
  }
  ok('one lost its disk', wiped)
  console.log(`      ${steps} steps, ${acked.length} acts acknowledged`)

  for (const k of cut) links.set(k, true)
  for (const node of nodes) if (!node.process) await start(node)
  const healed = Date.now()
  await until(async () => new Set(await digests()).size === 1 && new Set((await Promise.all(nodes.map(all_ids))).map((ids) => ids.join())).size === 1, 'all have one set of acts and one digest', kHealMs)
  console.log(`      all agree ${Date.now() - healed} ms after everything was mended`)
  const ids = new Set(await all_ids(nodes[0]))
  const missing = acked.filter((one) => !ids.has(one.id))
  ok('all nodes have the same acts and the same digest', ids.size > acked.length)
  ok('no acknowledged act that another node had is missing', missing.length === 0, missing)
  for (const node of nodes) {
    const audit = world.run(['--json', 'audit', node.url])
    ok(`audit of ${node.dir}`, audit.status === 0, audit.stdout + audit.stderr)
  }
  world.done()
} finally {
  links.close()
  world.close()
  if (existsSync(world.folder)) rmSync(world.folder, { recursive: true, force: true })
}
