// The watch file against the real binary: incidents, events, claims, dossiers and steps by command line, what the node
// refuses, words kept back until a date and published later, lists by filters as page, CSV, JSON, Atom and calendar,
// corroborations that are independent and such that are not; and the same after a rebuild.
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

const bin = process.env.ALTHING_BIN
const folder = mkdtempSync(join(tmpdir(), 'althing-watch-'))
let server, url = '', passed = 0

const run = (...args) => spawnSync(bin, args, { cwd: folder, encoding: 'utf8', env: { ...process.env, ALTHING_NODE: url } })
function cli (...args) {
  const done = run(...args)
  assert.equal(done.status, 0, `althing ${args.join(' ')}: ${done.stdout}${done.stderr}`)
  return done.stdout
}
const json = (...args) => JSON.parse(cli('--json', ...args).trim().split('\n').at(-1))
const ok = (name, truth, more = '') => { assert.ok(truth, `${name} ${typeof more === 'string' ? more : JSON.stringify(more)}`); passed += 1; console.log(`ok    ${name}`) }
const time = (seconds) => new Date(Date.now() + seconds * 1000).toISOString().replace(/\.\d+Z$/, 'Z')
const page = async (path) => { const answer = await fetch(url + path); assert.equal(answer.status, 200, path); return answer.text() }
const api = async (path) => JSON.parse(await page(path))
const sleep = (ms) => new Promise((done) => setTimeout(done, ms))
const details = (words) => Object.entries(words).flatMap(([name, value]) => ['--detail', `${name}=${value}`])
const members = (given) => Object.entries(given).map(([name, value]) => `${name}=${value}`)
const act = (key, type, given, words = {}) => json('act', type, ...members(given), ...details(words), '--key', `${key}.key`).id
const refused = (name, words, key, type, given, text = {}) => {
  const done = run('act', type, ...members(given), ...details(text), '--key', `${key}.key`)
  ok(`refused: ${name}`, done.status !== 0 && words.test(done.stderr), done.stderr + done.stdout)
}

async function serve () {
  server = spawn(bin, ['--json', 'serve', 'data', '--listen', '127.0.0.1:0'], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] })
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

