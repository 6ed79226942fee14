// `./dev cluster`: three nodes of three groups come up with the worked example, agree, carry an act from one to
// the others, and all end when the script is told to. It starts again on the folders that are there.
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { World, bin, end, free_ports, kCase, ok, until } from './nodes.mjs'

const world = new World('cluster')
const kScript = new URL('../../tools/cluster.sh', import.meta.url).pathname
const groups = ['civil-society', 'technical', 'academia']
const alive = (pid) => { try { process.kill(pid, 0); return true } catch { return false } }

async function start (port) {
  const child = world.start('bash', [kScript, bin, 'nodes', kCase, '', String(port)], { env: { ...process.env, ALTHING_ALLOW_ROOT: '1' } })
  child.out = ''
  child.stdout.on('data', (chunk) => { child.out += chunk })
  await until(() => { assert.equal(child.exitCode, null, child.out + child.said); return child.out.includes('Ctrl-C') }, 'the cluster says it is up', 240_000)
  return { child, urls: [...child.out.matchAll(/http:\/\/127\.0\.0\.1:\d+/g)].map((one) => one[0]) }
}
const json = async (url, path) => (await fetch(url + path)).json()
const lock = (name) => world.path('nodes', name, 'lock')
const pids = () => groups.filter((name) => existsSync(lock(name))).map((name) => Number(readFileSync(lock(name), 'utf8')))
const agree = (urls) => until(async () => new Set(await Promise.all(urls.map(async (url) => (await json(url, '/digest')).digest))).size === 1, 'all three report one digest')

try {
  const port = await free_ports(3)
  const { child, urls } = await start(port)
  ok('it prints three addresses with the groups', urls.length === 3 && groups.every((name) => child.out.includes(name)), child.out)
  await agree(urls)
  const policies = await Promise.all(urls.map((url) => json(url, '/policy')))
  ok('three logs of one assembly have one state', new Set(policies.map((p) => p.origin)).size === 3 && new Set(policies.map((p) => p.assembly)).size === 1)
  world.cli(['key', 'new', 'guest.key'])
  const id = world.json(['join', '--key', 'guest.key', '--name', 'A guest'], urls[0]).id
  await until(async () => (await fetch(`${urls[2]}/acts/${id}`)).status === 200, 'an act of the first is at the third')
  await agree(urls)
  ok('what is said at the first is at the third', (await json(urls[2], `/acts/${id}.json`)).id === id)
  const running = pids()
  ok('each node is a process', running.every(alive), running)
  ok('one signal ends it', await end(child, 'SIGINT') === 0, child.out + child.said)
  ok('and all three with it', !running.some(alive) && child.out.includes('All three have stopped'), child.out)

  // Again on the same folders, on other ports: nothing is lost and peers are found where they are now.
  const again = await start(await free_ports(3))
  await agree(again.urls)
  ok('a second start goes on from there', (await fetch(`${again.urls[1]}/acts/${id}`)).status === 200)
  // If one dies, the others are not left behind.
  const [first, ...others] = pids()
  process.kill(first, 'SIGKILL')
  await until(() => again.child.exitCode !== null, 'the script ends')
  ok('if one dies the others are stopped', again.child.exitCode === 1 && !others.some(alive), again.child.said)
  world.done()
} finally {
  // The script's nodes are no children of ours.
  if (existsSync(world.path('nodes'))) for (const pid of pids()) if (pid > 1 && alive(pid)) process.kill(pid, 'SIGKILL')
  world.close()
}
