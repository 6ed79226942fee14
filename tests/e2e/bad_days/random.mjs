// A small seeded generator (mulberry32), so that a printed seed repeats the choices of a run. The
// moments at which a signal meets the other process are the machine's, and not repeated.
export class Random {
  constructor(seed = Number(process.env.ALTHING_SEED ?? Math.floor(Math.random() * 2 ** 32))) {
    this.seed = seed >>> 0
    this.state = this.seed
  }
  next() {
    this.state = (this.state + 0x6d2b79f5) >>> 0
    let t = this.state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  below(n) { return Math.floor(this.next() * n) }
  between(low, high) { return low + this.below(high - low + 1) }
}
