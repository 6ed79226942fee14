// HTML, script, bidi, zero-width and combining tricks in names and texts: what is refused at submission,
// and how the pages, JSON and CSV show what is not.
import { Key } from './acts.mjs'
import { faults, kHidden } from './html.mjs'

const kTricks = {
  'U+202E': '\u202e', 'U+202A': '\u202a', 'U+2066': '\u2066', 'U+2069': '\u2069',
    'U+061C': '\u061c', 'U+200B': '\u200b', 'U+2060': '\u2060',
  'U+FEFF': '\ufeff', 'U+00AD': '\u00ad', 'U+200E': '\u200e', 'U+200D': '\u200d',
    'U+200C': '\u200c', 'U+FE0F': '\ufe0f', 'U+E0041': '\u{e0041}', 'U+2028': '\u2028',
  'U+0000': '\u0000', 'U+001B': '\u001b', 'U+0085': '\u0085', 'U+000A': '\n', 'U+3164': '\u3164',
    'U+FFFE': '\ufffe', 'U+034F': '\u034f'
}

export async function tricks(t) {
  const { node, checks, maker } = t
  const key = new Key()
  for (const [code, trick] of Object.entries(kTricks)) {
    for (const field of ['name', 'affiliation', 'role']) {
      const act = maker.make('sign', { statement: t.statement.id, capacity: 'person' }, key,
        { [field]: `ab${trick}cd` })
      checks.problem(`${code} in ${field}`, await node.send(act), 422, 'schema', field,
        new RegExp(`holds ${code.replace('+', '\\+')}, which is`))
    }
    const statement = maker.make('statement', {}, key, { title: `A ${trick} title`, text: 'x' })
    checks.problem(`${code} in title`, await node.send(statement), 422, 'schema', 'title',
      /holds U\+/)
    if (!['U+00AD', 'U+200E', 'U+000A'].includes(code)) {
      checks.problem(`${code} in text`, await node.send(maker.make('statement', {}, key,
        { title: 'T', text: `a${trick}b` })), 422, 'schema', 'text', /holds U\+/)
    }
  }
  const actor = maker.make('position', { on: t.provision.id, option: 'mod' }, key, { text: 'x',
    actors: ['Good', 'B\u202ead'] })
  checks.problem('U+202E in a list', await node.send(actor), 422, 'schema', 'actors[1]', /U\+202E/)
  const free = maker.make('sign', { statement: t.statement.id, capacity: 'person' }, key,
    { name: 'x', more: { deep: ['\u202e'] } })
  checks.problem('U+202E in a free member', await node.send(free), 422, 'schema', 'more[0]',
    /U\+202E/)
  const name = maker.make('sign', { statement: t.statement.id, capacity: 'person' }, key,
    { name: 'x', ['\u202e']: 1 })
  checks.problem('U+202E in a member\'s name', await node.send(name), 422, 'schema', '', /U\+202E/)
}

export const kMarkup = [
  '<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', '\'><svg/onload=alert(1)>',
    '</title><script>alert(2)</script>', '<!--', ']]>', '&lt;b&gt;',
  '{{7*7}}', '=HYPERLINK("http://evil.example","x")', '@SUM(1)', '-1+1',
    '</textarea></pre><h1>Adopted</h1>', '\u05e9\u05dc\u05d5\u05dd (1) \u05d0',
    'a' + '\u0301'.repeat(150), '%00%0d%0aX: y', '\\u003cscript\\u003e'
]
export const kMarkdown = [
  '<script>alert(1)</script>', '[click](javascript:alert(1))', '[click](JaVaScRiPt:alert(1))',
    '[click](&#106;avascript:alert(1))', '[click](data:text/html;base64,PHNjcmlwdD4=)',
  '![image](http://evil.example/pixel.png)', '<http://evil.example/?a="onmouseover=alert(1)>',
    '[x](<javascript:alert(1)>)', '<a href="javascript:alert(1)">x</a>',
    '<iframe src=//evil.example>',
  '[x]: javascript:alert(1)\n\n[x]', '```"><script>alert(1)</script>\nx\n```',
    '[a](http://evil.example/"onmouseover="alert(1))', '[//evil](//evil.example/x)',
    '[s](/en/../../../keys/log.key)',
  '**'.repeat(3000), '['.repeat(5000), '> '.repeat(2000) + 'deep', '* '.repeat(2000) + 'deep',
    '`'.repeat(7000), '&'.repeat(3000), '<'.repeat(5000), '\u05d0'.repeat(500),
    'vbscript:msgbox(1) <style>*{display:none}</style>'
].join('\n\n')

