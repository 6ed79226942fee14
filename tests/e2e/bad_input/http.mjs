// HTTP/1.1 over a bare socket: sends exactly the bytes it is given, and reads answers by their framing.
import net from 'node:net'

/** Sends `bytes` (or the pieces of an array, `gap_ms` apart) and resolves to all answers received until
 *  `count` are there, the node closes, or nothing came for `idle_ms`. */
export function raw(port, bytes, { count = 1, idle_ms = 60000, gap_ms = 20, methods = [] } = {}) {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, '127.0.0.1')
    const parser = new Answers(methods)
    let closed = false
    const done = (how) => {
      if (closed) return
      closed = true
      socket.destroy()
      parser.answers.end = how
      resolve(parser.answers)
    }
    socket.setTimeout(idle_ms, () => done('silence'))
    socket.on('data', (data) => {
      parser.feed(data)
      if (parser.answers.length >= count) done('answered')
    })
    socket.on('end', () => { parser.finish(); done('closed') })
    socket.on('error', (error) => (error.code === 'ECONNRESET' ||
      error.code === 'EPIPE' ? done('reset') : reject(error)))
    socket.on('connect', async () => {
      for (const piece of Array.isArray(bytes) ? bytes : [bytes]) {
        if (socket.destroyed) return
        socket.write(piece)
        if (Array.isArray(bytes)) await new Promise((next) => setTimeout(next, gap_ms))
      }
    })
  })
}

/** Answers of one connection, by their framing. */
export class Answers {
  constructor(methods) {
    this.methods = methods
    this.answers = []
    this.chunks = []
    this.size = 0
    this.wanted = 0
  }
  feed(data) {
    this.chunks.push(data)
    this.size += data.length
    if (this.size < this.wanted) return
    let bytes = Buffer.concat(this.chunks)
    for (;;) {
      const used = this.take(bytes, false)
      if (used === 0) break
      bytes = bytes.subarray(used)
    }
    this.chunks = [bytes]
    this.size = bytes.length
  }
  finish() { this.take(Buffer.concat(this.chunks), true) }

  take(bytes, over) {
    const end = bytes.indexOf('\r\n\r\n')
    if (end < 0) return 0
    const lines = bytes.subarray(0, end).toString('latin1').split('\r\n')
    const status = Number(lines[0].split(' ')[1])
    const headers = {}
    for (const line of lines.slice(1)) {
      const colon = line.indexOf(':')
      headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim()
    }
    if (status === 100) return end + 4
    const head = this.methods[this.answers.length] === 'HEAD' || status === 204 || status === 304
    let body = bytes.subarray(end + 4)
    let used
    if (head) {
      body = body.subarray(0, 0)
      used = end + 4
    } else if (headers['content-length'] !== undefined) {
      const length = Number(headers['content-length'])
      this.wanted = end + 4 + length
      if (body.length < length) return 0
      body = body.subarray(0, length)
      used = end + 4 + length
    } else if (headers['transfer-encoding'] === 'chunked') {
      const got = unchunk(body)
      if (got === null) return 0
      body = got.body
      used = end + 4 + got.used
    } else {
      if (!over) return 0
      used = bytes.length
    }
    this.wanted = 0
    this.answers.push(new Answer(status, headers, Buffer.from(body)))
    return used
  }
}

function unchunk(bytes) {
  const parts = []
  for (let at = 0; ;) {
    const line = bytes.indexOf('\r\n', at)
    if (line < 0) return null
    const size = parseInt(bytes.subarray(at, line).toString('latin1'), 16)
    if (bytes.length < line + 2 + size + 2) return null
    parts.push(bytes.subarray(line + 2, line + 2 + size))
    at = line + 2 + size + 2
    if (size === 0) return { body: Buffer.concat(parts), used: at }
  }
}

class Answer {
  constructor(status, headers, body) {
    this.status = status
    this.headers = headers
    this.body = body
  }
  get text() { return this.body.toString() }
  get json() { return JSON.parse(this.text) }
  get lines() { return this.text.trim().split('\n').filter((line) => line !== '').map((
    line) => JSON.parse(line)) }
}

/** One request on a connection of its own. */
export async function ask(port, method, target, { type, body, headers = {} } = {}) {
  const bytes = body === undefined ? undefined : Buffer.from(body)
  const head = [`${method} ${target} HTTP/1.1`, 'Host: 127.0.0.1', 'Connection: close']
  if (type) head.push(`Content-Type: ${type}`)
  if (bytes !== undefined) head.push(`Content-Length: ${bytes.length}`)
  for (const [name, value] of Object.entries(headers)) head.push(`${name}: ${value}`)
  const start = Buffer.from(head.join('\r\n') + '\r\n\r\n', 'latin1')
  const answers = await raw(port, bytes === undefined ? start : Buffer.concat([start, bytes]),
    { methods: [method] })
  if (answers.length === 0) throw new Error(
    `${method} ${target.slice(0, 80)}: no answer (${answers.end})`)
  return answers[0]
}
