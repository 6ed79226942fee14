// A log that gave a receipt for a ballot and returns its poll without it is named as provably at fault. The node's
// folder is copied before a ballot comes: the original gives the receipt, the copy closes the poll with the same log
// key and another history. `althing receipt check` finds out, and says nothing of honest logs.
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { Node, World, ok, until } from './nodes.mjs'

const world = new World('receipts')
const time = (seconds) => new Date(Date.now() + seconds * 1000).toISOString().replace(/\.\d+Z$/, 'Z')
try {
  world.cli(['init', 'a'])
  const members = ['ana', 'ben'].flatMap((one) => {
    world.cli(['key', 'new', `${one}.key`])
    const { key, next } = world.json(['key', 'show', `${one}.key`])
    return ['--member', `civil:${key}:${next}`]
  })
  world.cli(['found', 'a', '--key', 'ana.key', '--name', 'Assembly of receipts', '--group', 'civil', ...members])
  const honest = await new Node(world, 'a').serve()
  const begun = Date.now()
  for (const one of ['ana', 'ben']) world.cli(['join', '--key', `${one}.key`, '--name', `Member ${one}`], honest.url)
  const pace = (Date.now() - begun) / 2000
  const closes = time(Math.max(15, Math.ceil(25 * pace)))
  const poll = world.json(['poll', 'new', '--key', 'ana.key', '--title', 'Shall it count?', '--closes', closes], honest.url).id
  await honest.end()
  cpSync(world.path('a'), world.path('liar'), { recursive: true })
  await honest.serve()
  // The copy never saw the ballot. Something else fills its place.
  const liar = await new Node(world, 'liar').serve()
  const ballot = world.json(['ballot', poll, 'yes', '--key', 'ben.key'], honest.url)
  ok('the log gives a receipt', ballot.received === 1 && ballot.logs === 1, ballot)
  const check = (where, file = 'ben.key.receipts') => {
    const done = world.run(['--json', 'receipt', 'check', file, where])
    return { status: done.status, ...JSON.parse(done.stdout.trim().split('\n').at(-1)) }
  }
  const early = check(honest.url)
  for (let i = 0; i < 2; i++) world.cli(['statement', 'new', '--key', 'ana.key', '--title', `Instead ${i}`, '--text', 'Filler.'], liar.url)
  ok('the poll was open until then', Date.now() < Date.parse(closes), 'this machine was too slow')
  ok('before the closing nobody is at fault', early.status === 0 && early.receipts[0].state === 'waiting', early)
  const final = (node) => until(async () => (await node.get(`/polls/${poll}.json`)).final === true, `${node.dir} returns the poll`)
  await final(honest)
  const returned = check(honest.url)
  ok('what was returned is no fault', returned.status === 0 && returned.receipts[0].state === 'returned' && !returned.fault, returned)
  await honest.end()

  await final(liar)
  const caught = check(liar.url)
  ok('the receipt and the return cannot both be true', caught.status === 1 && caught.fault && caught.receipts[0].state === 'two_histories', caught)
  ok('it says which log and which entry', caught.receipts[0].words.includes('FAULT of the log'), caught)
  await liar.end()
  const alone = check('liar')
  ok('a folder says the same as its node', alone.receipts[0].state === caught.receipts[0].state, alone)

  // A receipt that is not that log's, or not for this ballot, proves nothing.
  const stored = JSON.parse(readFileSync(world.path('ben.key.receipts'), 'utf8').trim().split('\n')[0])
  const flipped = { ...stored, proof: stored.proof.replace(/^index \d+$/m, 'index 0') }
  writeFileSync(world.path('bad.receipts'), JSON.stringify(flipped) + '\n')
  const bad = check('liar', 'bad.receipts')
  ok('a forged receipt accuses nobody', bad.status === 0 && bad.receipts[0].state === 'invalid' && !bad.fault, bad)
} finally {
  world.close()
}
world.done()
