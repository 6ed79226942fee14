// Documents from the file to the page: read by a process apart, found, compared, withheld; and files that are made
// to hurt the reader while the node goes on.
// usage: ALTHING_BIN=<binary> node documents.mjs
import { spawnSync } from 'node:child_process'
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { Checks } from './bad_input/node.mjs'
import { bin, end_all, found, pause, serve, work_dir } from './bad_days/world.mjs'

const checks = new Checks()
const work = work_dir('documents')
const dir = join(work, 'data')

/** A PDF of these contents of pages. */
function pdf(contents, more = '') {
  const objects = ['<< /Type /Catalog /Pages 2 0 R >>', '', '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>']
  const kids = []
  for (const content of contents) {
    kids.push(`${objects.length + 1} 0 R`)
    objects.push(`<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >> /Contents ${objects.length + 2} 0 R >>`)
    objects.push(`<< /Length ${content.length} ${more} >>\nstream\n${content.toString('latin1')}\nendstream`)
  }
  objects[1] = `<< /Type /Pages /Count ${kids.length} /Kids [${kids.join(' ')}] >>`
  let out = '%PDF-1.4\n'
  const places = objects.map((object, i) => {
    const at = out.length
    out += `${i + 1} 0 obj\n${object}\nendobj\n`
    return at
  })
  const table = out.length
  out += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('')}`
  return Buffer.from(`${out}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`, 'latin1')
}
const page = (...lines) => Buffer.from(`BT /F1 12 Tf 14 TL 72 720 Td\n${lines.map((line) => `(${line}) Tj T*\n`).join('')}ET\n`)

let node
const althing = (...args) => spawnSync(bin, ['--node', `http://127.0.0.1:${node.port}`, '--key', `${dir}.key`, ...args], { encoding: 'utf8', maxBuffer: 1 << 26 })
function add(name, bytes, ...more) {
  const path = join(work, name)
  writeFileSync(path, bytes)
  const got = althing('--json', 'document', 'add', path, '--provenance', 'leaked', ...more)
  if (got.status !== 0) throw new Error(`document add ${name}: ${got.status} ${got.stdout} ${got.stderr}`)
  return JSON.parse(got.stdout)
}
async function text_of(id, state = 'text') {
  for (let tries = 0; ; tries++) {
    const answer = await node.get(`/documents/${id}/text`)
    if (answer.status !== 200 || answer.json.state === state || tries === 600) return answer.json
    await pause(100)
  }
}

