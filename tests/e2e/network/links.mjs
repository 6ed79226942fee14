// Links between nodes that a test can cut. As root each node gets a network namespace of its own, and each link a
// pair of virtual cards between two of them; a cut takes the pair down, so that what was on its way is lost in
// silence as on a real line. Without root all nodes are on loopback and each link is a relay of this process, which
// a cut closes. Either way node i asks node j at address_of(i, j), and the test asks node i at outside(i).
import { spawnSync } from 'node:child_process'
import { connect, createServer } from 'node:net'
import { existsSync } from 'node:fs'

const kPort = 8080

const ip = (...args) => {
  const done = spawnSync('ip', args, { encoding: 'utf8' })
  if (done.status !== 0) throw new Error(`ip ${args.join(' ')}: ${done.stderr}${done.error ?? ''}`)
}

/** Whether this process may make namespaces here. */
export function can_make_namespaces () {
  if (process.getuid?.() !== 0 || !existsSync('/proc/self/ns/net')) return false
  const name = `althing-try-${process.pid}`
  if (spawnSync('ip', ['netns', 'add', name]).status !== 0) return false
  return spawnSync('ip', ['netns', 'del', name]).status === 0
}

/** Namespaces of their own, named after the process that made them; remove_namespaces(prefix) ends them. */
export const hub_of = (prefix) => `${prefix}-hub`
export function remove_namespaces (prefix, count) {
  for (const name of [hub_of(prefix), ...Array.from({ length: count }, (_, i) => `${prefix}-${i}`)]) spawnSync('ip', ['netns', 'del', name])
}

/** Made by a process that runs inside the hub, which reaches every node by a line of its own that is never cut. */
export class Namespaces {
  constructor (prefix, count, pairs) {
    Object.assign(this, { prefix, pairs, kind: 'network namespaces' })
    for (let i = 0; i < count; i++) {
      ip('netns', 'add', this.name(i))
      ip('-n', this.name(i), 'link', 'set', 'lo', 'up')
      this.pair(hub_of(prefix), `hub${i}`, `10.78.${i}.1`, this.name(i), 'out', `10.78.${i}.2`)
    }
    pairs.forEach(([i, j], k) => this.pair(this.name(i), `to${j}`, `10.77.${k}.1`, this.name(j), `to${i}`, `10.77.${k}.2`))
  }
  name (i) { return `${this.prefix}-${i}` }
  pair (a, card_a, address_a, b, card_b, address_b) {
    ip('link', 'add', card_a, 'netns', a, 'type', 'veth', 'peer', 'name', card_b, 'netns', b)
    for (const [where, card, address] of [[a, card_a, address_a], [b, card_b, address_b]]) {
      ip('-n', where, 'address', 'add', `${address}/30`, 'dev', card)
      ip('-n', where, 'link', 'set', card, 'up')
    }
  }
  /** The words before a command that put it where node i lives, and where it listens there. */
  enter (i) { return ['ip', 'netns', 'exec', this.name(i)] }
  listen () { return `:${kPort}` }
  async ready () {}
  outside (i) { return `http://10.78.${i}.2:${kPort}` }
  address_of (i, j) {
    const k = this.pairs.findIndex(([a, b]) => (a === i && b === j) || (a === j && b === i))
    return `http://10.77.${k}.${this.pairs[k][0] === j ? 1 : 2}:${kPort}`
  }
  set (k, on) {
    const [i, j] = this.pairs[k]
    ip('-n', this.name(i), 'link', 'set', `to${j}`, on ? 'up' : 'down')
  }
  close () {}
}

/** On loopback: one relay for each direction of a link. */
export class Relays {
  constructor (pairs, ports) {
    Object.assign(this, { pairs, ports, kind: 'loopback, since this process may not make network namespaces', relays: new Map(), on: pairs.map(() => true) })
  }
  enter () { return [] }
  listen (i) { return `127.0.0.1:${this.ports[i]}` }
  outside (i) { return `http://127.0.0.1:${this.ports[i]}` }
  address_of (i, j) { return `http://127.0.0.1:${this.relays.get(`${i}-${j}`).port}` }
  async ready () {
    for (const [k, [a, b]] of this.pairs.entries()) {
      for (const [from, to] of [[a, b], [b, a]]) await this.relay(k, from, to)
    }
  }
  async relay (k, from, to) {
    const open = new Set()
    const server = createServer((near) => {
      if (!this.on[k]) return near.destroy()
      const far = connect(this.ports[to], '127.0.0.1')
      for (const [one, other] of [[near, far], [far, near]]) {
        open.add(one)
        one.on('error', () => other.destroy()).on('close', () => { open.delete(one); other.destroy() })
        one.pipe(other)
      }
    })
    await new Promise((done) => server.listen(0, '127.0.0.1', done))
    this.relays.set(`${from}-${to}`, { server, open, port: server.address().port })
  }
  set (k, on) {
    this.on[k] = on
    const [i, j] = this.pairs[k]
    if (!on) for (const name of [`${i}-${j}`, `${j}-${i}`]) for (const socket of this.relays.get(name).open) socket.destroy()
  }
  close () {
    for (const { server, open } of this.relays.values()) {
      for (const socket of open) socket.destroy()
      server.close()
    }
  }
}
