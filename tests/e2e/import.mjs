// althing import TABLE MAPPING against the real binary: without a node; a first import; a second that sends nothing; a
// corrected cell, a row less, a row more; killed half way; over a line that loses, refuses and stalls; what is hostile.
// With ALTHING_SHARED the published tables too. ALTHING_BIN is the program; arguments choose parts.
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const bin = process.env.ALTHING_BIN, root = join(dirname(fileURLToPath(import.meta.url)), '../..')
const folder = mkdtempSync(join(tmpdir(), 'althing-import-'))
let server, url = '', passed = 0
const ok = (name, truth, more = '') => { assert.ok(truth, `${name} ${typeof more === 'string' ? more : JSON.stringify(more)}`); passed += 1; console.log(`ok    ${name}`) }
const sleep = (ms) => new Promise((done) => setTimeout(done, ms))
const write = (name, text) => writeFileSync(join(folder, name), text)
const environment = (more = {}) => ({ ...process.env, ALTHING_NODE: url, ...more })
const run = (...args) => spawnSync(bin, args, { cwd: folder, encoding: 'utf8', env: environment(), maxBuffer: 1 << 28 })
/// Does not block this process, whose proxy may have to answer.
const start = (args) => new Promise((done) => {
  const child = spawn(bin, args, { cwd: folder, env: environment() })
  let stdout = '', stderr = ''
  child.stdout.on('data', (chunk) => { stdout += chunk })
  child.stderr.on('data', (chunk) => { stderr += chunk })
  child.on('exit', (status) => done({ status, stdout, stderr }))
})
const report = (done) => { assert.ok(done.stdout, done.stderr); return JSON.parse(done.stdout.trim().split('\n').at(-1)) }
const imported = (...args) => report(run('--json', 'import', ...args, '--key', 'ana.key'))
const api = async (path) => (await fetch(url + path)).json()
const indexed = async () => { while ((await api('/healthz')).index_lag > 0) await sleep(10) }
/// Acts of members that are logged: the node's own marks are none.
const size = async () => {
  await indexed()
  return (await api('/healthz')).size - (await api('/acts?type=mark')).acts.length
}
const incidents_now = async () => {
  await indexed()
  return (await api('/incidents.json')).incidents
}
const outcomes = (found) => Object.fromEntries(Object.entries(found.outcomes).filter(([, n]) => n > 0))
const adds_up = (found) => Object.values(found.outcomes).reduce((a, b) => a + b, 0) === found.rows

async function serve (...more) {
  server = spawn(bin, ['--json', 'serve', 'data', '--listen', '127.0.0.1:0', ...more], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] })
  url = await new Promise((done, failed) => {
    let text = ''
    server.stdout.on('data', (chunk) => { text += chunk; if (text.includes('\n')) done(JSON.parse(text.split('\n')[0]).url) })
    server.on('exit', (code) => failed(new Error(`the node ended with ${code}`)))
  })
}
async function stop () {
  const ended = new Promise((done) => server.on('exit', done))
  server.kill('SIGTERM')
  await ended
}

const mapping = `kind = "incident"
source = "t"
about = "A table of the test"
id = ["nr"]
[country]
column = "place"
split = ";"
[start]
column = "begin"
forms = ["YYYY-M-D", "M/D/YYYY h:m AP"]
[end]
column = "end"
forms = ["YYYY-M-D", "M/D/YYYY h:m AP"]
[labels.cause]
column = "cause"
[[drop]]
column = "cause"
values = ["Drill"]
why = "a drill is no incident"
[act]
lang = "en"
title = "{what}, {place}"
text = "{told}"
links = ["news"]
cells = "all"
[act.kind]
column = "what"
values = { "Shutdown" = "shutdown", "Throttling" = "throttling" }
`
const head = 'nr,place,begin,end,what,cause,news,told\n'
const rows = ['1,Chad,2020-01-05,2020-01-07,Shutdown,Elections,https://news.example/1,"All lines, dead"', '2,Mali;Niger,3/4/2020 13:15 PM,,Throttling,Protests,,',
  '3,Atlantis,2020-01-06,,Shutdown,,,', '4,Atlantis,2020-01-06,,Shutdown,,,', '5,Togo,2020-01-08,2020-01-07,Shutdown,,,', '6,Togo,2099-01-08,,Shutdown,,,', '7,Togo,2020-01-08,,Sunset,,,',
  '8,Gabon,2020-01-09,,Shutdown,Drill,,', '9,Iraq,2020-01-10,,Shutdown,"=HYPERLINK(""x"")",,no\u202eth', '10,Iraq,2020-01-10,,Shutdown,"=SUM(A1)",,', '1,Chad,2020-01-05,,Shutdown,,,', '11,Gabon,soon,,Shutdown,,,']