try {
  found(dir)
  node = await serve(dir, '--pseudo-locale')
  checks.ok('the node says that it reads files', (await node.get('/healthz')).json.files_read === true)

  // --- from the file to the page
  const first = add('paper.pdf', pdf([page('Article 1', 'Networks stay open on all days.'), page('Article 2', 'Quokkas may speak freely.')]),
    '--src', 'paper', '--title', 'A working paper', '--date', '2026-11-01')
  const got = await text_of(first.id)
  checks.ok('text page by page', JSON.stringify(got.text) === JSON.stringify(['Article 1\nNetworks stay open on all days.', 'Article 2\nQuokkas may speak freely.']), got)
  checks.ok('its kind and hash', got.kind === 'pdf' && got.pages === 2 && got.sha256 === first.sha256 && got.cut === false, got)
  checks.ok('one page', JSON.stringify((await node.get(`/documents/${first.id}/text?page=2`)).json.text) === JSON.stringify([got.text[1]]))
  checks.problem('no such page', await node.get(`/documents/${first.id}/text?page=3`), 404, 'not_found', 'page')
  checks.problem('a page that is none', await node.get(`/documents/${first.id}/text?page=0`), 400, 'malformed', 'page')
  checks.problem('no such document', await node.get(`/documents/${'0'.repeat(64)}/text`), 404, 'not_found', 'id')
  const printed = althing('document', 'text', first.id)
  checks.ok('althing document text', printed.status === 0 && printed.stdout === `${got.text[0]}\n\n--- 2 ---\n\n${got.text[1]}\n`, printed)
  const local = althing('document', 'read', join(work, 'paper.pdf'))
  checks.ok('althing document read says the same', local.status === 0 && local.stdout === printed.stdout, local)
  let shown = (await node.get(`/en/document/${first.id}`)).text
  for (const words of ['A working paper', first.sha256, 'leaked', 'Networks stay open', 'Page 1 of 2', `/blob/${first.sha256}`, 'On record by this node', 'On record by other nodes', 'paper.pdf']) {
    checks.ok(`the page shows ${words}`, shown.includes(words), shown)
  }
  checks.ok('the second page of its text', (await node.get(`/en/document/${first.id}?page=2`)).text.includes('Quokkas may speak'))

  // --- search
  const search = async (words, type = '') => (await node.get(`/en/search?q=${encodeURIComponent(words)}${type && `&type=${type}`}`)).text
  shown = await search('quokka')
  checks.ok('found, with its page', shown.includes('In the text of files') && shown.includes(`/en/document/${first.id}?page=2#text`) && shown.includes('<mark>Quokkas</mark>') && !shown.includes('Nothing here holds'), shown)
  checks.ok('among files alone', (await search('quokka', 'file')).includes('<mark>Quokkas</mark>'))

  // --- versions and differences
  const second = add('paper2.pdf', pdf([page('Article 1', 'Networks stay open on', 'all days but one.'), page('Article 2', 'Quokkas may speak freely.')]), '--src', 'paper', '--title', 'A working paper, revised')
  await text_of(second.id)
  shown = (await node.get(`/en/document/${second.id}`)).text
  checks.ok('versions', shown.includes('Version 2') && shown.includes(`/en/document/${first.id}/diff/${second.id}`), shown)
  shown = (await node.get(`/en/document/${first.id}/diff/${second.id}`)).text
  checks.ok('what changed', shown.includes('<ins> but one</ins>') && shown.includes('1 place differs') && !shown.includes('<del>'), shown)
  const way = await node.get(`/en/document/${first.id}/diff?with=${second.id}`)
  checks.ok('the form leads there', way.status === 303 && way.headers.location === `/en/document/${first.id}/diff/${second.id}`, way.headers)
  checks.ok('an address does too', (await node.get(`/en/document/${first.id}/diff?other=${encodeURIComponent(`http://x.example/de/document/${second.id}`)}`)).status === 303)
  checks.ok('nothing chosen', (await node.get(`/en/document/${first.id}/diff?with=`)).status === 400)
  checks.ok('the same words', (await node.get(`/en/document/${first.id}/diff/${first.id}`)).text.includes('the same words'))
  checks.ok('no document', (await node.get(`/en/document/${first.id}/diff/${'0'.repeat(64)}`)).status === 404)

  // --- other kinds
  const law = add('law.html', Buffer.from('\ufeff<html><head><script>hidden()</script></head><body><h1>قانون الشبكات</h1><p>Wombats &amp; others</p>', 'utf16le'))
  checks.ok('UTF-16 HTML', (await text_of(law.id)).text.join() === 'قانون الشبكات\n\nWombats & others', await text_of(law.id))
  checks.ok('in Arabic', (await search('الشبكات')).includes(law.id))
  const evil = add('evil.txt', '<script>alert(1)</script> "quoted" \u202Egnp.exe')
  await text_of(evil.id)
  shown = (await node.get(`/en/document/${evil.id}`)).text
  checks.ok('markup and direction tricks are shown, not done', !shown.includes('<script>alert') && shown.includes('&lt;script') && !shown.includes('\u202E'), shown)
  const binary = add('notes.txt', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3]))
  checks.ok('binary named text', (await text_of(binary.id, 'none')).reason === 'kind', await text_of(binary.id, 'none'))
  checks.ok('its page says so', (await node.get(`/en/document/${binary.id}`)).text.includes('neither PDF nor HTML'))
  const refused = althing('document', 'text', binary.id)
  checks.ok('the command says so', refused.status === 1 && refused.stderr.includes('kind'), refused)
  const cut = add('cut.pdf', pdf([page('gone')]).subarray(0, 60))
  checks.ok('a truncated PDF', ['damaged', 'empty'].includes((await text_of(cut.id, 'none')).reason), await text_of(cut.id, 'none'))
  const bomb = add('bomb.pdf', pdf([deflateSync(deflateSync(Buffer.alloc(200 << 20, 0x20)))], '/Filter [/FlateDecode /FlateDecode]'))
  const burst = await text_of(bomb.id, 'none')
  checks.ok('a bomb', ['empty', 'time', 'memory', 'damaged'].includes(burst.reason), burst)
  const after = add('after.txt', 'The reader lives.')
  checks.ok('the next file is read', (await text_of(after.id)).text?.[0] === 'The reader lives.')

  // --- withheld
  const withhold = (id) => althing('withhold', dir, id, '--reason', 'under embargo')
  for (const one of [first, second]) checks.ok('withheld', withhold(one.id).status === 0)
  await node.settled()
  for (const [name, path] of [['page', `/en/document/${first.id}`], ['difference', `/en/document/${first.id}/diff/${second.id}`], ['search', '/en/search?q=quokka'], ['files', '/en/search?q=quokka&type=file']]) {
    checks.ok(`${name}: nothing of it`, !/quokkas may|stay open/i.test((await node.get(path)).text), (await node.get(path)).text)
  }
  checks.problem('no text', await node.get(`/documents/${first.id}/text`), 410, 'gone', 'id', /moderation log/)
  for (const path of ['/blob/', '/record/blob/']) checks.problem(`no file at ${path}`, await node.get(path + first.sha256), 410, 'gone', 'sha256', /moderation log/)
  await pause(1500)  // the index is swept when readers let go of it
  const left = readdirSync(dir).filter((name) => name.startsWith('index.db') && /quokkas may/i.test(readFileSync(join(dir, name), 'latin1')))
  checks.ok('no byte of it in the index', left.length === 0, left)
  checks.ok('restored', althing('restore-detail', dir, first.id).status === 0)
  await node.settled()
  checks.ok('read again', (await text_of(first.id)).pages === 2)

  // --- after a rebuild, and without a reader
  await node.stop()
  checks.ok('it ended cleanly', node.child.exitCode === 0 && !/ERROR|runtime error/.test(node.errors()), node.errors())
  checks.ok('rebuild', spawnSync(bin, ['rebuild', dir]).status === 0)
  node = await serve(dir, '--no-text')
  checks.ok('--no-text', (await node.get('/healthz')).json.files_read === false)
  checks.ok('not read', (await text_of(first.id, 'not-read')).state === 'not-read')
  checks.ok('the page says so', (await node.get(`/en/document/${first.id}`)).text.includes('does not read files'))
  await node.stop()
  node = await serve(dir)
  checks.ok('a rebuilt index is filled again', (await text_of(first.id)).pages === 2)
  await node.stop()
} catch (error) {
  checks.ok('the run itself', false, error.stack)
} finally {
  await end_all()
  rmSync(work, { recursive: true, force: true })
}
console.log(`${checks.passed} passed, ${checks.failed} failed`)
process.exitCode = checks.failed === 0 ? 0 : 1
