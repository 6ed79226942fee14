// Details that are not their act's, and the copycat who cites another's detail in order to erase it.
import { Key, detail, hash } from './acts.mjs'
import { ask, raw } from './http.mjs'
import { run } from './node.mjs'

export async function commitments(t) {
  const { node, checks, maker } = t
  const key = new Key(), other = new Key()
  const members = { statement: t.statement.id, capacity: 'person' }
  const said = detail({ name: 'Ann' }, key)
  const act = maker.make('sign', members, key, said)
  checks.problem('a detail that is missing', await node.sendNote(act), 422, 'schema', 'detail',
    /send it along/)
  checks.problem('an empty detail', await node.send({ ...act, detail: Buffer.alloc(0) }), 422,
    'schema', 'detail', /send it along/)
  checks.problem('a detail with a changed name', await node.send({ ...act,
    detail: Buffer.from(said.toString().replace('Ann', 'Eve')) }), 422, 'schema', 'detail',
    /not the detail: their SHA-256/)
  checks.problem('the same value spelled otherwise', await node.send({ ...act,
    detail: Buffer.from(said.toString().replace(':', ': ')) }), 422, 'schema', 'detail',
    /not the detail/)
  checks.problem('a byte more', await node.send({ ...act, detail: Buffer.concat([said,
    Buffer.from('\n')]) }), 422, 'schema', 'detail', /not the detail/)
  for (let at = 0; at < said.length; at += 7) {
    const flipped = Buffer.from(said)
    flipped[at] ^= 1
    const answer = await node.send({ ...act, detail: flipped })
    if (answer.status !== 422) checks.ok(`a flipped bit in byte ${at} of a detail`, false,
      answer.text)
  }
  checks.problem('a detail for an act that names none',
    await node.send({ ...maker.make('sign', members, key), detail: said }), 422, 'schema', 'detail',
    /names none/)
  checks.problem('a detail by another author', await node.send(maker.make('sign', members, other,
    said)), 422, 'schema', 'by', /another author/)
  checks.ok('after all that the act is taken', (await node.send(act)).status === 201)
  t.added.push(act.id)
}

export async function copycat(t) {
  const { node, checks, maker } = t
  const victim = new Key(), thief = new Key()
  const sign = maker.make('sign', { statement: t.statement.id, capacity: 'person' }, victim,
    { name: 'Ori Original' })
  await node.send(sign)
  t.added.push(sign.id)
  const cite = { statement: t.statement.id, capacity: 'person', detail: sign.body.detail }
  checks.problem('a copycat without the words', await node.sendNote(maker.make('sign', cite,
    thief)), 422, 'schema', 'detail', /send it along/)
  checks.problem('a copycat with them', await node.send({ ...maker.make('sign', cite, thief),
    detail: sign.detail }), 422, 'schema', 'by', /another author/)
  // The author's own second use of one detail goes with the first; a statement's text does not.
  const text = maker.make('statement', {}, victim, { title: 'Signed by others',
    text: 'Words on which others act.' })
  await node.send(text)
  const borrowed = maker.make('sign', { statement: text.id, capacity: 'person',
    detail: text.body.detail }, victim)
  borrowed.detail = text.detail
  const answer = await node.send(borrowed)
  checks.ok('the author may cite its own words', answer.status === 201, answer.text)
  const erase = maker.make('erase', { of: borrowed.id, prev: [borrowed.id] }, victim)
  checks.ok('and erase that', (await node.send(erase)).status === 201)
  t.added.push(text.id, borrowed.id, erase.id)
  checks.ok('the erasure is in force', (await node.verdict(erase.id)).status === 'effective')
  checks.ok('the signature\'s words are gone',
    (await node.verdict(borrowed.id)).detail_state === 'erased')
  const page = (await node.get(`/en/statement/${text.id}`)).text
  checks.ok('the statement still reads', (await node.verdict(text.id)).detail_state === 'held' &&
    page.includes('Words on which others act.') && page.includes('Signed by others'))
  checks.ok('its detail is served',
    (await node.get(`/detail/${text.body.detail}`)).body.equals(text.detail))
  checks.ok('the victim\'s too',
    (await node.get(`/detail/${sign.body.detail}`)).body.equals(sign.detail))
  // What its author erased stays erased: nobody brings it back by sending it again.
  const gone = maker.make('erase', { of: sign.id, prev: [sign.id] }, victim)
  await node.send(gone)
  t.added.push(gone.id)
  await node.settled()
  checks.problem('erased words', await node.get(`/detail/${sign.body.detail}`), 410, 'gone',
    'sha256', /erased/)
  checks.problem('erased words sent again', await node.send(sign), 410, 'gone', 'detail', /erased/)
  checks.ok('the act itself is known', (await node.sendNote(sign)).status === 200)
  checks.ok('its name is on no page',
    !(await node.get(`/en/signature/${sign.id}`)).text.includes('Ori') &&
    !(await node.get('/en/search?q=Original')).text.includes('Ori Original'))
  const pack = (await node.get('/details/0')).body
  checks.ok('and in no pack', hash(sign.detail) === sign.body.detail && pack.length > 0 &&
    !pack.includes('Ori Original'))
}

