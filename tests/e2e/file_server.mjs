// A plain web server for files, as a process of its own: what any static host does and no more. Says its address in
// one line of JSON, then a line for each request. --fail-after N: cuts every connection after N requests.
// usage: node file_server.mjs FOLDER [--fail-after N]
import { createServer } from 'node:http'
import { readFileSync, statSync } from 'node:fs'
import { extname, join, normalize } from 'node:path'

const folder = process.argv[2]
const limit = process.argv[3] === '--fail-after' ? Number(process.argv[4]) : Infinity
const kTypes = { '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.svg': 'image/svg+xml', '.json': 'application/json', '.csv': 'text/csv', '.atom': 'application/atom+xml' }
let served = 0

const server = createServer((request, response) => {
  served += 1
  const path = decodeURIComponent(request.url.split('?')[0])
  process.stdout.write(`${request.method} ${path}\n`)
  if (served > limit) return request.socket.destroy()
  if (request.method !== 'GET') return response.writeHead(405).end()
  let file = join(folder, normalize(`/${path}`))
  try {
    if (statSync(file).isDirectory()) {
      if (!path.endsWith('/')) return response.writeHead(301, { Location: `${path}/` }).end()
      file = join(file, 'index.html')
    }
    const bytes = readFileSync(file)
    response.writeHead(200, { 'Content-Type': kTypes[extname(file)] ?? 'application/octet-stream' }).end(bytes)
  } catch {
    response.writeHead(404).end('not here')
  }
})
server.listen(0, '127.0.0.1', () => process.stdout.write(JSON.stringify({ url: `http://127.0.0.1:${server.address().port}` }) + '\n'))
