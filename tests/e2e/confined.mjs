// What a running node has given up, as the system sees it, and who may read what it writes: with a umask
// that closes nothing, as root and not.
// usage: ALTHING_BIN=<binary> node confined.mjs
import { spawnSync } from 'node:child_process'
import { chmodSync, chownSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Checks } from './bad_input/node.mjs'
import { World, bin, end_all, found, serve, work_dir } from './bad_days/world.mjs'

const checks = new Checks()
const work = work_dir('confined')
const is_root = process.getuid() === 0

const mode = (path) => (statSync(path).mode & 0o777).toString(8)

/** One line of /proc/<pid>/status of every thread. */
function threads(node, name) {
  const pid = node.child.pid
  return readdirSync(`/proc/${pid}/task`).map((task) =>
    new RegExp(`^${name}:[ \\t]*(.*)$`, 'm').exec(readFileSync(`/proc/${pid}/task/${task}/status`, 'utf8'))[1])
}
const all = (node, name, value) => threads(node, name).every((got) => got === value)
const core_limit = (node) => /Max core file size +(\S+) +(\S+)/.exec(
  readFileSync(`/proc/${node.child.pid}/limits`, 'utf8')).slice(1).join(' ')

async function works(node, name) {
  const world = await World.at(node)
  const answer = await node.send(world.sign('Con Fined'))
  checks.ok(`${name}: takes acts`, answer.status === 201, answer.text)
  await node.settled()
  const found = await node.get('/en/search?q=Fined')
  checks.ok(`${name}: finds words`, found.status === 200 && found.text.includes('Con Fined'), `${found.status}`)
}

function private_files(dir, name) {
  checks.ok(`${name}: keys/ is closed`, mode(join(dir, 'keys')) === '700', mode(join(dir, 'keys')))
  for (const key of ['log.key', 'operator.key']) {
    checks.ok(`${name}: ${key} is closed`, mode(join(dir, 'keys', key)) === '600', mode(join(dir, 'keys', key)))
  }
  for (const file of readdirSync(dir)) {
    if (!/^index\.db/.test(file)) continue
    checks.ok(`${name}: ${file} is closed`, mode(join(dir, file)) === '600', mode(join(dir, file)))
  }
  for (const entry of readdirSync(dir, { recursive: true })) {
    const bits = statSync(join(dir, entry)).mode
    checks.ok(`${name}: nobody else writes ${entry}`, (bits & 0o022) === 0, (bits & 0o777).toString(8))
  }
}

process.umask(0)
try {
  const dir = join(work, 'data')
  found(dir)
  checks.ok('a member\'s key file is closed', mode(`${dir}.key`) === '600', mode(`${dir}.key`))
  private_files(dir, 'founded')
  writeFileSync(join(dir, 'index.db'), '', { mode: 0o666 })  // as an older version left it
  chmodSync(join(dir, 'keys'), 0o755)  // as a copy by hand may be

  let node = await serve(dir)
  await works(node, 'confined')
  checks.ok('every thread: no new privileges', all(node, 'NoNewPrivs', '1'), threads(node, 'NoNewPrivs'))
  checks.ok('every thread: seccomp filter', all(node, 'Seccomp', '2'), threads(node, 'Seccomp'))
  checks.ok('there are threads', threads(node, 'Seccomp').length > 3)
  for (const set of ['CapEff', 'CapPrm', 'CapInh', 'CapAmb', ...is_root ? ['CapBnd'] : []]) {
    checks.ok(`every thread: ${set} is empty`, all(node, set, '0000000000000000'), threads(node, set))
  }
  checks.ok('no core files', core_limit(node) === '0 0', core_limit(node))
  checks.ok('it says so', ['no core dumps', 'no capabilities', 'no new privileges', 'seccomp'].every((line) => node.said.sandbox.includes(line)), node.said)
  private_files(dir, 'running')
  await node.stop()
  checks.ok('it ends cleanly', node.child.exitCode === 0 && !/ERROR|runtime error/.test(node.errors()), node.errors())

  node = await serve(dir, '--no-sandbox')
  checks.ok('--no-sandbox: no filter', all(node, 'Seccomp', '0') && all(node, 'NoNewPrivs', '0'))
  checks.ok('--no-sandbox: it says so', node.said.sandbox.length === 0, node.said)
  await node.stop()

  const tries = spawnSync(bin, ['--json', 'sandbox', dir], { encoding: 'utf8' })
  checks.ok('althing sandbox: all is refused that should be', tries.status === 0 && JSON.parse(tries.stdout).ok === true, tries.stdout)

  if (is_root) {
    const { ALTHING_ALLOW_ROOT: _, ...bare } = process.env
    const refused = spawnSync(bin, ['serve', dir, '--listen', '127.0.0.1:0'], { encoding: 'utf8', env: bare, timeout: 20000 })
    checks.ok('root is refused', refused.status === 2 && /--allow-root/.test(refused.stderr), `${refused.status} ${refused.stderr}`)
    chmodSync(work, 0o755)
    for (const path of ['', ...readdirSync(dir, { recursive: true })]) chownSync(join(dir, path), 65534, 65534)
    node = await serve(dir)
    checks.ok('root becomes the folder\'s owner', all(node, 'Uid', '65534\t65534\t65534\t65534') && all(node, 'Gid', '65534\t65534\t65534\t65534') &&
      threads(node, 'Groups').every((groups) => groups.trim() === ''), threads(node, 'Uid'))
    await works(node, 'as the owner')
    await node.stop()
  }
} catch (error) {
  checks.ok('the run itself', false, error.stack)
} finally {
  await end_all()
  rmSync(work, { recursive: true, force: true })
}
console.log(`${checks.passed} passed, ${checks.failed} failed`)
process.exitCode = checks.failed === 0 ? 0 : 1
