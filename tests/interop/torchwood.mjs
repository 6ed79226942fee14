// Witnesses and logs that we did not write, over the wire (C2SP tlog-witness, tlog-cosignature, tlog-policy): Debian
// sid's torchwood package. litewitness cosigns our log; our witness cosigns the log of age-keyserver (Tessera) and
// one made by spicy. What they sign and we sign is checked by code of this test's own.
// usage: ALTHING_BIN=<binary> [ALTHING_TORCHWOOD=<its folder>] node torchwood.mjs. Exit 77 = skipped.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { Node, World, end, ok, until } from '../e2e/nodes.mjs'
import { ed25519, open_checkpoint, parse_vkey, split_note } from './verify_fork.mjs'

const where = [process.env.ALTHING_TORCHWOOD, ...process.env.PATH.split(':')].find((dir) => dir && existsSync(`${dir}/litewitness`))
if (!where || spawnSync('ssh-agent', ['-h']).error) {
  console.log('skipped: torchwood (Debian sid) or openssh-client is not here; tests/interop/get-torchwood.sh fetches the former')
  process.exit(77)
}
const torchwood = (program) => [`${where}/${program}`, `${where}/${program}-torchwood`].find(existsSync)
const world = new World('torchwood')
const sha256 = (...parts) => { const hash = createHash('sha256'); for (const part of parts) hash.update(part); return hash.digest() }
const call = (program, args, env = {}) => {
  const done = spawnSync(program, args, { cwd: world.folder, encoding: 'utf8', env: { ...process.env, ...env } })
  if (done.status !== 0) throw new Error(`${program} ${args.join(' ')}: ${done.stdout}${done.stderr}`)
  return done.stdout + done.stderr
}
const free_port = () => new Promise((done) => { const server = createServer().listen(0, '127.0.0.1', () => { const { port } = server.address(); server.close(() => done(port)) }) })
const vkey_of = (name, type, key) => `${name}+${sha256(name, '\n', Buffer.from([type]), key).subarray(0, 4).toString('hex')}+${Buffer.concat([Buffer.from([type]), key]).toString('base64')}`

// c2sp.org/tlog-cosignature, type 0x04.
function cosigned (note, witness) {
  const { text, lines } = split_note(note)
  const line = lines.find((one) => one.name === witness.name && one.id === witness.id)
  if (!line) return null
  const time = line.bytes.readBigUInt64BE(0)
  if (!ed25519(witness.key, `cosignature/v1\ntime ${time}\n${text}`, line.bytes.subarray(8))) throw new Error('the cosignature does not verify')
  return Number(time)
}

// RFC 6962 by its definition.
const leaf = (bytes) => sha256(Buffer.from([0]), bytes)
const root = (leaves) => {
  if (leaves.length === 1) return leaves[0]
  let k = 1
  while (2 * k < leaves.length) k *= 2
  return sha256(Buffer.from([1]), root(leaves.slice(0, k)), root(leaves.slice(k)))
}
function proof (m, leaves, whole = true) {
  if (m === leaves.length) return whole ? [] : [root(leaves)]
  let k = 1
  while (2 * k < leaves.length) k *= 2
  if (m <= k) return [...proof(m, leaves.slice(0, k), whole), root(leaves.slice(k))]
  return [...proof(m - k, leaves.slice(k), false), root(leaves.slice(0, k))]
}