/** All pages on which the words of these acts may stand. */
export async function read_pages(t, node, pages, words, label) {
  for (const page of pages) {
    const answer = await node.get(page)
    if (!t.checks.ok(`${label}: ${page.slice(0, 60)} is there`, answer.status === 200 &&
      answer.headers['content-type'] === 'text/html; charset=utf-8', answer.status)) continue
    const found = faults(answer.text, words)
    t.checks.ok(`${label}: ${page.slice(0, 60)} shows nothing raw`, found.length === 0,
      found.slice(0, 4))
    const policy = answer.headers['content-security-policy'] ?? ''
    t.checks.ok(`${label}: ${page.slice(0, 40)} has its headers`,
      policy.includes("default-src 'none'") && !policy.includes('unsafe') &&
      answer.headers['x-content-type-options'] === 'nosniff')
  }
}

export async function markup(t) {
  const { node, checks, maker } = t
  const pages = ['/en/', '/en/statements', '/en/members', '/en/record', '/en/instruments',
    '/en/moderation', '/en/about']
  const texts = []
  for (const trick of kMarkup) {
    const key = new Key()
    const join = maker.make('join', { kind: 'organisation', next: new Key().hash }, key,
      { name: trick, text: kMarkdown, links: ['https://example.org/?a=&quot;'] })
    const statement = maker.make('statement', { prev: [join.id] }, key, { title: trick,
      text: kMarkdown })
    const sign = maker.make('sign', { statement: statement.id, capacity: 'affiliated',
      prev: [statement.id] }, key, { name: trick, affiliation: trick, role: trick })
    for (const act of [join, statement, sign]) {
      const answer = await node.send(act)
      checks.ok(`${act.body.act} with ${JSON.stringify(trick.slice(0, 20))} is taken: markup is only text`, answer.status === 201, answer.text)
      t.added.push(act.id)
    }
    texts.push([trick, join, statement, sign])
  }
  await node.settled()
  for (const [trick, join, statement, sign] of texts) {
    pages.push(`/en/member/${join.id}`, `/en/statement/${statement.id}`,
      `/en/statement/${statement.id}/signatories`, `/en/statement/${statement.id}/sign`,
      `/en/statement/${statement.id}/revise`,
      `/en/signature/${sign.id}`, `/en/acts/${sign.id}`, `/en/acts/${statement.id}`)
    const json = await node.get(`/acts/${sign.id}.json`)
    checks.ok('JSON holds it exactly', json.json.detail.name === trick &&
      json.headers['content-type'] === 'application/json' &&
      json.headers['x-content-type-options'] === 'nosniff', json.headers)
    const csv = await node.get(`/en/statement/${statement.id}/signatories.csv`)
    const cells = csv.text.split('\r\n')[1] ?? ''
    checks.ok('CSV quotes it and runs no formula', cells.startsWith('"') &&
      !/(^|,)"[=+@-]/.test(cells) && csv.headers['content-security-policy']?.includes('sandbox') &&
      csv.headers['content-disposition']?.startsWith('attachment'), cells)
    const bytes = await node.get(`/detail/${sign.body.detail}`)
    checks.ok('the detail is served as data',
      bytes.headers['content-type'] === 'application/json' &&
      bytes.headers['x-content-type-options'] === 'nosniff', bytes.headers)
    const title = /<title>(.*?)<\/title>/s.exec((await node.get(
      `/en/statement/${statement.id}`)).text)?.[1] ?? ''
    checks.ok('<title> is text', !/[<>"]/.test(title) && title.length > 3, title)
  }
  pages.push(...kMarkup.map((trick) => `/en/search?q=${encodeURIComponent(trick)}`),
    '/en/search?q=%E2%80%AEevil%E2%80%8B',
    `/en/statement/${texts[0][2].id}/signatories?q=%3Cscript%3E%E2%80%AE`)
  await read_pages(t, node, pages, ['\u05e9\u05dc\u05d5\u05dd'], 'markup')
  const flood = (await node.get(`/en/signature/${texts.at(-3)[3].id}`)).text
  checks.ok('a flood of marks is cut', !flood.includes('\u0301'.repeat(9)))
  const spelled = (await node.get('/en/search?q=%E2%80%AEevil')).text
  checks.ok('a hidden character is shown by its number', spelled.includes('U+202E') &&
    !kHidden.test(spelled))
}
