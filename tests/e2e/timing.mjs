// althing timing on tables made here: what is planted is found, what is not is not, the same seed gives the same
// numbers, every row is accounted for, and wrong input is named. ALTHING_BIN is the program.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const folder = mkdtempSync(join(tmpdir(), 'althing-timing-'))
let passed = 0
const ok = (name, truth, more = '') => { assert.ok(truth, `${name} ${typeof more === 'string' ? more : JSON.stringify(more)}`); passed += 1; console.log(`ok    ${name}`) }
const timing = (...args) => spawnSync(process.env.ALTHING_BIN, [...args.slice(0, args[0] === '--json' ? 1 : 0), 'timing', '--incidents', 'i.csv', 'i.toml', '--events', 'e.csv', 'e.toml',
  ...args.slice(args[0] === '--json' ? 1 : 0)], { cwd: folder, encoding: 'utf8' })
const report = (...args) => {
  const done = timing('--json', ...args)
  assert.equal(done.status, 0, done.stderr)
  return JSON.parse(done.stdout)
}
const refusal = (...args) => { const done = timing(...args); assert.notEqual(done.status, 0); return done.stderr }

const day = (n) => new Date(Date.UTC(2020, 0, 1 + n)).toISOString().slice(0, 10)
const mapping = (kind) => `kind = "${kind}"\nsource = "t"\nid = ["place", "day"]\n[country]\ncolumn = "place"\n[start]\ncolumn = "day"\nforms = ["YYYY-M-D"]\n[labels.cause]\ncolumn = "cause"\n`
try {
  const places = ['Chad', 'Mali', 'Iran (Islamic Republic of)', "C\u00f4te d'Ivoire", 'Myanmar/Burma', 'Togo', 'Gabon', 'Iraq']
  let incidents = 'place,day,cause\n', events = incidents, n = 1
  const next = (below) => { n = (n * 48271) % 2147483647; return n % below }
  for (const place of places) {
    for (let i = 0; i < 5; i++) {
      const at = 30 + next(900)
      events += `${place},${day(at)},vote\n`
      if (i < 3) incidents += `${place},${day(at + 1)},Elections\n`
      incidents += `${place},${day(30 + next(900))},Protests\n`
    }
  }
  incidents += 'Atlantis,2020-05-05,Protests\nChad,2020-13-05,Protests\nTogo,soon,Protests\n'
  writeFileSync(join(folder, 'i.csv'), incidents)
  writeFileSync(join(folder, 'e.csv'), events)
  writeFileSync(join(folder, 'i.toml'), mapping('incident'))
  writeFileSync(join(folder, 'e.toml'), mapping('event'))
  const span = ['--from', '2020-01-01', '--to', '2022-08-31', '--window', '1..1']
  const found = report(...span)
  ok('what is planted is found', Number(found.windows[0].ratio) > 10 && Number(found.windows[0].p) < 0.001, found.windows[0])
  ok('it begins on the day after, and the curve says so', Number(found.curve.find((one) => one.lag === 1).rate) > Number(found.curve.find((one) => one.lag === 1).high))
  const without = report(...span, '--incidents-without', 'cause=Elections')
  ok('without the planted rows it is not', Number(without.windows[0].p) > 0.01, without.windows[0])
  ok('a choice by the beginning of a label', report(...span, '--incidents-only', 'cause=Elec*').onset_days === report(...span, '--incidents-only', 'cause=Elections').onset_days)
  ok('the same seed gives the same report', JSON.stringify(report(...span, '--seed', 'x')) === JSON.stringify(report(...span, '--seed', 'x')))
  ok('another seed other draws', report(...span, '--seed', 'x').seed !== found.seed)
  ok('rows are accounted for', found.incidents.rows === found.incidents.taken + found.incidents.refused.length + found.incidents.dropped.length && found.incidents.refused.length === 3)
  ok('unmatched countries are listed', found.incidents.unmatched.Atlantis === 1)
  const text = timing(...span).stdout
  ok('the text has the sentence and no cause', text.includes('This tells of timing, not of causes.') && text.includes('no country code for "Atlantis" (1 row)'), text)
  ok('a window that ends before it begins', refusal('--window', '2..1').includes('windows: 2..1 ends before it begins'))
  ok('a window that is none', refusal('--window', 'soon').includes('window'))
  ok('days that are none', refusal('--from', '2020-02-30').includes('from'))
  ok('too few draws', refusal('--draws', '999').includes('draws: must be 1000 to 1000000'))
  ok('a label test that is none', refusal('--incidents-only', 'x').includes('label=value'))
  ok('the mapping of the other side', spawnSync(process.env.ALTHING_BIN, ['timing', '--incidents', 'i.csv', 'e.toml', '--events', 'e.csv', 'e.toml'], { cwd: folder, encoding: 'utf8' }).stderr.includes('mapping for the other side'))
  writeFileSync(join(folder, 'i.toml'), mapping('incident') + 'colour = "red"\n')
  ok('a member that no mapping has', refusal().includes('labels.cause.colour: is no member of a mapping'))
} finally {
  rmSync(folder, { recursive: true, force: true })
}
console.log(`${passed} passed, 0 failed`)
