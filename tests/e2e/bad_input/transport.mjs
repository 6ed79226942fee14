// HTTP itself as the weapon: framing, methods, types, targets, slow and broken bodies.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { Key, hash, wrap } from './acts.mjs'
import { ask, raw } from './http.mjs'

const say = (text) => Buffer.from(text, 'latin1')

export async function framing(t) {
  const { node, checks, maker } = t
  const act = maker.make('sign', { statement: t.statement.id, capacity: 'person' }, new Key())
  const body = wrap(act)
  const head = (fields,
    line = 'POST /acts HTTP/1.1') => `${line}\r\nHost: x\r\nContent-Type: application/json\r\n${fields}\r\n`
  const one = async (text, options) => (await raw(node.port,
    typeof text === 'string' ? Buffer.from(text) : text, options))[0]
  const length = `Content-Length: ${Buffer.byteLength(body)}\r\n`
  const refused = {
    'two lengths': [head(length + length) + body, 400, 'malformed', 'Content-Length'],
      'two different lengths': [head('Content-Length: 5\r\n' + length) + body, 400, 'malformed',
      'Content-Length'],
    'a list of lengths': [head('Content-Length: 5, 5\r\n') + body, 400, 'malformed',
      'Content-Length'], 'a signed length': [head('Content-Length: +5\r\n') + body, 400,
      'malformed', 'Content-Length'],
    'a length in hex': [head('Content-Length: 0x5\r\n') + body, 400, 'malformed', 'Content-Length'],
      'a huge length': [head('Content-Length: 99999999999999999999\r\n') + body, 400, 'malformed',
      'Content-Length'],
    'length and chunks': [head(length + 'Transfer-Encoding: chunked\r\n') + body, 400, 'malformed',
      'Transfer-Encoding'], 'gzip coding': [head('Transfer-Encoding: gzip, chunked\r\n') + body,
      501, 'malformed', 'Transfer-Encoding'],
    'chunks twice': [head('Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n') + body,
      400, 'malformed', 'Transfer-Encoding'],
      'coding with a tab': [head('Transfer-Encoding: \x0bchunked\r\n') + body, 400, 'malformed',
      ''],
    'a space before the colon': [head('Content-Length : 5\r\n') + body, 400, 'malformed', ''],
      'a folded line': [head('X: a\r\n b\r\n') + body, 400, 'malformed', ''],
    'LF alone': [head(length).replaceAll('\r\n', '\n') + body, 400, 'malformed', ''],
      'a NUL in a header': [head('X: a\0b\r\n') + body, 400, 'malformed', ''],
    'no host': [`POST /acts HTTP/1.1\r\n${length}\r\n${body}`, 400, 'malformed', 'Host'],
      'two hosts': [head('Host: y\r\n' + length) + body, 400, 'malformed', 'Host'],
    'a host with markup': ['GET /en/verify HTTP/1.1\r\nHost: "><script>\r\n\r\n', 400, 'malformed',
      'Host'], 'HTTP/2.0': [head(length, 'POST /acts HTTP/2.0') + body, 505, 'malformed', ''],
    'HTTP/0.9': ['GET /\r\n\r\n', 400, 'malformed', ''], 'no request at all': ['\r\n\r\n', 400,
      'malformed', ''], 'TLS': [Buffer.from('160301020001000100', 'hex'), 400, 'malformed', ''],
    'trailers': [head('Transfer-Encoding: chunked\r\nTrailer: X\r\n') + '0\r\n\r\n', 400,
      'malformed', 'Trailer'], 'an odd expectation': [head('Expect: miracles\r\n' + length) + body,
      417, 'malformed', 'Expect'],
    'a bad chunk size': [head('Transfer-Encoding: chunked\r\n') + 'zz\r\n', 400, 'malformed',
      'body'], 'a negative chunk': [head('Transfer-Encoding: chunked\r\n') + '-1\r\n', 400,
      'malformed', 'body'],
    'a chunk extension': [head('Transfer-Encoding: chunked\r\n') + '5;a=b\r\nhello\r\n0\r\n\r\n',
      400, 'malformed', 'body'],
      'a chunk longer than said': [head(
      'Transfer-Encoding: chunked\r\n') + '2\r\nhello\r\n0\r\n\r\n', 400, 'malformed', 'body'],
    'a chunk of 9 digits': [head(
      'Transfer-Encoding: chunked\r\n') + '000000005\r\nhello\r\n0\r\n\r\n', 400, 'malformed',
      'body'], 'a trailer after the chunks': [head(
      'Transfer-Encoding: chunked\r\n') + '0\r\nX: y\r\n\r\n', 400, 'malformed', 'body'],
    'absolute form': [head(length, 'POST http://127.0.0.1/acts HTTP/1.1') + body, 400, 'malformed',
      'target'], 'another\'s absolute form': [
      'GET http://evil.example/ HTTP/1.1\r\nHost: x\r\n\r\n', 400, 'malformed', 'target'],
    'authority form': ['CONNECT evil.example:443 HTTP/1.1\r\nHost: x\r\n\r\n', 405, 'unsupported',
      'method'], 'asterisk form': ['OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n', 400, 'malformed',
      'target'],
    'a gzip body': [Buffer.concat([Buffer.from(head(
      `Content-Encoding: gzip\r\nContent-Length: ${gzipSync(body).length}\r\n`)), gzipSync(body)]),
      415, 'unsupported', 'Content-Encoding'],
    'br, as said': [head('Content-Encoding: br\r\n' + length) + body, 415, 'unsupported',
      'Content-Encoding']
  }
  for (const [name, [text, status, code, field]] of Object.entries(refused)) {
    const answers = await raw(node.port, typeof text === 'string' ? Buffer.from(text) : text,
      { count: 3, idle_ms: 20000 })
    checks.problem(`framing, ${name}`, answers[0] ?? { status: answers.end, text: '', headers: {},
      body: '' }, status, code, field)
    checks.ok(`framing, ${name}: one answer and an end`, answers.length === 1 &&
      answers.end !== 'silence', `${answers.length} ${answers.end}`)
  }
  const smuggled = await raw(node.port,
    Buffer.from(head('Content-Length: 4\r\n') + 'nullGET /policy HTTP/1.1\r\nHost: x\r\n\r\n'),
    { count: 2 })
  checks.ok('what follows a refused body is the next request', smuggled[0].status === 400 &&
    smuggled[1]?.status === 200 && smuggled[1].json.assembly === node.assembly, smuggled.length)
  const pipeline = await raw(node.port, Buffer.from([head('Content-Length: 2\r\n') + '{}',
    'GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n', 'HEAD /en/ HTTP/1.1\r\nHost: x\r\n\r\n',
    'GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n'].join('')), { count: 4,
    methods: ['POST', 'GET', 'HEAD', 'GET'] })
  checks.ok('a pipeline is answered in order',
    pipeline.map((a) => a.status).join() === '400,404,200,200' && pipeline[3].json.status === 'ok',
    pipeline.map((a) => a.status))
  const chunks = await one(head(
    'Transfer-Encoding: chunked\r\n') + `${Buffer.byteLength(body).toString(16)}\r\n${body}\r\n0\r\n\r\n`)
  checks.ok('an act in chunks is taken', chunks.status === 201, chunks.text)
  t.added.push(act.id)
}