const names = ['ana', 'ben', 'cyn', 'dan', 'org']
cli('init', 'data')
const seats = names.filter((who) => who !== 'dan').map((who) => {
  cli('key', 'new', `${who}.key`)
  const { key, next } = json('key', 'show', `${who}.key`)
  return `civil:${key}:${next}`
})
cli('key', 'new', 'dan.key')
cli('found', 'data', '--key', 'ana.key', '--name', 'Assembly of watchers', '--group', 'civil', ...seats.flatMap((one) => ['--member', one]))
await serve()
try {
  const joins = {}
  for (const who of names) joins[who] = json('join', '--key', `${who}.key`, '--name', `Member ${who}`, '--kind', who === 'org' ? 'organisation' : 'person').id
  const day = { from: '2026-01-05T00:00:00Z', precision: 'day' }
  const law = act('ana', 'instrument', { kind: 'law', src: 'law' }, { title: 'Emergency decree' })
  const first = act('ana', 'incident', { kind: 'shutdown', country: 'is', region: 'is-1', ...day, end: 'ongoing', extent: 'national', order: law, labels: 'cause:elections,network:mobile', src: 'n-1' },
    { title: '=HYPERLINK("x")', text: 'All lines went dead.', justification: 'Public order', cause: 'An election', targets: 'Mobile users,A newspaper', source: 'https://news.example/1' })
  const second = act('ben', 'incident', { kind: 'blocking', country: 'no', from: '2026-02-01T10:30:00Z', to: '2026-02-01T12:00:00Z', precision: 'minute' }, { title: 'A site blocked \u05d0' })
  const vote = act('ana', 'event', { kind: 'election', country: 'is', from: '2026-01-06T00:00:00Z', precision: 'day', of: law }, { title: 'General election' })

  refused('a country that is none', /country: `zz` is no country/, 'ana', 'incident', { kind: 'shutdown', country: 'zz', ...day }, { title: 'x' })
  refused('an end before the start', /to: is before `from`/, 'ana', 'incident', { kind: 'shutdown', country: 'is', ...day, to: '2026-01-04T00:00:00Z' }, { title: 'x' })
  refused('a day that is no day\'s first moment', /from: with precision day/, 'ana', 'incident', { kind: 'shutdown', country: 'is', from: '2026-01-05T08:00:00Z', precision: 'day' }, { title: 'x' })
  refused('an incident in the future', /from: is in the future/, 'ana', 'incident', { kind: 'shutdown', country: 'is', from: '2099-01-05T00:00:00Z', precision: 'day' }, { title: 'x' })
  refused('an end told in two ways', /end: goes without `to`/, 'ana', 'incident', { kind: 'shutdown', country: 'is', ...day, to: '2026-01-06T00:00:00Z', end: 'ongoing' }, { title: 'x' })
  refused('a corroboration by the reporter', /by: a row is corroborated by others/, 'ana', 'corroborate', { on: first })
  refused('a dispute by the reporter', /by: whoever recorded a row corrects it/, 'ana', 'dispute', { on: first }, { reason: 'x' })
  refused('a kind that is none', /kind: must be one of shutdown/, 'ana', 'incident', { kind: 'sunset', country: 'is', ...day }, { title: 'x' })
  refused('a claim without words', /detail: is missing/, 'ana', 'claim', { on: law })
  ok('an event may lie ahead', act('ana', 'event', { kind: 'vote', country: 'is', from: '2099-01-05T00:00:00Z', precision: 'day' }, { title: 'A vote to come' }))

  // Who stands behind it.
  for (const who of ['ben', 'cyn', 'dan', 'org']) act(who, 'corroborate', { on: first }, { text: `Seen by ${who}` })
  let shown = await page(`/en/incident/${first}`)
  ok('four corroborate, three independently: dan has no seat', /4 corroborations, 3 independent/.test(shown))
  act('org', 'appoint', { key: json('key', 'show', 'cyn.key').key, scope: 'all', until: '2040-01-01T00:00:00Z' })
  shown = await page(`/en/incident/${first}`)
  ok('whom an organisation appointed is no voice of its own', /4 corroborations, 2 independent/.test(shown))
  act('cyn', 'dispute', { on: first }, { reason: 'It was the next day' })
  shown = await page(`/en/incident/${first}`)
  ok('the page has both accounts, place, span, targets and the dispute', ['Public order', 'An election', 'Iceland', 'going on when it was recorded', 'A newspaper', 'It was the next day', 'Emergency decree', 'https://news.example/1'].every((one) => shown.includes(one)))
  ok('in Arabic too, right to left', /dir="rtl"/.test(await page(`/ar/incident/${first}`)) && (await page(`/ar/incident/${first}`)).includes('آيسلندا'))

  // Lists by filters.
  const ids = async (query) => (await api(`/incidents.json?${query}`)).incidents.map((one) => one.id)
  assert.deepEqual(await ids(''), [second, first])
  for (const [query, want] of [['country=is', [first]], ['country=IS', [first]], ['kind=blocking', [second]], ['extent=national', [first]], ['label=cause:elections', [first]], ['backing=independent', [first]], ['backing=none', [second]],
    ['backing=disputed', [first]], ['ongoing=1', [first]], [`author=${joins.ana}`, [first]], [`instrument=${law}`, [first]], ['from=2026-01-06', [second]], ['to=2026-01-05', [first]], ['order=oldest', [first, second]], ['country=se', []]]) {
    assert.deepEqual(await ids(query), want, query)
  }
  ok('every filter finds what it should', true)
  for (const wrong of ['country=isl', 'kind=sunset', 'from=soon', 'author=ana', 'backing=much', 'after=x', 'from=2026-02-01&to=2026-01-01']) {
    const answer = await fetch(`${url}/incidents.json?${wrong}`)
    assert.equal(answer.status, 400, wrong)
    assert.equal((await fetch(`${url}/en/incidents?${wrong}`)).status, 400, wrong)
  }
  ok('a filter that cannot be read is refused', true)
  const csv = await page('/incidents.csv?country=is')
  ok('CSV neutralises formulas and has permalinks', csv.includes(`"'=HYPERLINK(""x"")"`) && csv.includes(`/acts/${first}`) && csv.split('\r\n').length === 3, csv)
  ok('a feed and a calendar by the same filters', (await page('/en/incidents.atom?country=is')).includes(first) && !(await page('/en/incidents.atom?country=is')).includes(second) && (await page('/en/events.ics?kind=election')).includes('DTSTART:20260106T000000Z'))
  ok('filters stay in the page\'s address and lead on', (await page('/en/incidents?country=is')).includes('/incidents.csv?country=is'))
  const counts = await api('/watch/counts.json')
  assert.deepEqual(counts.incidents, [{ country: 'is', kind: 'shutdown', n: 1 }, { country: 'no', kind: 'blocking', n: 1 }])
  ok('countries', (await page('/en/countries')).includes('Norway') && (await page('/en/country/is')).includes('General election') && (await fetch(`${url}/en/country/isl`)).status === 404)

  // The world map: a country is drawn by how many rows it has, and the table has the same numbers.
  const land = (map, cc) => new RegExp(`<g class="(\\w+)"[^>]*>(?:(?!</g>).)*href="/en/country/${cc}"`, 's').exec(map)?.[1]
  let map = await page('/en/map')
  ok('the map has both countries, others as outlines', land(map, 'is') === 'map__dark' && land(map, 'no') === 'map__dark' && land(map, 'se') === 'map__none' && land(map, 'tv') === 'map__none')
  ok('every country is on it, none is a stop of the tab key', new Set([...map.matchAll(/<a href="\/en\/country\/(..)" tabindex="-1"/g)].map((one) => one[1])).size === 250)
  ok('and says its number', map.includes('<title>Iceland: 1</title>') && map.includes('<title>Sweden: 0</title>'))
  ok('the table has the same, with a list behind each number', map.includes('<a href="/en/incidents?country=is">1</a>') && map.includes('<a href="/en/country/no">Norway</a>') && !map.includes('>Sweden</a>'))
  map = await page('/en/map?kind=shutdown&from=2026-01&to=2026-01&order=name')
  ok('filters', land(map, 'is') === 'map__dark' && land(map, 'no') === 'map__none' && map.includes('/en/incidents?country=is&amp;kind=shutdown&amp;from=2026-01-01&amp;to=2026-01-31'), map)
  ok('a month before it has nothing', land(await page('/en/map?to=2025-12'), 'is') === 'map__none' && (await page('/en/map?to=2025-12')).includes('No incident is recorded here that matches.'))
  const csv_map = await page('/map.csv?kind=shutdown&from=2026-01')
  ok('as CSV with the list behind each number', csv_map === `country,country_name,n,permalink\r\n"is","Iceland","1","${'/incidents.csv?country=is&kind=shutdown&from=2026-01-01'}"\r\n`, csv_map)
  ok('events and steps too', land(await page('/en/map?rows=events'), 'is') === 'map__dark')
  ok('lists lead to it with their filters', (await page('/en/incidents?kind=shutdown&from=2026-01-03&country=is')).includes('"/en/map?kind=shutdown&amp;from=2026-01"'))
  for (const [wrong, field] of [['rows=people', 'rows'], ['kind=sunset', 'kind'], ['rows=events&kind=shutdown', 'kind'], ['from=2026', 'from'], ['from=2026-13', 'from'], ['to=2026-01-01', 'to'], ['from=2026-02&to=2026-01', 'to'], ['order=size', 'order']]) {
    const answer = await fetch(`${url}/en/map?${wrong}`)
    assert.equal(answer.status, 400, wrong)
    assert.ok((await answer.text()).includes(field), wrong)
  }
  ok('what the map cannot read is refused by name', true)
  ok('it is small', map.length < 130_000 && gzipSync(map).length < 50_000, `${map.length} ${gzipSync(map).length}`)

  // The timeline: the same filters, rows as marks and in a table.
  const axis = (text) => /<svg class="axis".*?<\/svg>/s.exec(text)[0]
  let time_page = await page('/en/timeline?from=2026-01-01&to=2026-01-31')
  const twice = (text, path) => [axis(text), text.replace(axis(text), '')].every((half) => half.includes(`href="/en/${path}"`))
  ok('events, incidents and texts of a month are marks and rows', twice(time_page, `incident/${first}`) && twice(time_page, `event/${vote}`) && !time_page.includes(second), time_page)
  ok('no mark is a stop of the tab key', !/<a href="[^"]*">/.test(axis(time_page)))
  ok('now is a line', axis(await page('/en/timeline?from=2026-01-01&to=2099-01-01')).includes('axis__now') && !axis(time_page).includes('axis__now'))
  time_page = await page('/en/timeline?from=2026-02-01&to=2026-02-28')
  ok('and reaches into the next month', twice(time_page, `incident/${first}`) && twice(time_page, `incident/${second}`) && !time_page.includes(vote))
  time_page = await page('/en/timeline?country=no')
  ok('filters', twice(time_page, `incident/${second}`) && !time_page.includes(first) && !time_page.includes(vote))
  ok('by instrument, with the text itself where it was recorded', twice(await page(`/en/timeline?instrument=${law}`), `instrument/${law}`) && twice(await page(`/en/timeline?instrument=${law}`), `event/${vote}`) && !(await page(`/en/timeline?instrument=${law}`)).includes(second))
  ok('a label has events and incidents only', twice(await page('/en/timeline?label=cause:elections'), `incident/${first}`) && !(await page('/en/timeline?label=cause:elections')).includes(vote))
  time_page = await page('/en/timeline?country=no&from=2026-01-01&to=2026-02-28')
  ok('zoom is addresses that keep the filters', ['Earlier', 'Later', 'Closer', 'Wider', 'Everything'].every((word) => new RegExp(`<a href="/en/timeline\\?country=no[^"]*">${word}</a>`).test(time_page)), time_page)
  ok('lists lead to it with their filters', (await page('/en/events?kind=election&country=is')).includes('"/en/timeline?country=is&amp;event=election"'))

  // A new version has no corroborations of its own.
  const corrected = act('ana', 'incident', { kind: 'shutdown', country: 'is', ...day, to: '2026-01-07T00:00:00Z', extent: 'national', order: law, src: 'n-1' }, { title: 'Lines cut' })
  shown = await page(`/en/incident/${first}`)
  ok('a new version takes the old one\'s place and not its corroborations', shown.includes('Lines cut') && /0 corroborations/.test(shown) && shown.includes('Of an earlier version'))
  assert.deepEqual(await ids('backing=some'), [])
  assert.deepEqual(await ids('ongoing=1'), [])

  // It ended: what began and what ended, by filters.
  const alerts = (await api('/alerts.json?country=is&label=cause:elections')).alerts
  ok('a correction without its label leaves the filter', alerts.length === 0, alerts)
  const begun = (await api('/alerts.json?country=is')).alerts
  ok('an alert when it began, and one when it ended', begun.length === 2 && begun[0].alert === 'ended' && begun[0].id === corrected && begun[1].alert === 'began' && begun[1].id === first, begun)
  const { next } = await api('/alerts.json')
  ok('nothing new since', (await api(`/alerts.json?since=${next}`)).alerts.length === 0)
  const dark = act('ben', 'incident', { kind: 'blocking', country: 'no', ...day, end: 'ongoing', labels: 'service:messenger', src: 'm-1' }, { title: 'A messenger' })
  act('ben', 'incident', { kind: 'blocking', country: 'no', ...day, end: 'ongoing', labels: 'service:messenger', extent: 'national', src: 'm-1' }, { title: 'A messenger' })
  ok('it began; a correction is no alert', (await api(`/alerts.json?label=service:messenger&since=${next}`)).alerts.map((one) => `${one.alert} ${one.id === dark}`).join() === 'began true')
  act('ben', 'incident', { kind: 'blocking', country: 'no', ...day, to: '2026-01-09T00:00:00Z', labels: 'service:messenger', src: 'm-1' }, { title: 'A messenger' })
  act('ben', 'incident', { kind: 'blocking', country: 'no', ...day, end: 'ongoing', labels: 'service:messenger', src: 'm-1' }, { title: 'A messenger' })
  ok('it ended and goes on again', (await api(`/alerts.json?label=service:messenger&since=${next}`)).alerts.map((one) => one.alert).join() === 'again,ended,began')
  ok('as a page and a feed', (await page('/en/alerts?label=service:messenger')).includes('blocking: goes on again') && (await page('/en/alerts.atom?kind=blocking')).includes('#ended'))
  ok('a filter that makes rows come and go is refused', (await fetch(`${url}/alerts.json?ongoing=1`)).status === 400 && (await fetch(`${url}/en/alerts?from=2026-01-01`)).status === 400)
  act('ben', 'withdraw', { of: (await api('/incidents.json?label=service:messenger')).incidents[0].id })

  // Claims, checks, dossiers, steps.
  const claim = act('ben', 'claim', { on: law }, { quote: 'Nobody was cut off.', speaker: 'A minister', employer: 'A ministry', interest: 'Stays in office' })
  refused('a verdict without evidence', /evidence|void/, 'cyn', 'check', { of: claim, verdict: 'contradicted' }, { text: 'x' })
  act('cyn', 'check', { of: claim, verdict: 'contradicted', evidence: corrected }, { text: 'They were.' })
  shown = await page(`/en/claim/${claim}`)
  ok('a claim with its check and evidence', ['Nobody was cut off.', 'A ministry', 'Stays in office', 'the evidence contradicts it', 'Lines cut'].every((one) => shown.includes(one)))
  const dossier = act('ana', 'dossier', { with: joins.ben }, { title: 'The winter shutdown' })
  const part = act('ben', 'part', { of: dossier, row: corrected }, { note: 'It began here' })
  act('ana', 'part', { of: dossier, row: vote })
  shown = await page(`/en/dossier/${dossier}`)
  ok('a dossier joins rows', ['Lines cut', 'General election', 'It began here', 'Member ben'].every((one) => shown.includes(one)))
  assert.deepEqual(await ids(`dossier=${dossier}`), [corrected])
  act('ana', 'withdraw', { of: part })
  ok('who keeps it takes out what another put in', !(await page(`/en/dossier/${dossier}`)).includes('Lines cut'))
  const step = act('ana', 'step', { of: law, kind: 'hearing', when: '2099-03-01T09:00:00Z', watcher: joins.cyn }, { title: 'Hearing on the decree' })
  ok('a step with its watcher in the list, the calendar and its own file', (await page('/en/steps')).includes('Hearing on the decree') && (await page(`/en/step/${step}`)).includes('Member cyn') &&
    (await page('/en/calendar.ics?kind=step')).includes('DTSTART:20990301T090000Z') && /Watched by: Member cyn/.test((await page('/en/steps.ics')).replace(/\r\n /g, '')) && (await page(`/en/acts/${step}.ics`)).includes('Hearing'))
  ok('and a reminder the day before', /BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:.*Hearing on the decree\r\nTRIGGER:-P1D\r\nEND:VALARM/.test(await page('/en/steps.ics')) && !(await page('/en/events.ics')).includes('VALARM'))
  ok('the instrument\'s page leads to all of it', ['Hearing on the decree', 'Nobody was cut off.', 'Lines cut', 'General election'].every((one) => one.length > 0) && (await page(`/en/instrument/${law}`)).includes('Hearing on the decree'))
  const plan = act('ana', 'window', { incidents: '{"kinds":["shutdown"]}', events: '{"kinds":["election"]}', windows: '[{"first":0,"last":0}]', from: '2016-01-01T00:00:00Z', to: '2025-12-31T00:00:00Z', placebo: '-182', lags: 30, draws: 10000, seed: 'one' }, { title: 'Elections' })
  ok('an analysis is fixed in an act', (await api(`/acts/${plan}.json`)).act.windows[0].last === 0)
  const plans = async (id, tries = 0) => { const answer = await fetch(`${url}/plans/${id}/result`); return answer.status === 503 && tries < 100 ? (await sleep(100), plans(id, tries + 1)) : answer.json() }
  const early = await plans(plan)
  ok('days on which nothing happened give no result, and say so', early.report === undefined ? early.fault.length > 0 : early.report.windows[0].ratio === undefined && early.incidents.left_out.outside.rows === 1, early)
  const wide = act('ana', 'window', { incidents: '{"kinds":["shutdown"]}', events: '{"kinds":["election"]}', windows: '[{"first":-1,"last":1}]', from: '2025-01-01T00:00:00Z', to: '2026-06-30T00:00:00Z', placebo: '-182', lags: 5, draws: 2000, seed: 'two' },
    { title: 'Around elections' })
  const result = await plans(wide)
  ok('a fixed analysis has its result over the rows in force', result.report.windows[0].inside === 1 && result.incidents.looked_at === 1 && result.incidents.logged_before === 1 && result.events.chosen === 1 && result.fixed.seed === 'two', result)
  const again = json('timing', '--plan', wide, '--record', url, '--entries', String(result.entries))
  assert.deepEqual(again.report, result.report)
  assert.deepEqual(again.incidents, result.incidents)
  ok('the same from a copy of the record alone, to the last digit', again.entries === result.entries)
  ok('before the plan there is none', /plan: is not among these entries/.test(run('timing', '--plan', wide, '--record', url, '--entries', '1').stderr))
  ok('more entries than there are', /entries: the record has/.test(run('timing', '--plan', wide, '--record', url, '--entries', '100000').stderr))
  ok('a plan that is an incident', /names a incident that/.test(run('timing', '--plan', corrected, '--record', url).stderr))
  shown = await page(`/en/plan/${wide}`)
  ok('its page has the sentence, the curve, the rows and how to compute it', ['This tells of timing, not of causes.', '<svg class="chart"', `althing timing --plan ${wide}`, 'stood in this log before the analysis was fixed'].every((one) => shown.includes(one)))
  ok('the curve as a table', (await page(`/en/plan/${wide}/curve.csv`)).split('\r\n').length === 13)
  act('ana', 'withdraw', { of: plan })
  ok('a plan that was taken back stays visible, and says so', (await page(`/en/plan/${plan}`)).includes('Its author took it back') && (await page('/en/plans')).includes('taken back') && !(await page(`/en/plan/${wide}`)).includes('took it back'))
  ok('no plan by this id', (await fetch(`${url}/plans/${law}/result`)).status === 404 && (await fetch(`${url}/en/plan/${law}`)).status === 404)

  // Words kept back.
  const nowhere = run('act', 'incident', 'kind=arrest', 'country=is', ...members(day), '--detail', 'title=Whom they took', '--embargo', time(4), '--key', 'ana.key')
  ok('refused: words kept back without a file', nowhere.status !== 0 && /--keep: is missing/.test(nowhere.stderr), nowhere.stderr)
  const kept = json('act', 'incident', 'kind=arrest', 'country=is', ...members(day), '--detail', 'title=Whom they took', '--embargo', time(4), '--keep', 'kept.json', '--key', 'ana.key').id
  ok('the words wait in a private file', (statSync(join(folder, 'kept.json')).mode & 0o777) === 0o600 && readFileSync(join(folder, 'kept.json'), 'utf8').includes('Whom they took'))
  shown = await page(`/en/incident/${kept}`)
  ok('the commitment is logged, the page says until when', /Kept back until/.test(shown) && !shown.includes('Whom they took') && (await api(`/acts/${kept}.json`)).detail_state === 'embargoed')
  ok('a record with words kept back is whole', run('audit', url).status === 0)
  await sleep(4500)
  shown = await page(`/en/incident/${kept}?now`)
  ok('then they are overdue', /Overdue/.test(shown) && (await api(`/acts/${kept}.json`)).detail_state === 'overdue')
  const forged = JSON.parse(readFileSync(join(folder, 'kept.json'), 'utf8'))
  writeFileSync(join(folder, 'forged.json'), JSON.stringify({ ...forged, detail: forged.detail.replace('Whom', 'Nobody') }))
  ok('other words are not taken', run('detail', 'publish', 'forged.json').status !== 0)
  cli('detail', 'publish', 'kept.json')
  for (let tries = 0; tries < 50 && !(await page(`/en/incident/${kept}?x=${tries}`)).includes('Whom they took'); ++tries) await sleep(100)
  ok('published, they are shown and found', (await page(`/en/incident/${kept}`)).includes('Whom they took') && (await page('/en/search?q=took')).includes('Whom'))

  // The same from the record alone.
  const before = await api('/incidents.json'), digest = (await api('/digest')).digest
  await stop()
  cli('rebuild', 'data')
  await serve()
  assert.deepEqual(await api('/incidents.json'), before)
  assert.deepEqual((await api('/watch/counts.json')).incidents.map((one) => one.n), [1, 1, 1])
  ok('a rebuild changes nothing', (await api('/digest')).digest === digest)
  console.log(`${passed} checks passed`)
} finally {
  await stop().catch(() => {})
  rmSync(folder, { recursive: true, force: true })
}