const table = (...lines) => head + lines.join('\n') + '\n'
const taken = [rows[0], rows[1], rows[9]]
write('t.toml', mapping)
write('t.csv', table(...rows))

/// A line to the node that a test can cut: `on` is asked with every NDJSON request and says what to do with it.
async function proxy (on) {
  let count = 0
  const relay = http.createServer((request, response) => {
    const parts = []
    request.on('data', (chunk) => parts.push(chunk))
    request.on('end', async () => {
      const body = Buffer.concat(parts), batch = request.method === 'POST' && request.url === '/acts'
      const order = batch ? on(count++, body.toString()) ?? {} : {}
      if (order.status) return response.writeHead(order.status, { 'Content-Type': 'text/html', 'Retry-After': '1' }).end('<h1>no</h1>')
      if (order.text) return response.writeHead(200, { 'Content-Type': 'application/x-ndjson' }).end(order.text)
      if (order.cut_before) return request.socket.destroy()
      const answer = await fetch(url + request.url, { method: request.method, headers: { 'Content-Type': request.headers['content-type'] ?? '' }, body: batch ? (order.body ?? body) : undefined })
      if (order.cut_after) return request.socket.destroy()
      const text = await answer.text()
      response.writeHead(answer.status, { 'Content-Type': answer.headers.get('content-type') }).end(order.answer ? order.answer(text) : text)
    })
  })
  await new Promise((done) => relay.listen(0, '127.0.0.1', done))
  return { address: `http://127.0.0.1:${relay.address().port}`, requests: () => count, close: () => { relay.closeAllConnections(); relay.close() } }
}

