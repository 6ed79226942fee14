// Bytes that are no act: malformed UTF-8, JSON too deep, names twice, other spellings of one value, and
// every single flipped bit. Each act here is truly signed over the bytes it has, so only the door refuses it.
import { Key, canonical, detail, hash, note, now, seal, time, wrap } from './acts.mjs'
import { raw } from './http.mjs'

const kBadUtf8 = {
  'a lone continuation byte': [0x80], 'an overlong slash': [0xc0, 0xaf], 'a surrogate': [0xed, 0xa0,
    0x80],
  'beyond U+10FFFF': [0xf4, 0x90, 0x80, 0x80], 'a cut character': [0xe2, 0x82], 'FF': [0xff]
}

function spoil(bytes, where, with_bytes) {
  const at = Buffer.from(bytes).indexOf(where)
  return Buffer.concat([Buffer.from(bytes).subarray(0, at), Buffer.from(with_bytes),
    Buffer.from(bytes).subarray(at + where.length)])
}

export async function utf8(t) {
  const { node, checks, maker } = t
  const key = new Key()
  for (const [name, bad] of Object.entries(kBadUtf8)) {
    const act = maker.make('sign', { statement: t.statement.id, capacity: 'person',
      nonce: 'spoiled' }, key)
    const text = spoil(act.text, 'spoiled', bad)
    checks.problem(`UTF-8, act with ${name}`, await node.post(note(text, key), 'text/plain'), 400,
      'malformed', '', /UTF-8/)
    const bytes = spoil(detail({ name: 'spoiled' }, key), 'spoiled', bad)
    const signed = seal({ ...act.body, nonce: 'x', detail: hash(bytes) }, key, bytes)
    const wrapper = Buffer.concat([Buffer.from(
      `{"act":${JSON.stringify(signed.note.toString())},"detail":"`),
      Buffer.from(bytes.toString('latin1').replaceAll('"', '\\"'), 'latin1'), Buffer.from('"}')])
    checks.problem(`UTF-8, detail and wrapper with ${name}`, await node.post(wrapper), 400,
      'malformed', '', /UTF-8/)
    const other = maker.make('sign', { statement: t.statement.id, capacity: 'person' }, key)
    const answer = await node.lines([Buffer.concat([Buffer.from('{"act":"'), Buffer.from(bad),
      Buffer.from('"}')]), '{}', wrap(other)])
    const lines = answer.lines
    checks.problem(`UTF-8, line with ${name}`, lines[0], 400, 'malformed', '', /UTF-8/)
    checks.problem('... and the next line has its own verdict', lines[1], 400, 'malformed', 'act',
      /note/)
    checks.ok('... and a good line among them is logged', lines[2]?.status === 'logged' &&
      lines[2].id === other.id, lines[2])
    t.added.push(other.id)
    const percent = bad.map((b) => '%' + b.toString(16).padStart(2, '0')).join('')
    checks.problem(`UTF-8, query with ${name}`, await node.get(`/en/search?q=${percent}`), 400,
      'malformed', 'target', /UTF-8/)
    checks.problem(`UTF-8, path with ${name}`, await node.get(`/acts/${percent}`), 400, 'malformed',
      'target', /UTF-8/)
    const [plain] = await raw(node.port, Buffer.concat([Buffer.from('GET /en/search?q='),
      Buffer.from(bad), Buffer.from(' HTTP/1.1\r\nHost: x\r\n\r\n')]))
    checks.problem(`UTF-8, target with a bare ${name}`, plain, 400, 'malformed', 'target',
      /percent-encoded/)
  }
}

const nested = (levels) => '['.repeat(levels) + ']'.repeat(levels)

