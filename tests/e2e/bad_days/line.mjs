// A client on one keep-alive connection: one request after the other, each resolved by its answer or
// refused when the connection breaks. What was not wholly answered counts as not answered.
import net from 'node:net'
import { Answers } from '../bad_input/http.mjs'

export class Line {
  constructor(port, options = {}) { Object.assign(this, { port, options, socket: null, waiting: null }) }

  async ask(method, target, { type, body, headers = {} } = {}) {
    const bytes = body === undefined ? Buffer.alloc(0) : Buffer.from(body)
    const head = [`${method} ${target} HTTP/1.1`, 'Host: 127.0.0.1']
    if (type) head.push(`Content-Type: ${type}`)
    if (body !== undefined) head.push(`Content-Length: ${bytes.length}`)
    for (const [name, value] of Object.entries(headers)) head.push(`${name}: ${value}`)
    if (!this.socket) await this.open()
    this.parser.methods = [method]
    const answer = new Promise((resolve, reject) => { this.waiting = { resolve, reject } })
    this.socket.write(Buffer.concat([Buffer.from(head.join('\r\n') + '\r\n\r\n', 'latin1'), bytes]))
    return answer
  }
  get(target) { return this.ask('GET', target) }
  post(body, type = 'application/json') { return this.ask('POST', '/acts', { body, type }) }
  close() { this.socket?.destroy() }

  open() {
    return new Promise((resolve, reject) => {
      const socket = net.connect({ port: this.port, host: '127.0.0.1', ...this.options })
      const parser = new Answers([])
      const broken = (error) => {
        if (this.socket === socket) this.socket = null
        reject(error)
        this.waiting?.reject(error)
        this.waiting = null
      }
      socket.setNoDelay(true)
      socket.setTimeout(60000, () => { socket.destroy(); broken(new Error('silence')) })
      socket.on('error', broken)
      socket.on('close', () => broken(new Error('closed')))
      socket.on('data', (data) => {
        parser.feed(data)
        if (parser.answers.length === 0) return
        const answer = parser.answers.shift()
        if (answer.headers.connection === 'close') { this.socket = null; socket.destroy() }
        const waiting = this.waiting
        this.waiting = null
        waiting?.resolve(answer)
      })
      socket.on('connect', () => { Object.assign(this, { socket, parser }); resolve() })
    })
  }
}

/** Runs `work(line, item)` for all items over a few connections. */
export async function over_lines(port, items, work, count = 4) {
  let next = 0
  await Promise.all(Array.from({ length: count }, async () => {
    const line = new Line(port)
    while (next < items.length) await work(line, items[next++])
    line.close()
  }))
}

/** Asks again until `good(answer)`, at most `tries` times; the last answer. */
export async function until(ask, good, tries = 1200, pause_ms = 50) {
  let answer
  for (let i = 0; i < tries; i++) {
    answer = await ask()
    if (good(answer)) return answer
    await new Promise((next) => setTimeout(next, pause_ms))
  }
  return answer
}
