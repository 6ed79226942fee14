// Reads a page as strictly as a hostile text deserves: a tokenizer that trips over any `<` that is no tag
// of ours, and tells what stands where. Returns faults in words.

const kTags = new Set((
  'html head meta title link script body header footer main nav section article aside div p span a abbr b bdi br button ' +
  'caption code col colgroup dd del details dl dt em fieldset form h1 h2 h3 h4 h5 h6 hr i input ins kbd label legend li mark menu ol option ' +
  'path pre q s select small strong sub summary sup svg circle ellipse g rect line polyline use table tbody td textarea tfoot th thead time tr ul blockquote output noscript').split(' '))
const kVoid = new Set(['meta', 'link', 'br', 'hr', 'input', 'col', 'path', 'circle', 'ellipse',
  'rect', 'line', 'use'])
const kIsolating = new Set(['bdi', 'textarea', 'title', 'option'])

// Controls, bidi controls, zero-width and other invisible characters: none may come through raw.
export const kHidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u115f\u1160\u17b4\u17b5\u180e\u200b\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e007f}]/u

// Marks that texts may hold but no name or title.
const kMarks = /[\u00ad\u061c\u200c-\u200f]/u

/** Walks a page. `words`: strings of people that must stand isolated wherever they are text. */
export function faults(html, words = []) {
  const out = []
  const hidden = kHidden.exec(html)
  if (hidden) out.push(
    `a raw U+${hidden[0].codePointAt(0).toString(16)} near ${JSON.stringify(html.slice(Math.max(0, hidden.index - 60), hidden.index + 20))}`)
  if (!/^<!doctype html>/i.test(html)) out.push('no doctype')
  const stack = []
  let at = html.indexOf('>') + 1
  while (at < html.length) {
    const next = html.indexOf('<', at)
    const text = html.slice(at, next < 0 ? html.length : next)
    for (const word of words) {
      if (text.includes(word) &&
        !stack.some((e) => e.isolates)) out.push(
        `${JSON.stringify(word)} is not isolated in <${stack.map((e) => e.name).join('> <')}>: ${JSON.stringify(text.slice(0, 120))}`)
    }
    if (stack.some((e) => e.name === 'bdi' || e.name === 'title') &&
      kMarks.test(text)) out.push(`a raw mark in ${JSON.stringify(text.slice(0, 80))}`)
    if (next < 0) break
    const tag = /^<(\/?)([a-zA-Z][a-zA-Z0-9]*)((?:\s+[a-zA-Z][-a-zA-Z0-9:]*(?:="[^"<>]*")?)*)\s*(\/?)>/.exec(html.slice(next, next + 20000))
    if (!tag) { out.push(
      `no tag of ours: ${JSON.stringify(html.slice(next, next + 80))}`); return out }
    at = next + tag[0].length
    const name = tag[2].toLowerCase()
    if (!kTags.has(name)) out.push(`a <${name}>`)
    if (tag[1]) {
      const open = stack.pop()
      if (open?.name !== name) out.push(`</${name}> closes <${open?.name}>`)
      continue
    }
    const attrs = new Map([...tag[3].matchAll(/([a-zA-Z][-a-zA-Z0-9:]*)(?:="([^"]*)")?/g)].map((
      m) => [m[1].toLowerCase(), m[2] ?? '']))
    judge(name, attrs, out)
    if (name === 'script') {
      const end = html.indexOf('</script>', at)
      const code = html.slice(at, end)
      if (attrs.get('type') === 'application/json' ? /<\/?script|<!--/i.test(code) : code.trim(
        ) !== '') out.push(`script with text: ${code.slice(0, 80)}`)
      at = end
    }
    const classes = (attrs.get('class') ?? '').split(' ')
    const isolates = kIsolating.has(name) || attrs.get('dir') === 'auto' ||
      classes.some((c) => ['hash', 'person__name', 'raw'].includes(c))
    if (!kVoid.has(name) && !tag[4]) stack.push({ name, isolates })
  }
  if (stack.length) out.push(`left open: ${stack.map((e) => e.name).join(' ')}`)
  return out
}

function judge(name, attrs, out) {
  for (const [attr, value] of attrs) {
    if (attr.startsWith('on')) out.push(`<${name} ${attr}>`)
    if (attr === 'style' || attr === 'srcdoc' ||
      attr === 'formaction') out.push(`<${name} ${attr}="${value.slice(0, 40)}">`)
    if (['href', 'src', 'action', 'poster', 'data'].includes(attr)) {
      const url = value.replaceAll('&amp;', '&').trim()
      const own = /^(\/(?!\/)|\?|#|$)/.test(url)
      const link = name === 'a' && attr === 'href' && /^(https?:\/\/|mailto:)/.test(url)
      if (!own && !link) out.push(`<${name} ${attr}="${value.slice(0, 80)}">`)
    }
  }
  if (name === 'script' && !attrs.has('src') &&
    attrs.get('type') !== 'application/json') out.push('an inline script')
}