async function first_steps () {
  const dry = run('--json', 'import', 't.csv', 't.toml', '--dry-run', '--report', 'dry.csv')
  ok('a dry run needs no node and no key', dry.status === 0, dry.stderr)
  const found = report(dry)
  assert.deepEqual(outcomes(found), { dropped: 1, new: 3, refused: 8 })
  ok('every row is in one place', adds_up(found) && found.rows === 12 && found.acts.new === 4 && found.dry_run)
  ok('countries that were not matched, with their rows', found.unmatched.Atlantis === 2)
  const why = Object.fromEntries(found.lines.map((one) => [one.line, one.reason]))
  for (const [line, words] of [[4, 'place: "Atlantis" has no code'], [6, 'end: it ends (2020-01-07T00:00:00Z) before it begins'], [7, 'begin: is in the future'], [8, 'what: "Sunset" is not among act.kind.values'],
    [9, 'cause: a drill is no incident'], [10, 'told: holds U+202E, which is a bidirectional control'], [12, 'is the same as line 2'], [13, 'begin: "soon" is no date of the forms given']]) {
    ok(`line ${line} says why`, why[line]?.startsWith(words), why[line])
  }
  ok('an odd clock is taken and said', found.remarks.some((one) => one.line === 3 && one.text.includes('an hour over 12 beside PM')))
  const csv = readFileSync(join(folder, 'dry.csv'), 'utf8')
  ok('the report has every row', csv.startsWith('line,outcome,src,act,reason\r\n') && csv.trim().split('\r\n').length === 14, csv)
  const words = run('import', 't.csv', 't.toml', '--dry-run').stdout
  ok('and the summary is for people', words.includes('Nothing was sent. 12 rows: 3 new, 0 updated, 0 unchanged, 8 refused, 1 dropped.') && words.includes('no country code for "Atlantis" (2 rows)'), words)

  const before = await size()
  const one = run('--json', 'import', 't.csv', 't.toml', '--url', url, '--key', 'ana.key', '--report', 'first.csv')
  ok('the first import', one.status === 0 && report(one).acts.new === 4 && await size() === before + 4, one.stderr)
  const incidents = await incidents_now()
  ok('an act for each country, with its precision', incidents.length === 4 && incidents.find((row) => row.country === 'ne').from === '2020-03-04T13:15:00Z' && incidents.find((row) => row.country === 'td').precision === 'day', incidents)
  const chad = incidents.find((row) => row.country === 'td'), act = await api(`/acts/${chad.id}.json`)
  ok('the cells stand beside what was made of them', act.detail.cells.place === 'Chad' && act.detail.cells.begin === '2020-01-05' && act.detail.title === 'Shutdown, Chad' && act.detail.source === 'https://news.example/1', act.detail)
  const page = await (await fetch(`${url}/en/incident/${chad.id}`)).text()
  ok('and on its page', page.includes('As it stands in the table it was taken from') && page.includes('All lines, dead'))
  ok('the report names the acts', readFileSync(join(folder, 'first.csv'), 'utf8').includes(`2,"new","${chad.src}","${chad.id}"`))

  const again = imported('t.csv', 't.toml')
  ok('a second import sends nothing', again.acts.unchanged === 4 && again.requests === 0 && await size() === before + 4, again)
  const compared = report(run('--json', 'import', 't.csv', 't.toml', '--dry-run', '--key', 'ana.key'))
  ok('a dry run with a key compares', compared.acts.unchanged === 4 && compared.acts.new === 0)

  write('t.csv', table(...rows.map((row, i) => i === 0 ? row.replace('All lines, dead', 'Some lines, dead') : row)))
  const corrected = imported('t.csv', 't.toml')
  ok('a corrected cell updates one row', corrected.acts.updated === 1 && corrected.acts.unchanged === 3 && corrected.outcomes.updated === 1 && await size() === before + 5, corrected)
  const shown = await (await fetch(`${url}/en/incident/${chad.id}`)).text()
  ok('its page leads to the new version', shown.includes('This is the newest version of the row.') && shown.includes('Some lines, dead'))
  ok('rows in force are as many as before', (await incidents_now()).length === 4)

  write('t.csv', table(rows[0].replace('All', 'Some'), rows[1].replace('Mali;Niger', 'Mali'), rows[7]))
  const less = imported('t.csv', 't.toml')
  ok('rows that are gone are listed and left alone', less.gone === 2 && less.withdrawn === 0 && (await incidents_now()).length === 4 &&
    less.lines.filter((one) => one.outcome === 'gone').map((one) => one.reason).sort().join('|') === 'is no longer in the table|line 3 no longer names its country', less)
  const withdrawn = imported('t.csv', 't.toml', '--withdraw-gone')
  ok('and withdrawn if asked', withdrawn.withdrawn === 2 && (await incidents_now()).length === 2, withdrawn)
  ok('once', imported('t.csv', 't.toml', '--withdraw-gone').gone === 0)
  write('t.csv', table(...taken))
  const back = imported('t.csv', 't.toml')
  ok('a row that comes back is new again', back.acts.new === 2 && back.acts.updated === 2 && (await incidents_now()).length === 4, back)
  write('t.csv', table(taken[0], taken[1], taken[2].replace('2020-01-10', 'soon')))
  ok('a row that is refused now keeps what is on record', imported('t.csv', 't.toml', '--withdraw-gone').withdrawn === 0 && (await incidents_now()).length === 4)
  write('t.csv', table(...taken))
}