export async function methods(t) {
  const { node, checks, maker } = t
  for (const [method, target, allow] of [['DELETE', `/acts/${t.kept.id}`], ['PATCH', '/policy'],
    ['TRACE', '/'], ['PUT', '/acts', 'GET, HEAD, POST, OPTIONS'], ['POST', '/policy', 'GET, HEAD, OPTIONS'],
    ['GET', '/en/submit', 'POST, OPTIONS'], ['HEAD', '/en/submit', 'POST, OPTIONS']]) {
    const answer = await ask(node.port, method, target)
    checks.ok(`${method} ${target.slice(0, 12)}: 405 and what is allowed`, answer.status === 405 &&
      (allow ? answer.headers.allow === allow : /GET/.test(answer.headers.allow)),
      `${answer.status} ${answer.headers.allow}`)
  }
  checks.problem('a method nobody knows', await ask(node.port, 'BREW', '/'), 501, 'unsupported',
    'method')
  const options = await ask(node.port, 'OPTIONS', '/acts')
  checks.ok('OPTIONS', options.status === 204 && options.headers.allow === 'GET, HEAD, POST, OPTIONS' &&
    options.headers['access-control-allow-origin'] === undefined, options.headers)
  const get = await node.get(`/en/acts/${t.kept.id}`), head = await ask(node.port, 'HEAD',
    `/en/acts/${t.kept.id}`)
  checks.ok('HEAD is GET without the body', head.status === 200 && head.body.length === 0 &&
    head.headers['content-length'] === String(get.body.length))
  const tag = (await node.get(`/acts/${t.kept.id}.note`)).headers.etag
  for (const [value, status] of [[tag, 304], [`W/${tag}`, 304], ['*', 304], [`"a", ${tag}`, 304],
    ['"other"', 200], ['"' + 'x'.repeat(4000), 200], [',,,', 200]]) {
    const answer = await node.get(`/acts/${t.kept.id}.note`, { 'If-None-Match': value })
    checks.ok(`If-None-Match: ${value.slice(0, 20)}`, answer.status === status, answer.status)
  }
  const act = maker.make('sign', { statement: t.statement.id, capacity: 'person' }, new Key())
  for (const type of [undefined, 'text/html', 'application/octet-stream',
    'multipart/form-data; boundary=x', 'application/x-www-form-urlencoded', 'application/json/x',
    '', '*/*', 'text/plain, application/json']) {
    checks.problem(`content type ${type}`, await ask(node.port, 'POST', '/acts',
      { body: act.note, type }), 415, 'unsupported', 'Content-Type')
  }
  checks.problem('a note called JSON', await node.post(act.note, 'application/json'), 400,
    'malformed', '')
  checks.problem('JSON called a note', await node.post(wrap(act), 'text/plain'), 400, 'malformed',
    '')
  const form = (body) => ask(node.port, 'POST', '/en/submit', { body,
    type: 'application/x-www-form-urlencoded' })
  const bad = await form('note=%3Cscript%3Ealert(1)%3C/script%3E%E2%80%AE')
  checks.ok('the plain form refuses in words', bad.status === 400 &&
    bad.text.includes('The act was refused') && !bad.text.includes('<script>alert'), bad.status)
  checks.ok('... and malformed UTF-8', (await form('note=%ff')).status === 400 &&
    (await form('note=%')).status === 400 && (await form('a&'.repeat(65))).status === 413)
  const pasted = await form(
    `note=${encodeURIComponent(act.note.toString().replaceAll('\n', '\r\n'))}`)
  checks.ok('... and takes a pasted act', pasted.status === 303 &&
    pasted.headers.location === `/en/acts/${act.id}?receipt=1`, pasted.text.slice(0, 200))
  t.added.push(act.id)
}

