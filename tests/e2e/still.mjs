// `althing export --static`: the worked example as plain files in all six languages, from the folder and from a node that
// runs. No link within the copy is dead, no form or script is left, nothing points at the machine it was made on, and from
// the copy the record can be audited and a node started. Prints how long it took.
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { Node, World, kCase, ok } from './nodes.mjs'

const kLangs = ['ar', 'en', 'es', 'fr', 'ru', 'zh'], kLive = 'https://althing.example.org'
const world = new World('still')
const files_below = (dir) => readdirSync(dir, { recursive: true, withFileTypes: true }).filter((one) => one.isFile()).map((one) => join(one.parentPath ?? one.path, one.name))
const unescaped = (text) => text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name) => ({ amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" })[name])

/** Every link of a copy's pages and feeds: { dead, foreign, count }; and what must not stand in any of its texts. */
function check_links (dir) {
  const out = { dead: [], absolute: [], foreign: new Map(), count: 0, pages: 0, forms: [], scripts: [], machine: [], ids: [] }
  const anchors = new Map()
  const anchors_of = (file) => {
    if (!anchors.has(file)) anchors.set(file, new Set([...readFileSync(file, 'utf8').matchAll(/ id="([^"]*)"/g)].map((one) => one[1])))
    return anchors.get(file)
  }
  for (const file of files_below(dir)) {
    const name = relative(dir, file)
    if (name.startsWith('record/') || !/\.(html|atom|csv|json|ics|css|svg)$/.test(name)) continue
    const text = readFileSync(file, 'utf8')
    if (/127\.0\.0\.1|127%2E0|localhost/.test(text)) out.machine.push(name)
    if (!/\.(html|atom)$/.test(name)) continue
    out.pages += name.endsWith('.html') ? 1 : 0
    if (/<form|<button|<input|<textarea/.test(text)) out.forms.push(name)
    if (/<script/.test(text)) out.scripts.push(name)
    for (const [, attr] of text.matchAll(/ (?:href|src)="([^"]*)"/g)) {
      const link = unescaped(attr)
      out.count += 1
      if (/^[a-z]+:/.test(link)) { out.foreign.set(link, name); continue }
      if (link.startsWith('/')) { out.absolute.push(`${name}: ${link}`); continue }
      const [path, anchor] = link.split('#')
      const target = path === '' ? file : normalize(join(dirname(file), decodeURIComponent(path)))
      if (!target.startsWith(dir) || !existsSync(target) || !statSync(target).isFile()) out.dead.push(`${name}: ${link}`)
      else if (anchor && path !== '' && target.endsWith('.html') && !anchors_of(target).has(anchor)) out.ids.push(`${name}: ${link}`)
    }
  }
  return out
}
const audit = (where) => {
  const done = world.run(['--json', 'audit', where])
  return { ...JSON.parse(done.stdout.trim().split('\n').at(-1)), status: done.status, said: done.stdout + done.stderr }
}

try {
  world.cli(['demo', 'data', '--case', kCase])
  const begun = performance.now()
  const made = world.json(['export', 'data', '--static', 'site', '--live', `${kLive}/`])
  console.log(`      ${made.entries} acts, six languages: ${made.pages} pages and ${made.files} files, ${Math.round(made.bytes / 1e6)} MB read, in ${Math.round(performance.now() - begun)} ms`)
  const site = world.path('site')
  const links = check_links(site)
  ok('there are pages in six languages', kLangs.every((lang) => existsSync(join(site, lang, 'index.html')) && readdirSync(join(site, lang, 'statement')).length === 2) && made.pages > 3000, made)
  ok('no link is dead', links.count > 50_000 && links.dead.length === 0, links.dead.slice(0, 10))
  console.log(`      ${links.count} links; ${links.ids.length} lead to a place within another page that it has not, as on the node`)
  ok('all are relative', links.absolute.length === 0, links.absolute.slice(0, 10))
  ok('no form is left', links.forms.length === 0, links.forms.slice(0, 10))
  ok('and no script', links.scripts.length === 0, links.scripts.slice(0, 10))
  ok('nothing names the machine it was made on', links.machine.length === 0, links.machine.slice(0, 10))

  const pages = files_below(site).filter((file) => file.endsWith('.html'))
  const page = (...path) => readFileSync(join(site, ...path, 'index.html'), 'utf8')
  ok('every page says what language it is in', pages.every((file) => /<html lang="[a-z]+" dir="(ltr|rtl)">/.test(readFileSync(file, 'utf8'))))
  ok('and that no script may run', pages.every((file) => readFileSync(file, 'utf8').includes("script-src 'none'")))
  const [statement] = readdirSync(join(site, 'en', 'statement'))
  const sign = page('en', 'statement', statement, 'sign')
  ok('the sign page says where one signs', sign.includes(`href="${kLive}/en/statement/${statement}/sign"`) && sign.includes('This needs a live node'), sign.slice(-3000))
  ok('and in Arabic', page('ar', 'statement', statement, 'sign').includes(`href="${kLive}/ar/statement/${statement}/sign"`) && !page('ar', 'statement', statement, 'sign').includes('This needs a live node'))
  ok('a list says that filters need a node', page('en', 'members').includes(`href="${kLive}/en/members"`))
  ok('each language says where live nodes are', kLangs.every((lang) => page(lang, 'live').includes(`href="${kLive}/${lang}/"`)))
  ok('the top opens in English', readFileSync(join(site, 'index.html'), 'utf8').includes('href="en/statements/index.html"'))
  ok('filters that links lead to are there', readdirSync(join(site, 'en', 'members')).some((name) => name.startsWith('q,group=')))
  const feed = readFileSync(join(site, 'en', 'feed', 'statements.atom'), 'utf8')
  ok('a feed leads to pages of the copy', feed.includes(`href="../../en/statement/${statement}/index.html"`), feed.slice(0, 1500))
  ok('tables and calendars are there', ['export/acts.csv', 'export/ballots.json', 'en/calendar.ics', `en/statement/${statement}/letter.pdf`].every((name) => statSync(join(site, name)).size > 100))
  ok('permalinks in tables begin with the live address', readFileSync(join(site, 'export/acts.csv'), 'utf8').includes(`${kLive}/`))
  ok('an act has its receipt', /^c2sp\.org\/tlog-proof/.test(readFileSync(files_below(join(site, 'acts')).find((file) => file.endsWith('/proof')), 'utf8')))

  // The record is in it.
  const report = audit('site')
  const shown = Number(/holds (\d+) acts/.exec(readFileSync(join(site, 'en', 'index.html'), 'utf8').replace(/<[^>]*>/g, ''))[1])
  ok('the record holds every act that pages speak of', shown > 190 && shown <= made.entries, { shown, made })
  ok('the copy passes the audit', report.status === 0 && report.size === made.entries, report.said)
  world.cli(['restore', 'site', 'again'])
  ok('a node can be started from it', world.cli(['digest', 'again']).length > 64 && audit('again').acts === made.entries)
  const served = await world.files('site')
  ok('it serves as a mirror', audit(served.url).root === report.root)
  ok('a permalink opens under a file server', (await fetch(`${served.url}/en/statement/${statement}`)).status === 200)

  // Of a node that runs, in one language.
  const node = await new Node(world, 'data').serve()
  const part = world.json(['export', '--static', 'part', '--lang', 'en', '--base-url', 'https://copy.example.org', '--node', node.url])
  const some = check_links(world.path('part'))
  ok('a copy of a running node in one language', part.pages < made.pages / 2 && !existsSync(world.path('part', 'fr')) && some.pages === part.pages + 1, part)
  ok('has no dead link either', some.dead.length === 0 && some.absolute.length === 0 && some.machine.length === 0, [...some.dead, ...some.absolute, ...some.machine].slice(0, 10))
  ok('without a live node it says whom to ask', readFileSync(world.path('part', 'en', 'live', 'index.html'), 'utf8').includes('Ask whoever gave you this copy'))
  ok('commands name the place where it will be', readFileSync(world.path('part', 'en', 'verify', 'index.html'), 'utf8').includes('althing audit https://copy.example.org'))

  const refused = (name, pattern, args) => {
    const done = world.run(args)
    ok(name, done.status !== 0 && pattern.test(done.stderr), `${done.status} ${done.stderr}`)
  }
  refused('a folder that a node runs on is pointed elsewhere', /--node/, ['export', 'data', '--static', 'x'])
  refused('an existing folder is kept', /exists/, ['export', '--static', 'part', '--node', node.url])
  // Counted again as long as the node logs something meanwhile, such as a mark, which has a page too.
  let all = part.addresses, exact
  for (let i = 0; i < 5 && exact === undefined; i++) {
    const done = world.run(['--json', 'export', '--static', `exact${i}`, '--lang', 'en', '--max-files', String(all), '--node', node.url])
    if (done.status === 0) exact = JSON.parse(done.stdout.trim().split('\n').at(-1))
    else all = world.json(['export', '--static', `count${i}`, '--lang', 'en', '--node', node.url]).addresses
  }
  ok('as many files as are allowed', exact?.addresses === all, exact)
  refused('and not one more', /--max-files/, ['export', '--static', 'more', '--lang', 'en', '--max-files', String(all - 1), '--node', node.url])
  refused('a language nobody speaks', /--lang/, ['export', '--static', 'x', '--lang', 'xx', '--node', node.url])
  refused('an address that is none', /url/, ['export', '--static', 'x', '--live', 'ftp://x', '--node', node.url])
  ok('what was refused left nothing', !existsSync(world.path('x')))
  world.done()
} finally {
  world.close()
}