const many = (n, from = 0) => head + Array.from({ length: n }, (_, i) => `m${from + i},Chad,2020-02-0${1 + i % 9},,Shutdown,,,\n`).join('')

async function withdrawing_most () {
  write('m.toml', mapping.replace('source = "t"', 'source = "w"'))
  write('m.csv', many(30))
  imported('m.csv', 'm.toml')
  write('m.csv', many(10))
  const refused = run('import', 'm.csv', 'm.toml', '--withdraw-gone', '--key', 'ana.key')
  ok('half a table withdraws nothing', refused.status === 2 && refused.stderr.includes('20 of 30 rows that were imported are gone'), refused.stderr)
  ok('unless that is meant', imported('m.csv', 'm.toml', '--withdraw-gone', '--withdraw-many').withdrawn === 20)
}

async function killed () {
  write('k.toml', mapping.replace('source = "t"', 'source = "k"'))
  write('k.csv', many(1500))
  const before = await size()
  let kills = 0
  for (const share of [0.2, 0.6]) {
    const child = spawn(bin, ['import', 'k.csv', 'k.toml', '--batch', '40', '--key', 'ana.key'], { cwd: folder, env: environment(), stdio: 'ignore' })
    const ended = new Promise((done) => child.on('exit', (code, signal) => done(signal)))
    while ((await api('/healthz')).size < before + 1500 * share && child.exitCode === null) await sleep(5)
    child.kill('SIGKILL')
    if (await ended === 'SIGKILL') kills += 1
  }
  const half = await size() - before
  ok('killed half way', kills === 2 && half > 0 && half < 1500, { kills, half })
  const rest = imported('k.csv', 'k.toml')
  ok('and run again it completes', rest.acts.new + rest.acts.unchanged === 1500 && rest.acts.updated === 0 && await size() === before + 1500, rest)
}

async function bad_lines () {
  const through = async (source, rows, on, ...more) => {
    write('p.toml', mapping.replace('source = "t"', `source = "${source}"`))
    write('p.csv', many(rows))
    const before = await size(), line = await proxy(on)
    const done = await start(['--json', 'import', 'p.csv', 'p.toml', '--url', line.address, '--key', 'ana.key', '--batch', '50', ...more])
    line.close()
    return { done, found: done.stdout.includes('outcomes') ? report(done) : undefined, logged: await size() - before, requests: line.requests() }
  }
  let tried = await through('p1', 200, (n) => [{ cut_after: true }, {}, { cut_before: true }, { status: 503 }, { status: 507 }, { cut_after: true }][n])
  ok('answers lost, connections cut, a full node: nothing is doubled', tried.done.status === 0 && tried.found.acts.new === 200 && tried.logged === 200, tried)
  // A node with a rule that the import does not know: it refuses every seventh act or so. The node behind it never sees the
  // first of them in a request, so it refuses those that name it.
  tried = await through('p2', 200, (n, body) => {
    const lines = body.trim().split('\n'), src = (line) => JSON.parse(JSON.parse(line).act.split('\n')[0]).src
    const bad = lines.findIndex((line) => parseInt(src(line).slice(3, 7), 16) % 7 === 0)
    if (bad < 0) return {}
    const error = JSON.stringify({ line: bad + 1, error: { code: 'schema', field: 'kind', detail: 'refused by this node' } })
    if (lines.length === 1) return { text: `${error}\n` }
    return { body: lines.filter((_, i) => i !== bad).join('\n') + '\n', answer: (text) => { const out = text.trim().split('\n'); out.splice(bad, 0, error); return out.join('\n') + '\n' } }
  })
  const refused = tried.found.outcomes['refused-by-node']
  ok('rows that the node refuses are left out with its words, the rest goes on', tried.done.status === 1 && refused > 5 && tried.found.acts.new === 200 - refused && tried.logged === 200 - refused && adds_up(tried.found) &&
    tried.found.lines.every((one) => one.reason === 'kind: refused by this node'), tried.found.outcomes)
  tried = await through('p3', 200, (n) => n < 2 ? {} : { status: 503 }, '--patience', '2')
  ok('a node that stays away ends it, with a report', tried.done.status === 3 && tried.found.stopped.code === 'overloaded' && tried.found.outcomes['not-sent'] === 200 - tried.logged && tried.logged > 0 && adds_up(tried.found), tried)
  const rest = imported('p.csv', 'p.toml')
  ok('and the next run sends what is missing', rest.acts.new === 200 - tried.logged && rest.acts.unchanged === tried.logged, rest.acts)
  tried = await through('p4', 50, () => ({ answer: () => '<html>' }), '--patience', '2')
  ok('an answer that is none ends it', tried.done.status === 1 && tried.found.stopped.code === 'malformed', tried)
  const away = run('import', 't.csv', 't.toml', '--url', 'http://127.0.0.1:9', '--key', 'ana.key')
  ok('no node', away.status === 3 && away.stderr.includes('cannot reach'), away.stderr)
}

