// The server of the desk's page: what it answers, under which policy, and how the command that starts it ends.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type DeskServer, POLICY, serveDesk } from '../../examples/desk/web/server.js'
import { buildLibrary } from './page.js'

const page = mkdtempSync(join(tmpdir(), 'entracte-desk-server-'))
const tasks = join(page, 'tasks.jsonl')
writeFileSync(join(page, 'index.html'), '<!doctype html>')
writeFileSync(tasks, '{"first":1}\n\n{"third":3}')

let server: DeskServer

test.before(async () => {
  server = await serveDesk({ page, tasks, pace: 0 })
})

test.after(async () => {
  await server.close()
  rmSync(page, { recursive: true })
})

test('every answer comes with the strict policy', async () => {
  for (const path of ['/', '/tasks', '/reports', '/nowhere']) {
    const { headers } = await fetch(server.address + path)

    assert.is(headers.get('content-security-policy'), POLICY, path)
    assert.is(headers.get('x-content-type-options'), 'nosniff', path)
  }
  assert.match(POLICY, "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'")
  assert.not.match(POLICY, 'unsafe')
})

test('the page is a file, and what is no file is not found', async () => {
  const found = await fetch(`${server.address}/`)
  const missing = await fetch(`${server.address}/../package.json`)

  assert.is(await found.text(), '<!doctype html>')
  assert.match(found.headers.get('content-type') ?? '', 'text/html')
  assert.is(missing.status, 404)
})

test('the tasks are streamed line by line, as they stand in the file', async () => {
  const response = await fetch(`${server.address}/tasks`)

  assert.is(response.headers.get('content-type'), 'application/x-ndjson')
  assert.is(await response.text(), '{"first":1}\n\n{"third":3}\n')
})

test('a report is taken, but for accounts in maintenance', async () => {
  const post = (account: string) =>
    fetch(`${server.address}/reports`, { method: 'POST', body: JSON.stringify({ account }) })

  assert.equal(await (await post('C-1')).json(), { reportId: 'report-1' })
  assert.is((await post('LEG-1')).status, 503)
})

test('nothing but reports can be posted', async () => {
  const response = await fetch(`${server.address}/`, { method: 'POST' })

  assert.is(response.status, 405)
})

test('a request for another host is refused, as it is when a page of elsewhere calls loopback by its name', async () => {
  const asked = request(server.address, { headers: { host: 'desk.example.com' } }).end()
  const [response] = await once(asked, 'response')
  response.resume()

  assert.is(response.statusCode, 421)
})

test('the command says where the desk is, serves it, and ends with 0 on Ctrl+C', async () => {
  const library = join(page, 'library')
  await buildLibrary(library)
  const { child, printed } = start(['--pace', '0'], library)
  while (!printed().includes('http:') && child.exitCode === null) await once(child.stdout, 'data')
  const [address] = /http:\/\/127\.0\.0\.1:\d+/.exec(printed()) ?? [printed()]

  assert.match(await (await fetch(`${address}/`)).text(), '<title>Agent desk')
  child.kill('SIGINT')
  const [code] = await once(child, 'close')

  assert.is(code, 0)
})

test('the command says what is wrong with its arguments, and ends with 2', async () => {
  for (const [args, message] of [
    [['--port', '65536'], '--port should be a whole number from 0 to 65535, not "65536".'],
    [['--pace', 'soon'], '--pace should be a whole number from 0 to 3600000, not "soon".'],
    [['one', 'two'], 'There can be only one file of tasks, not 2.'],
  ] as const) {
    const { child, printed } = start([...args])
    const [code] = await once(child, 'close')

    assert.is(code, 2)
    assert.match(printed(), message)
    assert.match(printed(), 'Usage: npm run desk')
  }
})

test.run()

/** Starts the command in a process of its own, and collects all that it prints. */
function start(args: string[], library?: string) {
  const program = `import { openDesk } from './examples/desk/web/command.ts'
    process.exitCode = await openDesk(${JSON.stringify(args)}, ${JSON.stringify(library)})`
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type', 'module', '--eval', program])
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (piece: string) => {
      text += piece
    })
  }
  return { child, printed: () => text }
}
