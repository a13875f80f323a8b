// Does a client that nobody here wrote find and call the actions? It is the command line of the MCP Inspector, over stdio and over HTTP.
//
//   npm run test:inspector
//
// The Inspector speaks revision 2025-11-25.

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { toNodeHandler } from '@modelcontextprotocol/node'
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server'
import { serveTools } from '../../../source/mcp/index.js'
import { desk, openDesk } from '../desk.js'
import { overHttp } from '../wire.js'

const run = promisify(execFile)
const here = fileURLToPath(new URL('.', import.meta.url))
const root = join(here, '../../..')
const temp = mkdtempSync(join(tmpdir(), 'entracte-inspector-'))

/** How the Inspector ends when a tool says `isError`. */
const IS_ERROR = 5

let passed = 0
let failed = 0

try {
  await install()
  await checkStdio()
  await checkHttp()
} finally {
  rmSync(temp, { recursive: true, force: true })
}
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 && passed > 0 ? 0 : 1

/** From its lockfile, and out of npm's cache when that has it. Without what the command line does not need. */
async function install(): Promise<void> {
  for (const file of ['package.json', 'package-lock.json']) cpSync(join(here, file), join(temp, file))
  await run('npm', ['ci', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts', '--omit=optional'], {
    cwd: temp,
  })
}

/** The program in examples/agent. */
async function checkStdio(): Promise<void> {
  const server = [process.execPath, '--import', 'tsx', 'examples/agent/server.ts']

  await check('stdio: it lists the tools, and has nothing to say against their schemas', async () => {
    const { tools } = await inspect([...server, '--method', 'tools/list', '--strict'])
    assert.deepEqual(
      (tools as { name: string }[]).map(({ name }) => name),
      ['FindOrder', 'Refund'],
    )
  })
  await check('stdio: it calls a tool', async () => {
    const { structuredContent } = await inspect([...server, ...calling('FindOrder', 'order=A2')])
    assert.equal((structuredContent as { order: string }).order, 'A2')
  })
  await check('stdio: it is told that it cannot ask a person', async () => {
    const result = await inspect([...server, ...calling('Refund', 'order=A2', 'amount=150')], IS_ERROR)
    assert.match(textOf(result), /^The action "Refund" was aborted: A person must agree first/)
  })
}

/** With a session, and without: a server for each request. */
async function checkHttp(): Promise<void> {
  const { actions } = openDesk()
  const sessions = await overHttp((server) => serveTools(actions, desk, server))
  const handler = createMcpHandler(() => {
    const server = new McpServer({ name: 'desk', version: '1.0.0' })
    serveTools(actions, desk, server)
    return server
  })
  const stateless = createServer(toNodeHandler(handler) as never)
  await new Promise<void>((resolve) => stateless.listen(0, '127.0.0.1', resolve))
  const places = {
    'HTTP, with a session': new URL('/2025-11-25', sessions.url).href,
    'HTTP, without sessions': `http://127.0.0.1:${(stateless.address() as AddressInfo).port}/`,
  }

  for (const [place, url] of Object.entries(places)) {
    const server = [url, '--transport', 'http']
    await check(`${place}: it lists the tools, and has nothing to say against their schemas`, async () => {
      const { tools } = await inspect([...server, '--method', 'tools/list', '--strict'])
      assert.deepEqual(
        (tools as { name: string }[]).map(({ name }) => name),
        Object.keys(desk.entries),
      )
    })
    await check(`${place}: it calls a tool, and receives the result as the contract shows it`, async () => {
      const { structuredContent } = await inspect([...server, ...calling('Refund', 'amount=50')])
      assert.deepEqual(structuredContent, { refunded: 50, note: 'none' })
    })
    await check(`${place}: it is told where an argument does not fit`, async () => {
      assert.match(textOf(await inspect([...server, ...calling('Refund', 'amount=5000')], IS_ERROR)), /amount/)
    })
  }

  await sessions.close()
  await handler.close()
  stateless.closeAllConnections()
  stateless.close()
}

function calling(tool: string, ...args: string[]): string[] {
  return ['--method', 'tools/call', '--tool-name', tool, '--tool-arg', ...args]
}

function textOf({ content }: Record<string, unknown>): string {
  return (content as { text: string }[]).map(({ text }) => text).join('\n')
}

/** Runs the Inspector, and returns what it prints. `ends` is the exit code that it must have. */
async function inspect(args: readonly string[], ends = 0): Promise<Record<string, unknown>> {
  const program = join(temp, 'node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js')
  const home = join(temp, 'home')
  mkdirSync(home, { recursive: true })
  const options = { cwd: root, env: { ...process.env, HOME: home, USERPROFILE: home }, timeout: 60_000 }
  const { code, stdout, stderr } = await run(process.execPath, [program, '--cli', ...args], options).then(
    (printed) => ({ ...printed, code: 0 }),
    (error) => error,
  )
  assert.equal(code, ends, `${stdout}${stderr}`)
  return JSON.parse(stdout)
}

async function check(name: string, work: () => Promise<void>): Promise<void> {
  try {
    await work()
    passed++
    console.log(`✓ ${name}`)
  } catch (error) {
    failed++
    console.log(`✗ ${name}\n${(error as Error).message}`)
  }
}