export async function targets(t) {
  const { node, checks } = t
  const secret = readFileSync(join(node.dir, 'keys/log.key'), 'utf8').trim().split(' ').at(-1)
  const paths = ['/../keys/log.key', '/record/../keys/log.key', '/record/tile/../../keys/log.key',
    '/record/%2e%2e/keys/log.key', '/record/tile/%2e%2e%2f%2e%2e%2fkeys%2flog.key',
    '/record/tile/..%5c..%5ckeys', '/record/tile/entries/../../../keys/log.key',
    '/record//keys/log.key', '/record/tile//../x', '/keys/log.key', '/index.db',
      '/record/stage/journal.1', '/record/lock', '/record/detail/../../index.db',
      '/assets/../keys/log.key', '/assets/%2e%2e', '/blob/../keys/log.key', '/./policy',
      '/record/tile/0/000.p/0',
    '/record/tile/0/000.p/257', '/record/tile/0/000.p/-1', '/record/tile/0/000.p/01',
      '/record/tile/64/000', '/record/tile/0/x999/x999/x999/x999/x999/x999/999',
      '/record/tile/0/18446744073709551616', '/record/tile/0/0', '/record/tile/entries/999',
      '/record/tile/-1/000', '/record/tile/data/000',
    '/details/18446744073709551615', '/details/18446744073709551616', '/details/-1', '/details/1e3',
      '/details/00', '/details/99999999999999999999999999', '/details/ 1',
      `/acts/${'a'.repeat(63)}`, `/acts/${'a'.repeat(65)}`, `/acts/${'A'.repeat(64)}`,
      `/acts/${'g'.repeat(64)}`,
    `/acts/${'0'.repeat(3000)}`, '/acts/', '/acts/.json', '/acts//proof',
      `/acts/${t.kept.id}/proof/x`, `/acts/${t.kept.id}%00.json`, `/acts/${t.kept.id}.JSON`,
      '/detail/x', '/blob/x', '/heads', '/heads?key=', '/heads?key=x',
      `/heads?key=${'A'.repeat(44)}`, '/rows?key=%00',
    '/xx/', '/en', '/en/statement/', '/en/statement/1', `/en/statement/${hash('no')}`,
      `/en/statement/${t.kept.id}`, `/en/signature/${t.statement.id}`, `/en/member/${t.kept.id}`,
      `/en/instrument/${t.kept.id}`, `/en/provision/${t.kept.id}`,
    `/en/statement/${t.statement.id}?version=0`,
      `/en/statement/${t.statement.id}?version=99999999999999999999`,
      `/en/statement/${t.statement.id}/signatories?after=18446744073709551615`,
      `/en/statement/${t.statement.id}/signatories?after=-1`,
      `/en/statement/${t.statement.id}/signatories?capacity=king`,
    `/en/statement/${t.statement.id}/signatories?q=${'x'.repeat(201)}`,
      '/en/record?page=99999999999999999999', '/en/record?page=-1', '/en/record?from=x',
      '/en/members?page=1000001', '/en/search?q=x&page=201', '/en/search?q=x&type=%27', '/%',
      '/%zz', '/%00', '/\\', '/<script>', '/"', '/#', '//evil.example/', '//policy', '/policy/',
      '/policy;x', '/POLICY']
  const strange = []
  for (const path of paths) {
    const answers = await raw(node.port,
      say(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`))
    const answer = answers[0]
    const fine = answer && answer.status < 500 && (answer.status >= 400 ||
      /^\/(en|record|details)/.test(path))
    if (!fine || answer.text.includes(secret)) strange.push(
      `${path.slice(0, 60)}: ${answer?.status}`)
    else if (answer.status >= 400 &&
      answer.headers['content-type'] === 'application/problem+json' &&
      !answer.json.detail) strange.push(`${path.slice(0, 60)}: no words`)
  }
  checks.ok(`${paths.length} strange addresses: no failure, no secret, and words`,
    strange.length === 0, strange)
  const before = (await node.get('/healthz')).json
  for (const q of ['"', '""', '"a', 'a"b', '*', 'a*', 'NEAR(a b)', 'a AND', 'OR', 'NOT a',
    'title:a', '{a b}:c', '^a', '-a', '+', '(', ')', 'a:b:c', '\\', '%', '_',
    '\'; DROP TABLE act; --', '\u0000'.slice(1), '\u{1f600}', 'a'.repeat(1000), 'a '.repeat(500),
    '\u05d0', 'e' + '\u0301'.repeat(100), '\u6f22', '\u6f22\u5b57'.repeat(100)]) {
    const answer = await node.get(`/en/search?q=${encodeURIComponent(q)}`)
    checks.ok(`search for ${JSON.stringify(q.slice(0, 16))}`, answer.status === 200 ||
      answer.status === 400, answer.status)
  }
  checks.ok('and all is well',
    JSON.stringify((await node.get('/healthz')).json) === JSON.stringify(before))
}

export async function slow(t) {
  const { node, checks, maker } = t
  const post = (more = '') => `POST /acts HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 500\r\n${more}\r\n`
  const silent = raw(node.port, Buffer.from(post()))
  const drip = raw(node.port,
    [...post()].map((c) => Buffer.from(c)).concat(Array(500).fill(Buffer.from('x'))),
    { gap_ms: 50 })
  const headless = raw(node.port, Buffer.from('GET /policy HTTP/1.1\r\nHost: x\r\n'))
  const half = [...Array(50)].map(() => raw(node.port, Buffer.from('GET /policy HTT'),
    { idle_ms: 60000 }))
  const started = await node.get('/policy')
  checks.ok('others are answered meanwhile', started.status === 200)
  const expect = await raw(node.port,
    Buffer.from(post('Expect: 100-continue\r\n') + 'x'.repeat(500)))
  checks.problem('a body that came with its expectation', expect[0], 400, 'malformed', '')
  const cut = maker.make('sign', { statement: t.statement.id, capacity: 'person' }, new Key())
  const part = wrap(cut)
  const broken = await raw(node.port,
    Buffer.from(`POST /acts HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${part.length + 50}\r\n\r\n${part}`), { idle_ms: 1500 })
  checks.ok('a whole act in a body that was cut is not taken', broken.length === 0 &&
    (await node.get(`/acts/${cut.id}.json`)).status === 404)
  checks.ok('a body that never comes', (await silent)[0]?.status === 408)
  checks.ok('a head that never ends', (await headless)[0]?.status === 408)
  const dripped = await drip
  checks.ok('a head that drips', dripped.length === 0 || [400, 408].includes(dripped[0].status),
    dripped[0]?.status)
  for (const one of half) await one
  checks.ok('and all are answered again', (await node.get('/healthz')).status === 200)
}