// 300 acts more than the key may do at once take 7.5 s; a machine slower than that has nothing to wait for.
async function rates () {
  await stop()
  await serve('--key-rate', '40')
  write('r.toml', mapping.replace('source = "t"', 'source = "r"'))
  write('r.csv', many(2300))
  const begun = Date.now(), done = await start(['import', 'r.csv', 'r.toml', '--key', 'ana.key', '--batch', '1000']), seconds = (Date.now() - begun) / 1000
  ok('the rate of a key is kept, and said', done.status === 0 && done.stdout.includes('2300 rows: 2300 new') && (done.stderr.includes('waiting for the node (by: too many acts by this key') || seconds > 7.5), `${seconds} s ${done.stdout}${done.stderr}`)
  console.log(`      2,300 acts by a key that may do 2,000 at once and 40 a second: ${seconds.toFixed(1)} s`)
}

function hostile () {
  const refused = (name, words, file, toml = 't.toml', ...more) => {
    const done = spawnSync(bin, ['import', file, toml, '--dry-run', ...more], { cwd: folder, encoding: 'utf8', timeout: 60_000 })
    ok(`refused: ${name}`, done.status !== 0 && done.status !== null && words.test(done.stderr), `${done.status} ${done.stderr.slice(0, 400)}`)
  }
  mkdirSync(join(folder, 'dir.csv'))
  assert.equal(spawnSync('mkfifo', [join(folder, 'fifo.csv')]).status, 0)
  refused('a folder', /dir\.csv: is no file/, 'dir.csv')
  refused('a fifo', /fifo\.csv: is no file/, 'fifo.csv')
  refused('a device', /\/dev\/zero: is no file/, '/dev/zero')
  refused('no file', /none\.csv/, 'none.csv')
  refused('a fifo as a mapping', /fifo\.csv: is no file/, 't.csv', 'fifo.csv')
  write('x.csv', head + '1,Chad\u0000,2020-01-01\n')
  refused('zero bytes', /x\.csv: line 2: holds a zero byte/, 'x.csv')
  write('x.csv', Buffer.from(head + '1,C\u00f4te,2020-01-01\n', 'latin1'))
  refused('another encoding', /x\.csv: line 2: is no UTF-8; convert the table first/, 'x.csv')
  write('x.csv', Buffer.from('\ufeff' + table(...taken), 'utf16le'))
  refused('UTF-16', /x\.csv: line 1: (holds a zero byte|is no UTF-8)/, 'x.csv')
  write('x.csv', head + ','.repeat(10_000_000) + '\n')
  refused('ten million columns', /x\.csv: line 2: has more than 2000 cells/, 'x.csv')
  write('x.csv', head + '1,"Chad,2020-01-01\n')
  refused('a quote that is not closed', /x\.csv: line 2: a quote is not closed/, 'x.csv')
  write('x.csv', 'nr,place\n1,Chad\n')
  refused('a column less', /x\.csv: columns: the table has no column "begin"/, 'x.csv')
  const toml = (from, to) => write('x.toml', mapping.replace(from, to))
  toml('title = ', 'titel = ')
  refused('a slip in the mapping', /x\.toml: act\.title: is missing/, 't.csv', 'x.toml')
  toml('text = ', 'txet = ')
  refused('a member that none has', /x\.toml: act\.txet: is no member of a mapping/, 't.csv', 'x.toml')
  toml('"Shutdown" = "shutdown"', '"Shutdown" = "off"')
  refused('a kind that is none', /x\.toml: act\.kind: "off" must be one of shutdown/, 't.csv', 'x.toml')
  write('x.toml', mapping.slice(0, mapping.indexOf('[act]')))
  refused('a mapping for analysis alone', /x\.toml: act: the mapping has no \[act\]/, 't.csv', 'x.toml')
  refused('no acts a request', /--batch: must be 1 to 5000/, 't.csv', 't.toml', '--batch', '0')
  refused('too many acts a request', /--batch: must be 1 to 5000/, 't.csv', 't.toml', '--batch', '5001')
  refused('a switch that says nothing alone', /--withdraw-many: goes with --withdraw-gone/, 't.csv', 't.toml', '--withdraw-many')
  const nobody = run('import', 't.csv', 't.toml')
  ok('refused: no key', nobody.status !== 0 && nobody.stderr.includes('--key'), nobody.stderr)
}