export async function depth(t) {
  const { node, checks, maker } = t
  const key = new Key()
  const deep = (levels) => {
    const { body } = maker.make('sign', { statement: t.statement.id, capacity: 'person' }, key)
    return { note: note(canonical({ ...body, more: JSON.parse(nested(levels - 1)) }) + '\n', key) }
  }
  checks.problem('depth, act at 16 levels passes the door', await node.sendNote(deep(16)), 422,
    'schema', 'more', /no such member/)
  checks.problem('depth, act at 17 levels', await node.sendNote(deep(17)), 413, 'too_large', '',
    /deep/)
  const huge = { note: note(`{"a":${nested(6000)}}\n`, key) }
  checks.problem('depth, act at 6001 levels', await node.sendNote(huge), 413, 'too_large', '',
    /deep/)
  const say = (levels) => detail({ name: 'Deep', more: JSON.parse(nested(levels - 1)) }, key)
  const good = maker.make('sign', { statement: t.statement.id, capacity: 'person' }, key, say(8))
  checks.ok('depth, detail at 8 levels is taken', (await node.send(good)).status === 201)
  t.added.push(good.id)
  checks.problem('depth, detail at 9 levels', await node.send(maker.make('sign',
    { statement: t.statement.id, capacity: 'person' }, key, say(9))), 413, 'too_large', '', /deep/)
  checks.problem('depth, wrapper', await node.post(`{"act":${nested(100000)}}`), 413, 'too_large',
    '', /deep/)
  checks.problem('depth, wrapper that never closes', await node.post('['.repeat(200000)), 400,
    'malformed', '', /JSON/)
}

export async function spellings(t) {
  const { node, checks, maker } = t
  const key = new Key()
  const members = { statement: t.statement.id, capacity: 'person' }
  const { body, text } = maker.make('sign', members, key)
  const reversed = '{' + Object.keys(body).sort().reverse().map((
    name) => `${JSON.stringify(name)}:${canonical(body[name])}`).join(',') + '}\n'
  const others = {
    'a space': text.replace('":"', '": "'), 'a space before the end': text.replace('}\n', ' }\n'),
      'a tab first': '\t' + text,
    'another order of names': reversed, '1.0': text.replace('"v":1', '"v":1.0'),
      'an exponent': text.replace('"v":1', '"v":1e0'),
    '10e-1': text.replace('"v":1', '"v":10e-1'), 'a leading zero': text.replace('"v":1', '"v":01'),
      'a plus': text.replace('"v":1', '"v":+1'),
    'minus zero': text.replace('"v":1', '"size":-0,"v":1'),
      'an escaped letter': text.replace('"sign"', '"s\\u0069gn"'),
    'an escaped slash-free solidus': text.replace('"nonce":"', '"nonce":"\\/'),
      'an escaped name': text.replace('"act"', '"\\u0061ct"'),
    'a byte order mark': '\ufeff' + text, 'CR LF': text.replace('\n', '\r\n'),
      'a second line': text + text, 'a trailing comma': text.replace('}\n', ',}\n'),
    'a comment': text.replace('}\n', '/**/}\n'), 'single quotes': text.replaceAll('"', '\''),
      'NaN': text.replace('"v":1', '"v":NaN'),
    '2^53': text.replace('"v":1', '"v":9007199254740992'), '2^64': text.replace('"v":1',
      '"v":18446744073709551616'),
    'an array': '[' + text.trim() + ']\n', 'a bare string': '"act"\n',
      'two values': text.trim() + text, 'an empty text': '\n',
    'upper-case hex': text.replace(body.statement, body.statement.toUpperCase()),
      'v as text': text.replace('"v":1', '"v":"1"'),
    'a raw newline in a string': text.replace('"sign"', '"si\ngn"'), 'a NUL': text.replace('"sign"',
      '"si\u0000gn"'), 'an escaped NUL': text.replace('"sign"', '"si\\u0000gn"')
  }
  for (const [name, other] of Object.entries(others)) {
    const answer = await node.post(note(other, key), 'text/plain')
    const field = { 'v as text': 'v', 'an escaped NUL': 'act',
      'upper-case hex': 'statement' }[name] ?? ''
    checks.problem(`spelling, ${name}`, answer, 400, 'malformed', field)
  }
  const twice = { capacity: text.replace('"capacity"', '"capacity":"person","capacity"'),
    by: text.replace('"by"', `"by":"${new Key().text}","by"`), v: text.replace('"v":1',
    '"v":1,"v":1') }
  for (const [name, other] of Object.entries(twice)) {
    checks.problem(`twice in an act: ${name}`, await node.post(note(other, key), 'text/plain'), 400,
      'malformed', name, /twice/)
  }
  const good = maker.make('sign', members, key, { name: 'Spelled' })
  const parts = [JSON.stringify(good.note.toString()), JSON.stringify(good.detail.toString())]
  checks.problem('twice in a wrapper',
    await node.post(`{"act":${parts[0]},"act":${parts[0]},"detail":${parts[1]}}`), 400, 'malformed',
    'act', /twice/)
  checks.problem('unknown member of a wrapper',
    await node.post(`{"act":${parts[0]},"details":${parts[1]}}`), 400, 'malformed', 'details',
    /unknown member/)
  const strange = await node.post(`{"act":${parts[0]},"\u202e${'x'.repeat(5000)}":1}`)
  checks.problem('a foreign name is not echoed', strange, 400, 'malformed', '', /unknown member/)
  checks.problem('act of a wrapper is no object',
    await node.post(`{"act":{},"detail":${parts[1]}}`), 400, 'malformed', 'act', /JSON string/)
  checks.problem('detail of a wrapper is no text',
    await node.post(`{"act":${parts[0]},"detail":{}}`), 400, 'malformed', 'detail', /JSON string/)
  checks.problem('a lone surrogate escape', await node.post(`{"act":"\\ud800"}`), 400, 'malformed',
    '', /JSON/)
  for (const [name, bytes] of [['twice', '"name":"B","name":"C"'], ['a fraction', '"more":1.5'],
    ['an exponent', '"more":1e3'], ['2^53', '"more":9007199254740992'], ['bad JSON', '"more":']]) {
    const said = Buffer.from(detail({ name: 'x' }, key).toString().replace('"name":"x"', bytes))
    checks.problem(`detail with ${name}`, await node.send(maker.make('sign', members, key, said)),
      400, 'malformed', name === 'twice' ? 'name' : '')
  }
  // The wrapper is only packing: another spelling of it is the same act.
  const escaped = good.note.toString().replace(/[^\n]/g,
    (c) => '\\u' + c.charCodeAt(0).toString(16).padStart(4, '0')).replaceAll('\n', '\\n')
  const first = await node.post(` {\r\n"detail" : ${parts[1]} ,\t"act" : "${escaped}" } `)
  checks.ok('a wrapper spelled otherwise is read', first.status === 201 &&
    first.json.id === good.id, first.text)
  t.added.push(good.id)
  const spaced = maker.make('sign', members, key,
    Buffer.from(` ${detail({ name: 'Spaced' }, key).toString().replace('Sp', '\\u0053p')}\n`))
  checks.ok('a detail of any spelling is taken', (await node.send(spaced)).status === 201)
  await node.settled()
  checks.ok('... and kept byte for byte',
    (await node.get(`/detail/${spaced.body.detail}`)).body.equals(spaced.detail))
  t.added.push(spaced.id)
}

