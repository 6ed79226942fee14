// A disk that is full, with the real binary on tiny file systems of its own (tmpfs in a mount namespace,
// which goes with the process): writes get 507, reading goes on, nothing acknowledged is lost, and intake
// resumes by itself when there is space. Once for the whole folder, once for the index's database alone.
// usage: ALTHING_BIN=<binary> node disk_full.mjs
import { spawnSync } from 'node:child_process'
import { closeSync, mkdirSync, openSync, rmSync, symlinkSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { Key, hash, wrap } from './bad_input/acts.mjs'
import { Checks } from './bad_input/node.mjs'
import { ask } from './bad_input/http.mjs'
import { over_lines, until } from './bad_days/line.mjs'
import { leaf_hash, open_checkpoint, parse_proof, proves_inclusion } from './bad_days/tree.mjs'
import { Node, World, bin, end_all, found, kill9, pause, run, serve, work_dir } from './bad_days/world.mjs'

if (process.env.ALTHING_IN_NAMESPACE !== '1') {
  const flags = ['--mount', '--map-root-user']
  const can = spawnSync('unshare', [...flags, 'mount', '-t', 'tmpfs', 'none', '/mnt'])
  if (can.status !== 0) {
    console.log(`skipped: no file system of one's own here (${can.error ?? can.stderr})`)
    process.exit(77)
  }
  const { status } = spawnSync('unshare', [...flags, process.execPath, ...process.argv.slice(1)],
    { stdio: 'inherit', env: { ...process.env, ALTHING_IN_NAMESPACE: '1' } })
  process.exit(status ?? 1)
}

const checks = new Checks()
const work = work_dir('full')

function tiny(name, mebibytes) {
  const dir = join(work, name)
  mkdirSync(dir)
  const { status, stderr } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'none', dir])
  if (status !== 0) throw new Error(`mount: ${stderr}`)
  return dir
}

/** Takes all the space there is but for `spare` bytes; the way to give it back. */
function fill(dir, spare) {
  const path = join(dir, 'ballast')
  const file = openSync(path, 'w')
  try {
    for (const block = Buffer.alloc(64 * 1024); ;) writeSync(file, block)
  } catch (error) {
    if (error.code !== 'ENOSPC') throw error
  }
  closeSync(file)
  if (spare > 0) {
    const { status } = spawnSync('truncate', ['-s', `-${spare}`, path])
    if (status !== 0) throw new Error('truncate')
  }
  return () => rmSync(path)
}

async function readable(node, world, kept, name, vkey) {
  for (const target of ['/en/', `/en/statement/${world.statement.id}`, '/en/search?q=open', '/policy',
    `/en/statement/${world.statement.id}/signatories.csv`, '/metrics']) {
    const answer = await node.get(target)
    checks.ok(`${name}: ${target} is read`, answer.status === 200, `${answer.status} ${answer.text}`)
  }
  await over_lines(node.port, kept, async (line, act) => {
    const proof = await line.get(`/acts/${act.id}/proof`)
    if (!checks.ok(`${name}: what was acknowledged is there`, proof.status === 200, proof.text)) return
    const { index, path, checkpoint } = parse_proof(proof.text)
    const { size, root } = open_checkpoint(checkpoint, vkey)
    checks.ok(`${name}: with its proof`, proves_inclusion(index, size, leaf_hash(act.note), path, root))
  })
}

async function details(node, kept, name) {
  await node.settled()
  await over_lines(node.port, kept, async (line, act) => {
    const detail = await line.get(`/detail/${act.body.detail}`)
    checks.ok(`${name}: with its detail`, detail.status === 200 && detail.body.equals(act.detail), detail.text)
  })
}

/** Signs until the disk refuses, or `most` times; keeps what was acknowledged. */
async function sign_on(node, world, kept, most) {
  for (let i = 0; i < most; i++) {
    const act = world.sign(`Signatory ${kept.length} of ${i}`)
    const answer = await node.send(act)
    if (answer.status !== 201) return answer
    kept.push(act)
  }
}