async function published () {
  const shared = process.env.ALTHING_SHARED
  const data = join(shared ?? join(root, '../shared'), 'data/watch')
  if (!existsSync(data)) return console.log('skip  the published tables: no ../shared/data/watch here (ALTHING_SHARED)')
  await stop()
  await serve('--key-rate', '100000')
  for (const [name, map] of [['stop_combined_2016_2025', 'stop'], ['elections_held', 'elections-held'], ['electionlist_3_21', 'reign-elections'], ['cline_coup_2.1.2', 'cline-coups'],
    ['ioda_investigated_outages_cleaned_phase1+2', 'ioda-outages']]) {
    const files = [join(data, `${name}.csv`), join(root, 'examples/watch', `${map}.toml`)], before = await size()
    const begun = Date.now(), found = imported(...files), seconds = (Date.now() - begun) / 1000
    ok(`${map}: ${found.rows} rows, ${JSON.stringify(outcomes(found))}`, adds_up(found) && found.acts.new > 900 && await size() === before + found.acts.new && found.outcomes['refused-by-node'] === 0, found.lines.slice(0, 5))
    console.log(`      ${found.acts.new} acts in ${seconds.toFixed(1)} s, ${found.requests} requests, ${found.remarks.length} odd, not matched ${JSON.stringify(found.unmatched)}`)
    const again = imported(...files)
    ok(`${map}: again nothing`, again.acts.new + again.acts.updated === 0 && again.requests === 0 && again.acts.unchanged === found.acts.new, again.acts)
  }
  ok('the record with all of it is whole', run('audit', url).status === 0)
}

try {
  assert.equal(run('init', 'data').status, 0)
  assert.equal(run('key', 'new', 'ana.key').status, 0)
  const { key, next } = JSON.parse(run('--json', 'key', 'show', 'ana.key').stdout)
  assert.equal(run('found', 'data', '--key', 'ana.key', '--name', 'Importers', '--group', 'civil', '--member', `civil:${key}:${next}`).status, 0)
  await serve('--key-rate', '100000')
  assert.equal(run('join', '--key', 'ana.key', '--name', 'Ana').status, 0)
  const parts = { first_steps, withdrawing_most, killed, bad_lines, hostile, rates, published }
  for (const name of process.argv.length > 2 ? process.argv.slice(2) : Object.keys(parts)) await parts[name]()
} finally {
  if (server && server.exitCode === null) await stop()
  rmSync(folder, { recursive: true, force: true })
}
console.log(`${passed} passed, 0 failed`)