/** Files: only such as a document names, only its bytes, and never shown as a page of ours. */
export async function blobs(t) {
  const { node, checks, maker } = t
  const key = new Key()
  const page = '<!doctype html><script>alert(document.domain)</script>'
  const put = (name, body, headers) => ask(node.port, 'PUT', `/blob/${name}`,
    { body, type: 'text/html', headers })
  checks.problem('a file nobody named', await put(hash(page), page), 403, 'forbidden', 'sha256')
  const document = maker.make('document', { sha256: hash(page), provenance: 'leaked' }, key,
    { title: 'A page', media: 'text/html', filename: 'x.html' })
  checks.ok('the document', (await node.send(document)).status === 201)
  t.added.push(document.id)
  checks.problem('named, not yet there', await node.get(`/blob/${hash(page)}`), 404, 'not_found', '')
  const other = await put(hash(page), page + ' ')
  checks.problem('other bytes than the name says', other, 409, 'conflict', 'sha256')
  checks.problem('no bytes', await put(hash(page), ''), 409, 'conflict', 'sha256')
  checks.problem('a name that is none', await put('x', page), 400, 'malformed', 'sha256')
  checks.ok('its bytes', (await put(hash(page), page)).status === 201)
  const got = await node.get(`/blob/${hash(page)}`)
  checks.ok('come back as a download and nothing else', got.text === page &&
    got.headers['content-type'] === 'application/octet-stream' &&
    got.headers['content-disposition'].startsWith('attachment') &&
    got.headers['x-content-type-options'] === 'nosniff' &&
    got.headers['content-security-policy'].includes('sandbox'), got.headers)
  const operate = (command, act, ...more) => t.added.push(JSON.parse(run(t.bin, '--node',
    `http://127.0.0.1:${node.port}`, command, node.dir, act.id, ...more)).id)
  operate('withhold', document, '--reason', 'not ours to show')
  await node.settled()
  checks.problem('a file of a withheld document', await node.get(`/blob/${hash(page)}`), 410, 'gone',
    'sha256', /moderation log/)
  checks.problem('also to who has it', await node.get(`/blob/${hash(page)}`,
    { 'If-None-Match': got.headers.etag }), 410, 'gone', 'sha256')
  const second = maker.make('document', { sha256: hash(page), provenance: 'official' }, key,
    { title: 'The same page, published', media: 'text/html', filename: 'y.html' })
  checks.ok('another document of it', (await node.send(second)).status === 201)
  await node.settled()
  checks.ok('shows it again', (await node.get(`/blob/${hash(page)}`)).text === page)
  operate('withhold', second, '--reason', 'nor this')
  await node.settled()
  checks.problem('until that is withheld too', await node.get(`/record/blob/${hash(page)}`), 410,
    'gone', 'sha256')
  operate('restore-detail', document)
  await node.settled()
  checks.ok('a restored document brings it back', (await node.get(`/blob/${hash(page)}`)).text === page)
  t.added.push(second.id)
  const [large] = await raw(node.port, Buffer.from(`PUT /blob/${hash(page)} HTTP/1.1\r\nHost: x\r\n` +
    `Content-Length: ${64 * 1024 * 1024 + 1}\r\n\r\n`))
  checks.problem('64 MiB and a byte', large, 413, 'too_large', 'body', /67108864/)
}