const a = new Node(world, 'a')
try {
  world.cli(['init', 'a'])
  world.cli(['key', 'new', 'ana.key'])
  world.cli(['found', 'a', '--key', 'ana.key', '--name', 'Watched assembly', '--group', 'civil', '--vouches', '1'])
  await a.serve()
  const policy = await a.get('/policy')
  const log = parse_vkey(policy.log), ours = parse_vkey(policy.witness)

  // Their witness.
  call('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'witness', '-f', 'witness.pem'])
  const pub = Buffer.from(readFileSync(world.path('witness.pem.pub'), 'utf8').split(' ')[1], 'base64').subarray(-32)
  const theirs = parse_vkey(vkey_of('witness.example/lite', 4, pub))
  const fingerprint = call('ssh-keygen', ['-lf', 'witness.pem.pub']).split(' ')[1]
  const socket = world.path('s')
  world.start('ssh-agent', ['-D', '-a', socket])
  await until(() => existsSync(socket), 'ssh-agent listens')
  call('ssh-add', ['-q', 'witness.pem'], { SSH_AUTH_SOCK: socket })
  const witnessctl = (...args) => call(torchwood('witnessctl'), [args[0], '-db', 'lite.db', ...args.slice(1)])
  const port = await free_port()
  const lite = world.start(torchwood('litewitness'), ['-db', 'lite.db', '-name', theirs.name, '-key', fingerprint, '-listen', `127.0.0.1:${port}`, '-ssh-agent', socket])
  await until(async () => (await fetch(`http://127.0.0.1:${port}/`)).ok || true, `litewitness listens ${lite.said}`)
  writeFileSync(world.path('policy.txt'), `# one of theirs\nwitness lite ${vkey_of(theirs.name, 4, pub)} http://127.0.0.1:${port}\nquorum lite\n`)
  world.cli(['peer', 'policy', 'a', 'policy.txt'])
  await until(async () => /404/.test((await a.get('/peers.json')).witnesses[0]?.fault ?? ''), 'a witness that does not know the log says so')
  ok('their witness refuses a log it does not know', true)
  witnessctl('add-log', '-origin', policy.origin)
  witnessctl('add-key', '-origin', policy.origin, '-key', policy.log)
  const note = async () => a.text('/record/checkpoint')
  const is_cosigned = async () => cosigned(await note(), theirs) !== null
  await until(is_cosigned, 'litewitness cosigned', 90_000)
  const at = cosigned(await note(), theirs)
  ok('their witness cosigns our log', Math.abs(at - Date.now() / 1000) < 300 && open_checkpoint(await note(), log).size >= 1n)
  world.cli(['join', '--key', 'ana.key', '--name', 'Ana'], a.url)
  for (let i = 0; i < 3; i++) {
    for (let k = 0; k < 4 ** i; k++) world.cli(['act', 'declare', '--key', 'ana.key', '--detail', `text=Word ${k}`], a.url)
    const size = open_checkpoint(await note(), log).size
    await until(async () => { const now = await note(); return open_checkpoint(now, log).size === size && cosigned(now, theirs) !== null }, 'the grown log is cosigned')
  }
  ok('and again as it grows, by consistency proofs', witnessctl('list-logs').includes(policy.origin))
  await end(lite)
  const lite2 = world.start(torchwood('litewitness'), ['-db', 'lite.db', '-name', theirs.name, '-key', fingerprint, '-listen', `127.0.0.1:${port}`, '-ssh-agent', socket])
  await a.end('SIGKILL')
  await a.serve()  // it has forgotten what was cosigned: 409 tells
  const id = world.json(['act', 'declare', '--key', 'ana.key', '--detail', 'text=After both started anew'], a.url).id
  await until(async () => (await a.get('/peers.json')).cosigned.size === Number(open_checkpoint(await note(), log).size), `cosigned after both started anew ${lite2.said}`, 90_000)
  ok('both may start anew', true)

  // Receipts and exports carry it; logged time goes by it.
  world.cli(['proof', id, '--out', 'my.tlog-proof', '--act', 'my.note'], a.url)
  ok('the receipt carries the cosignature', cosigned(readFileSync(world.path('my.tlog-proof'), 'utf8').split('\n\n').slice(1).join('\n\n'), theirs) > 0)
  const checked = world.json(['proof', '--check', 'my.tlog-proof', '--act', 'my.note', '--log', policy.log, '--policy', 'policy.txt'])
  ok('althing proof checks it against the policy', checked.cosigned === 1, checked)
  writeFileSync(world.path('stranger.txt'), `witness w ${vkey_of('w', 4, sha256('nobody'))}\nquorum w\n`)
  ok('a policy that is not met is refused', world.run(['proof', '--check', 'my.tlog-proof', '--act', 'my.note', '--log', policy.log, '--policy', 'stranger.txt']).status === 1)
  await until(async () => (await a.get(`/acts/${id}.json`)).logged !== null, 'an act has a logged time by the cosignature', 120_000)
  ok('logged time by cosignature', Math.abs(Date.parse((await a.get(`/acts/${id}.json`)).logged) - Date.now()) < 300_000)
  ok('the rule can be fetched', (await a.text('/witness/policy')).includes('quorum lite'))

  // Their log at our witness: age-keyserver is built on Tessera, which publishes nothing without its quorum.
  const keys = call(torchwood('age-keyserver-keygen'), ['keys.example/log'])
  const [log_key, vrf_key, key_vkey] = [/LOG_KEY.*: (.*)/, /VRF_KEY.*: (.*)/, /AGE_KEYSERVER_POLICY.*: (.*)/].map((pattern) => pattern.exec(keys)[1])
  writeFileSync(world.path('theirs.txt'), `witness althing ${policy.witness} ${a.url}/witness\nquorum althing\n`)
  const env = { ...process.env, LOG_KEY: log_key, VRF_KEY: vrf_key, LOG_WITNESS_POLICY: world.path('theirs.txt') }
  mkdirSync(world.path('keyserver'))
  const keyserver = async () => world.start(torchwood('age-keyserver'), ['-listen', `127.0.0.1:${await free_port()}`], { cwd: world.path('keyserver'), env })
  const refused = await keyserver()
  await until(() => refused.exitCode !== null, 'without us it publishes nothing')
  ok('our witness refuses a log it does not know', /not satisfied/.test(refused.said), refused.said)
  writeFileSync(world.path('policy.txt'), readFileSync(world.path('policy.txt'), 'utf8') + `log ${key_vkey}\n`)
  world.cli(['peer', 'policy', 'a', 'policy.txt'])
  let published
  await until(async () => {
    if (!published || published.exitCode !== null) published = await keyserver()
    return existsSync(world.path('keyserver', 'keyserver-tlog', 'checkpoint'))
  }, 'age-keyserver publishes')
  const theirs_note = readFileSync(world.path('keyserver', 'keyserver-tlog', 'checkpoint'), 'utf8')
  ok('our witness cosigns their log, and they take it', cosigned(theirs_note, ours) > 0 && open_checkpoint(theirs_note, parse_vkey(key_vkey)).size === 0n)

  // A log by spicy, offered as it grows: entries and checkpoints are theirs, proofs by definition.
  mkdirSync(world.path('assets'))
  const spicy_vkey = /Public key: (\S+)/.exec(call(torchwood('spicy'), ['-init', 'spicy.example/log', '-assets', 'assets', '-key', 'spicy.key']))[1]
  writeFileSync(world.path('policy.txt'), readFileSync(world.path('policy.txt'), 'utf8') + `log ${spicy_vkey}\n`)
  world.cli(['peer', 'policy', 'a', 'policy.txt'])
  const offer = (old, hashes, text) => fetch(`${a.url}/witness/add-checkpoint`, { method: 'POST', body: `old ${old}\n${hashes.map((one) => one.toString('base64') + '\n').join('')}\n${text}` })
  let before = 0
  for (const size of [1, 2, 3, 7, 8, 20]) {
    for (let n = before; n < size; n++) writeFileSync(world.path(`file${n}`), `file ${n} of ${size}\n`)
    call(torchwood('spicy'), ['-assets', 'assets', '-key', 'spicy.key', ...Array.from({ length: size - before }, (_, n) => `file${before + n}`)])
    const leaves = Array.from({ length: size }, (_, n) => leaf(readFileSync(world.path('assets', String(n)))))
    const latest = readFileSync(world.path('assets', 'latest'), 'utf8')
    if (!open_checkpoint(latest, parse_vkey(spicy_vkey)).root.equals(root(leaves))) throw new Error('the test misreads spicy\'s log')
    const hashes = before === 0 ? [] : proof(before, leaves)
    if (before > 0) {
      const wrong = await offer(before - 1, hashes, latest)
      ok(`another old size is a conflict (${size})`, wrong.status === 409 && wrong.headers.get('content-type') === 'text/x.tlog.size' && await wrong.text() === `${before}\n`)
      if (hashes.length > 0) ok(`a wrong proof is refused (${size})`, (await offer(before, [sha256('no'), ...hashes.slice(1)], latest)).status === 422)
    }
    let answer
    await until(async () => { answer = await offer(before, hashes, latest); return answer.status !== 404 }, 'the policy is in force')
    const line = await answer.text()
    ok(`cosigned at ${size}`, answer.status === 200 && cosigned(latest + line, ours) > 0, line)
    before = size
  }
  const kept = await a.text(`/witness/${sha256('spicy.example/log').toString('hex')}/checkpoint`)
  ok('what was cosigned last can be had', open_checkpoint(kept, parse_vkey(spicy_vkey)).size === 20n && cosigned(kept, ours) > 0)
  world.done()
} finally {
  world.close()
}