async function whole_folder() {
  const disk = tiny('disk', 24)
  const dir = join(disk, 'data')
  found(dir)
  const node = await serve(dir)
  const vkey = (await node.get('/policy')).json.log
  const world = await World.at(node)
  const file = Buffer.alloc(300000, 'A leaked draft. ')
  const document = world.maker.make('document', { sha256: hash(file), provenance: 'leaked' }, new Key(),
    { title: 'A draft' })
  const kept = [world.statement, document]
  checks.ok('a document', (await node.send(document)).status === 201)
  for (let i = 0; i < 3; i++) {
    const acts = Array.from({ length: 100 }, (_, n) => world.sign(`Early ${i} ${n}`))
    checks.ok('early ones', (await node.lines(acts)).lines.every((line) => line.status === 'logged'))
    kept.push(...acts)
  }
  await node.settled()
  const put = () => ask(node.port, 'PUT', `/blob/${hash(file)}`, { body: file, type: 'application/octet-stream' })

  for (const spare of [0, 8192, 200000]) {
    const name = `full but for ${spare}`
    const free = fill(disk, spare)
    const refused = await sign_on(node, world, kept, 3000)
    checks.problem(`${name}: an act`, refused ?? { error: 'never refused' }, 507, 'storage', 'disk-full', /No space left/)
    checks.ok(`${name}: says nothing of this machine`, !refused?.text.includes(work), refused?.text)
    checks.problem(`${name}: a file`, await put(), 507, 'storage', 'disk-full', /No space left/)
    const batch = await node.lines([world.sign('In a batch'), kept[5]])
    checks.ok(`${name}: a batch, line by line`, batch.status === 200 && batch.lines[0].error?.status === 507 &&
      batch.lines[1].status === 'known', batch.text)
    const health = await node.get('/healthz')
    checks.ok(`${name}: /healthz says so`, health.status === 503 && /^log: .*No space left/.test(health.json.fault),
      health.text)
    const at = (await node.get('/record/checkpoint')).text
    checks.ok(`${name}: still refused`, (await node.send(world.sign('Again'))).status === 507)
    checks.ok(`${name}: nothing was signed`, (await node.get('/record/checkpoint')).text === at)
    await readable(node, world, kept, name, vkey)
    free()
    const well = await until(() => node.get('/healthz'), (a) => a.status === 200, 600)
    checks.ok(`${name}: well again, though nobody wrote`, well.status === 200, well.text)
    checks.ok(`${name}: and takes acts`, await sign_on(node, world, kept, 20) === undefined)
    await details(node, kept, `${name}, over`)
  }
  checks.ok('and files', (await put()).status === 201)

  // Killed while full: what was acknowledged survives, also if the node cannot start before there is space.
  const free = fill(disk, 0)
  checks.ok('full again', (await sign_on(node, world, kept, 3000))?.status === 507)
  await kill9(node)
  const early = await serve(dir).catch((error) => error.message)
  checks.ok('a start on a full disk', early instanceof Node || /No space left/.test(early), early)
  if (early instanceof Node) await early.stop()
  free()
  const again = await serve(dir)
  await readable(again, world, kept, 'started anew', vkey)
  await details(again, kept, 'started anew')
  const csv = (await again.get(`/en/statement/${world.statement.id}/signatories.csv`)).text
  checks.ok('all are counted', csv.trim().split('\r\n').length - 1 === kept.length - 2)
  checks.ok('ends cleanly', await again.stop() === 0 && !/ERROR|runtime error/.test(again.errors() + node.errors()),
    again.errors() + node.errors())
  checks.ok('no fault is left', JSON.parse(run(bin, 'audit', dir)).ok === true)
  console.log(`--    the whole folder: ${kept.length} acts kept`)
}

async function index_alone() {
  const disk = tiny('index', 6)
  const dir = join(work, 'data')
  found(dir)
  symlinkSync(join(disk, 'index.db'), join(dir, 'index.db'))
  const node = await serve(dir)
  const vkey = (await node.get('/policy')).json.log
  const world = await World.at(node)
  const kept = [world.statement]
  await sign_on(node, world, kept, 50)
  await node.settled()
  const free = fill(disk, 0)
  const late = []
  checks.ok('index full: acts are taken all the same', await sign_on(node, world, late, 300) === undefined)
  const health = await until(() => node.get('/healthz'), (a) => a.status === 503 && a.json.index_lag > 0)
  checks.ok('index full: /healthz says so and how far it lags', health.status === 503 &&
    /^index: /.test(health.json.fault) && health.json.index_lag > 0, health.text)
  await readable(node, world, [...kept, ...late], 'index full', vkey)
  const twice = await node.post(wrap(late[0]))
  checks.ok('index full: an act is still known', twice.status === 200 && twice.json.status === 'known', twice.text)
  checks.ok('index full: counted so far', (await node.get(`/en/statement/${world.statement.id}`)).status === 200)
  await pause(2500)  // more than one try
  free()
  const well = await until(() => node.get('/healthz'), (a) => a.status === 200 && a.json.index_lag === 0)
  checks.ok('index: catches up by itself', well.status === 200 && well.json.index_lag === 0, well.text)
  await details(node, [...kept, ...late], 'index, over')
  const csv = (await node.get(`/en/statement/${world.statement.id}/signatories.csv`)).text
  checks.ok('index: all are counted', csv.trim().split('\r\n').length - 1 === kept.length - 1 + late.length, csv.length)
  const digest = (await node.get('/digest')).json.digest
  checks.ok('index: ends cleanly', await node.stop() === 0 && !/ERROR|runtime error/.test(node.errors()), node.errors())
  const audit = JSON.parse(run(bin, 'audit', dir))
  checks.ok('index: its state is that of the record', audit.ok === true && audit.digest === digest, audit)
  console.log(`--    the index alone: lag ${health.json.index_lag} caught up`)
}

let stage
try {
  await (stage = whole_folder)()
  await (stage = index_alone)()
} catch (error) {
  checks.ok(`the run itself (${stage.name})`, false, error.stack)
} finally {
  await end_all()
  for (const name of ['disk', 'index']) spawnSync('umount', ['-l', join(work, name)])
  rmSync(work, { recursive: true, force: true })
}
console.log(`${checks.passed} passed, ${checks.failed} failed`)
process.exitCode = checks.failed === 0 ? 0 : 1
