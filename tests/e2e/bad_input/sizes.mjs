// Everything at its limit (docs/limits.md) and one past it.
import { Key, canonical, detail, hash, note, wrap } from './acts.mjs'
import { ask, raw } from './http.mjs'

export async function acts(t) {
  const { node, checks, maker } = t
  const key = new Key()
  const { body } = maker.make('sign', { statement: t.statement.id, capacity: 'person' }, key)
  const sized = (bytes) => {
    const grown = { ...body, data: 'A'.repeat(12000), fill: [] }
    const weigh = () => note(canonical(grown) + '\n', key).length
    while (weigh() + 67 <= bytes) grown.fill.push('a'.repeat(64))
    let missing = bytes - weigh()
    if (missing > 0 && missing < 4) { grown.fill.pop(); missing = bytes - weigh() }
    if (missing > 67) { grown.fill.push('b'.repeat(missing - 3 - 10)); missing = bytes - weigh() }
    if (missing > 0) grown.fill.push('c'.repeat(missing - 3))
    const out = note(canonical(grown) + '\n', key)
    if (out.length !== bytes) throw new Error(`made ${out.length} bytes, wanted ${bytes}`)
    return { note: out }
  }
  checks.problem('act of 16384 bytes passes the door', await node.sendNote(sized(16384)), 422,
    'schema', 'data', /no such member/)
  checks.problem('act of 16385 bytes', await node.sendNote(sized(16385)), 413, 'too_large', '',
    /16384 bytes, got 16385/)
  checks.problem('note of 61441 bytes', await node.post('x'.repeat(61441), 'text/plain'), 413,
    'too_large', '', /61440/)
  const say = (more) => node.post(note(canonical({ ...body, ...more }) + '\n', key), 'text/plain')
  checks.problem('data of 12000 characters', await say({ data: 'A'.repeat(12000) }), 422, 'schema',
    'data', /no such member/)
  checks.problem('data of 12004 characters', await say({ data: 'A'.repeat(12004) }), 413,
    'too_large', 'data', /12000/)
  checks.problem('token of 64', await say({ more: 'a'.repeat(64) }), 422, 'schema', 'more',
    /no such member/)
  checks.problem('token of 65', await say({ more: 'a'.repeat(65) }), 400, 'malformed', 'more',
    /token/)
  checks.problem('name of 64', await say({ ['a'.repeat(64)]: 1 }), 422, 'schema', 'a'.repeat(64),
    /no such member/)
  checks.problem('name of 65', await say({ ['a'.repeat(65)]: 1 }), 400, 'malformed', '', /64/)
  const ids = (n) => Array.from({ length: n }, (_, i) => hash(`unknown ${i}`)).sort()
  checks.problem('prev of 8', await say({ prev: ids(8) }), 422, 'unknown_ref', 'prev',
    /does not hold/)
  checks.problem('prev of 9', await say({ prev: ids(9) }), 400, 'malformed', 'prev', /1 to 8/)
  checks.problem('prev of none', await say({ prev: [] }), 400, 'malformed', 'prev', /1 to 8/)
  checks.problem('2^53 - 1', await say({ more: 9007199254740991 }), 422, 'schema', 'more',
    /no such member/)
  const statement = (on) => node.send(maker.make('statement', { on }, key,
    { title: 'Many', text: 'x' }))
  checks.problem('statement on 32', await statement(ids(32)), 422, 'unknown_ref', 'on',
    /does not hold/)
  checks.problem('statement on 33', await statement(ids(33)), 422, 'schema', 'on', /1 to 32/)
}

export async function details(t) {
  const { node, checks, maker } = t
  const key = new Key()
  const members = { statement: t.statement.id, capacity: 'person' }
  const sized = (bytes) => {
    const short = detail({ name: 'Long', more: '' }, key).length
    return maker.make('sign', members, key, detail({ name: 'Long',
      more: 'x'.repeat(bytes - short) }, key))
  }
  const full = sized(65536)
  checks.ok('detail of 65536 bytes is taken', full.detail.length === 65536 &&
    (await node.send(full)).status === 201)
  t.added.push(full.id)
  checks.problem('detail of 65537 bytes', await node.send(sized(65537)), 413, 'too_large', '',
    /65536 bytes, got 65537/)
  const words = async (name, code, field, status, said) => checks.problem(name,
    await node.send(maker.make('sign', members, key, said)), status, code, field)
  const taken = async (name, said) => {
    const act = maker.make('sign', members, key, said)
    const answer = await node.send(act)
    checks.ok(name, answer.status === 201, answer.text)
    t.added.push(act.id)
  }
  await taken('name of 200 characters, four bytes each', { name: '\u{1d4d0}'.repeat(200) })
  await words('name of 201 characters', 'too_large', 'name', 413, { name: '\u{1d4d0}'.repeat(201) })
  await taken('text of 40000 characters', { text: 'x'.repeat(40000) })
  await words('text of 40001 characters', 'too_large', 'text', 413, { text: 'x'.repeat(40001) })
  await taken('32 links', { links: Array(32).fill('https://example.org/') })
  await words('33 links', 'too_large', 'links', 413,
    { links: Array(33).fill('https://example.org/') })
  await words('link of 2001 characters', 'too_large', 'links[0]', 413,
    { links: ['https://example.org/' + 'x'.repeat(1981)] })
  await words('link that is a script', 'schema', 'links[0]', 422,
    { links: ['javascript:alert(1)'] })
  await words('source with a user name', 'schema', 'source', 422,
    { source: 'https://example.org@evil.example/' })
  await words('name that is a number', 'schema', 'name', 422, { name: 7 })
  await words('language that is none', 'schema', 'lang', 422, { lang: 'x"><script>' })
  await words('file name with a path', 'schema', 'filename', 422,
    { filename: '../../keys/log.key' })
  await words('salt of 15 bytes', 'schema', 'salt', 422, { salt: 'A'.repeat(20) })
  await words('no salt', 'schema', 'salt', 422, { salt: undefined })
  await words('no author', 'schema', 'by', 422, { by: undefined })
  await words('detail that is an array', 'malformed', '', 400, Buffer.from('[]'))
  const long = await node.send(maker.make('sign', members, key, { ['n'.repeat(60000)]: '\u202e' }))
  checks.problem('a long foreign name is not echoed', long, 422, 'schema', '', /U\+202E/)
}