/** Every bit of one note flipped, one at a time: by itself and once the true act is logged. */
export async function flips(t) {
  const { node, checks, maker } = t
  const key = new Key()
  const act = maker.make('sign', { statement: t.statement.id, capacity: 'person', prev: undefined },
    key)
  const every = async (name) => {
    const wrong = [], wordless = []
    for (let at = 0; at < act.note.length; at += 32) {
      const batch = []
      for (let byte = at; byte < Math.min(at + 32, act.note.length); byte++) {
        for (let bit = 0; bit < 8; bit++) {
          const flipped = Buffer.from(act.note)
          flipped[byte] ^= 1 << bit
          batch.push(Buffer.concat([Buffer.from(
            `POST /acts HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: ${flipped.length}\r\n\r\n`), flipped]))
        }
      }
      const answers = await raw(node.port, Buffer.concat(batch), { count: batch.length })
      if (answers.length !== batch.length) wrong.push(
        `bytes ${at}..: ${answers.length} of ${batch.length} answered`)
      answers.forEach((answer, i) => {
        const place = `byte ${at + (i >> 3)} bit ${i & 7}: ${answer.status}`
        if (answer.status < 400 || answer.status >= 429) wrong.push(place)
        else if (!['malformed', 'signature', 'wrong_place', 'too_large',
          'clock_skew'].includes(answer.json.code) ||
          answer.json.detail.length < 10) wordless.push(`${place} ${answer.text}`)
      })
    }
    checks.ok(`each of ${act.note.length * 8} flipped bits is refused, ${name}`, wrong.length === 0,
      wrong.slice(0, 8))
    checks.ok(`... with its reason, ${name}`, wordless.length === 0, wordless.slice(0, 4))
  }
  await every('before the true act is there')
  const answer = await node.sendNote(act)
  checks.ok('the true act is taken after all of them', answer.status === 201, answer.text)
  t.added.push(act.id)
  await every('after it was logged')
}