const post = (length,
  more = '') => Buffer.from(
  `POST /acts HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\n${more}Content-Length: ${length}\r\n\r\n`)

export async function requests(t) {
  const { node, checks, maker } = t
  const key = new Key()
  const act = maker.make('sign', { statement: t.statement.id, capacity: 'person' }, key)
  const packed = Buffer.from(wrap(act))
  const pad = (bytes) => Buffer.concat([packed, Buffer.alloc(bytes - packed.length, ' ')])
  const exact = await node.post(pad(262144))
  checks.ok('body of 262144 bytes is read', exact.status === 201, exact.text)
  t.added.push(act.id)
  checks.problem('body of 262145 bytes', await node.post(pad(262145)), 413, 'too_large', '',
    /262144/)
  const limit = 32 * 1024 * 1024
  const blank = await ask(node.port, 'POST', '/acts', { type: 'application/x-ndjson',
    body: Buffer.alloc(limit, '\n') })
  checks.ok('NDJSON of 32 MiB is read', blank.status === 200, blank.text)
  const [over] = await raw(node.port, post(limit + 1))
  checks.problem('NDJSON of 32 MiB and a byte, by its length alone', over, 413, 'too_large', 'body',
    /33554432/)
  const [chunked] = await raw(node.port,
    Buffer.from(`POST /acts HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n${(limit + 1).toString(16)}\r\n`))
  checks.problem('the same in one chunk', chunked, 413, 'too_large', 'body', /33554432/)
  const last = maker.make('sign', { statement: t.statement.id, capacity: 'person' }, key)
  const past = maker.make('sign', { statement: t.statement.id, capacity: 'person' }, key)
  const many = await node.lines([...Array(9999).fill('0'), last, past, ...Array(5000).fill('0')])
  const lines = many.lines
  checks.ok('line 10000 is read', lines[9999].line === 10000 && lines[9999].status === 'logged',
    lines[9999])
  t.added.push(last.id)
  checks.problem('line 10001 is not', lines[10000], 413, 'too_large', '', /10000 lines/)
  checks.ok('and one answer stands for all that follow', lines.length === 10001 &&
    lines[10000].line === 10001, lines.length)
  const flood = await ask(node.port, 'POST', '/acts', { type: 'application/x-ndjson',
    body: Buffer.from('0\n'.repeat(limit / 2)) })
  checks.ok('16 million lines get no 16 million answers', flood.status === 200 &&
    flood.lines.length === 10001 && flood.body.length < 4 << 20,
    `${flood.status}, ${flood.body.length} bytes`)
}

export async function heads(t) {
  const { node, checks } = t
  const target = async (bytes) => (await raw(node.port,
    `GET /${'x'.repeat(bytes - 1)} HTTP/1.1\r\nHost: x\r\n\r\n`))[0]
  checks.problem('target of 4096 bytes', await target(4096), 404, 'not_found', '',
    /nothing at this address/)
  checks.problem('target of 4097 bytes', await target(4097), 414, 'too_large', 'target', /4096/)
  const head = async (bytes) => {
    const start = 'GET /policy HTTP/1.1\r\nHost: x\r\nX-Fill: '
    return (await raw(node.port, start + 'x'.repeat(bytes - start.length - 4) + '\r\n\r\n'))[0]
  }
  checks.ok('head of 8192 bytes', (await head(8192)).status === 200)
  checks.problem('head of 8193 bytes', await head(8193), 431, 'too_large', '', /8192/)
  const fields = async (n) => (await raw(node.port,
    `GET /policy HTTP/1.1\r\nHost: x\r\n${'A: b\r\n'.repeat(n - 1)}\r\n`))[0]
  checks.ok('64 header fields', (await fields(64)).status === 200)
  checks.problem('65 header fields', await fields(65), 431, 'too_large', '', /64/)
  const query = (n) => node.get('/en/search?' + Array(n).fill('a=b').join('&'))
  checks.ok('64 parameters', (await query(64)).status === 200)
  checks.problem('65 parameters', await query(65), 413, 'too_large', 'target', /64/)
  checks.problem('a body where none belongs', await ask(node.port, 'GET', '/policy',
    { body: 'x', type: 'text/plain' }), 413, 'too_large', 'body')
  checks.problem('a body for an unknown address', await ask(node.port, 'POST', '/nowhere',
    { body: 'x'.repeat(16385), type: 'text/plain' }), 413, 'too_large', 'body', /16384/)
}