/** Other faults of the door: who signed, how the line is written, what members may hold. */
export async function door(t) {
  const { node, checks, maker } = t
  const key = new Key(), other = new Key()
  const { body, text } = maker.make('sign', { statement: t.statement.id, capacity: 'person' }, key)
  const say = (bytes) => node.post(bytes, 'text/plain')
  checks.problem('signed with another key', await say(note(text, other)), 400, 'signature',
    'signature', /key id/)
  checks.problem('another\'s signature under the key id of `by`', await say(note(text, other, key)),
    400, 'signature', 'signature', /verify/)
  const line = note(text, key).toString().split('\n')[2]
  checks.problem('two signature lines', await say(note(text, key) + line + '\n'), 400, 'signature',
    'signature', /exactly one/)
  checks.problem('no signature line', await say(text + '\n'), 400, 'malformed', '')
  checks.problem('another name on the line', await say(note(text,
    key).toString().replace('\u2014 act', '\u2014 cat')), 400, 'signature', 'signature',
    /named act/)
  checks.problem('base64 without padding', await say(note(text, key).toString().replaceAll('=\n',
    '\n')), 400, 'malformed', '')
  checks.problem('no final newline', await say(note(text, key).toString().trimEnd()), 400,
    'malformed', '')
  checks.problem('an empty body', await say(''), 400, 'malformed', '')
  const with_members = (more) => say(seal({ ...body, ...more }, key).note)
  checks.problem('prose in a leaf', await with_members({ capacity: 'Any words at all' }), 400,
    'malformed', 'capacity', /prose belongs in the detail/)
  checks.problem('a name that is none', await with_members({ Upper: 1 }), 400, 'malformed', '',
    /member names/)
  checks.problem('a time that is none', await with_members({ at: '2026-02-30T00:00:00Z' }), 400,
    'malformed', 'at', /YYYY/)
  checks.problem('a leap second', await with_members({ at: '2016-12-31T23:59:60Z' }), 400,
    'malformed', 'at', /YYYY/)
  checks.problem('a zone', await with_members({ at: '2026-01-01T00:00:00+00:00' }), 400,
    'malformed', 'at', /YYYY/)
  checks.problem('a key with unused bits', await say(seal({ ...body, by: key.text.slice(0,
    42) + (key.text[42] === 'B' ? 'C' : 'B') }, key).note), 400, 'malformed', 'by', /key/)
  const null_key = Object.assign(Object.create(Key.prototype), key,
    { text: Buffer.alloc(32).toString('base64url'), public: Buffer.alloc(32) })
  checks.problem('a key of small order', await say(seal({ ...body, by: null_key.text },
    null_key).note), 400, 'signature', 'by', /no usable/)
  checks.problem('another assembly', await with_members({ in: hash('elsewhere') }), 422,
    'wrong_place', 'in', /this node keeps/)
  checks.problem('a second founding', await say(seal({ v: 1, act: 'found', at: time(now()),
    by: key.text, groups: [], admission: {} }, key).note), 422, 'wrong_place', 'in',
    /this node keeps/)
  checks.problem('version 2', await with_members({ v: 2 }), 415, 'unsupported', 'v', /version/)
  checks.problem('version 0', await with_members({ v: 0 }), 400, 'malformed', 'v', /from 1/)
  checks.problem('an unknown type', await with_members({ act: 'dance' }), 422, 'schema', 'act',
    /knows no type/)
  checks.problem('a member too many', await with_members({ until: '2030-01-01T00:00:00Z' }), 422,
    'schema', 'until', /no such member/)
  checks.problem('a member too few', await with_members({ capacity: undefined }), 422, 'schema',
    'capacity', /missing/)
  checks.problem('a value out of its choices', await with_members({ capacity: 'king' }), 422,
    'schema', 'capacity', /one of person/)
  checks.problem('prev out of order', await with_members({ prev: ['b',
    'a'].map((c) => c.repeat(64)) }), 400, 'malformed', 'prev', /out of order/)
  checks.problem('for without mandate', await with_members({ for: t.statement.id }), 422, 'schema',
    'mandate', /missing/)
}
