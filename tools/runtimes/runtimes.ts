// Says how to get each runtime, and how to start the suite in it.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, request } from 'node:http'
import { type AddressInfo, createServer as createSocket } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { launchChromium } from '../../tests/support/chromium.js'
import { deferred } from '../../tests/support/helpers.js'
import type { Report } from './inside/uvu.js'

export interface Runtime {
  name: string
  /** The build that runs in it: the modules of `dist/`, or the file for pages. */
  build: 'modules' | 'page'
  /** Whether it has pages with frames and workers, where the check of `entracte/remote` runs, too. */
  hasFrames?: true
  /** Returns the path of the runtime; undefined when it is not available. */
  find(): string | undefined
  /** Runs the suite in `folder`. The version is the output of `--version`, unless the suite reports another version. */
  run(program: string, folder: string): Promise<Report & { version?: string }>
}

/**
 * The time limit of one runtime, in milliseconds. workerd takes the longest, since each macrotask takes it a millisecond: 140 s,
 * and 390 s on a busy machine.
 */
const LIMIT = 1_800_000

/** The folder in which the runtimes are installed. */
export const home = fileURLToPath(new URL('.', import.meta.url))

const modules = join(home, 'node_modules')
const platform = `${process.platform}-${process.arch}`

export const RUNTIMES: readonly Runtime[] = [
  ...[20, 22, 24].map(nodeOf),
  {
    name: 'Deno',
    build: 'modules',
    find: () => packaged('@deno', 'deno') ?? onPath('deno'),
    run: (deno, folder) =>
      viaConsole(deno, ['run', '--allow-all', '--no-lock', '--v8-flags=--expose-gc', join(folder, 'console.js')]),
  },
  {
    name: 'Bun',
    build: 'modules',
    find: () => packaged('@oven', 'bin/bun') ?? onPath('bun'),
    run: (bun, folder) => viaConsole(bun, [join(folder, 'console.js')]),
  },
  {
    name: 'workerd',
    build: 'page',
    find: () => packaged('@cloudflare', 'bin/workerd') ?? onPath('workerd'),
    run: viaWorkerd,
  },
  {
    name: 'Chromium',
    build: 'page',
    // The browser is found when it is started, as in the other tests of pages.
    find: () => 'chromium',
    hasFrames: true,
    run: viaChromium,
  },
  {
    name: 'Firefox',
    build: 'page',
    find: () => process.env.ENTRACTE_FIREFOX ?? onPath('firefox-esr') ?? onPath('firefox') ?? unpackedFirefox(),
    hasFrames: true,
    run: viaFirefox,
  },
]

/** Installs the packages from npm, once for each change of the lockfile. Returns the error, if there was an error. */
export function install(): string | undefined {
  const lockfile = readFileSync(join(home, 'package-lock.json'), 'utf8')
  const mark = join(modules, '.installed')
  if (existsSync(mark) && readFileSync(mark, 'utf8') === lockfile) return undefined

  // The packages do not need their install scripts: the programs are started directly.
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund']
  const { status, stderr, error } = spawnSync('npm', args, { cwd: home, encoding: 'utf8', shell: onWindows() })
  if (status !== 0) return `npm ${args.join(' ')} failed: ${error ?? stderr}`
  writeFileSync(mark, lockfile)
  return undefined
}

/** Returns the version that a program prints. */
export function versionOf(program: string): string | undefined {
  const { stdout } = spawnSync(program, ['--version'], { encoding: 'utf8', env: environmentOf(program) })
  return /\d[\w.-]*/.exec(stdout ?? '')?.[0]
}

// ── Node, Deno and Bun

function nodeOf(major: number): Runtime {
  const own = Number(process.versions.node.split('.')[0]) === major ? process.execPath : undefined
  const installed = join(modules, `node${major}-${platform}`, 'bin', 'node')
  return {
    name: `Node ${major}`,
    build: 'modules',
    find: () => (existsSync(installed) ? installed : own),
    run: (node, folder) => viaConsole(node, [join(folder, 'console.js')]),
  }
}

/** Runs the suite in a program that prints its report. */
async function viaConsole(program: string, args: string[]): Promise<Report> {
  const child = start(program, args)
  try {
    const report = /^\{"passed".*$/m.exec(await child.output)?.[0]
    if (report === undefined) throw new Error(`it ended without a report:\n${child.printed().slice(-4_000)}`)
    return JSON.parse(report) as Report
  } finally {
    child.stop()
  }
}

// ── workerd

async function viaWorkerd(workerd: string, folder: string): Promise<Report> {
  const port = await freePort()
  // The first module is the worker. The others are the modules that it imports.
  const files = readdirSync(folder).filter((name) => name.endsWith('.js') && name !== 'page.js' && name !== 'worker.js')
  const modules = ['worker.js', ...files].map((name) => `(name = "${name}", esModule = embed "${name}")`)
  writeFileSync(
    join(folder, 'config.capnp'),
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "suite", worker = (compatibilityDate = "2026-10-01", modules = [${modules.join(', ')}]))],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "suite")],
  v8Flags = ["--expose-gc"]
);
`,
  )
  const child = start(workerd, ['serve', 'config.capnp'], { cwd: folder })
  try {
    return JSON.parse(await Promise.race([ask(port), child.output.then((text) => Promise.reject(new Error(text)))]))
  } catch (error) {
    if (error instanceof MissingError) throw error
    throw new Error(`${error}\n${child.printed().slice(-4_000)}`)
  } finally {
    child.stop()
  }
}

async function freePort(): Promise<number> {
  const socket = createSocket()
  await new Promise<void>((listening) => socket.listen(0, '127.0.0.1', listening))
  const { port } = socket.address() as AddressInfo
  await new Promise((closed) => socket.close(closed))
  return port
}

/** Returns the worker's answer, as soon as it listens. `fetch` would give up too early. */
async function ask(port: number, attempts = 100): Promise<string> {
  try {
    return await new Promise<string>((answered, failed) => {
      const asking = request({ port, host: '127.0.0.1' }, (response) => {
        let text = ''
        response.setEncoding('utf8').on('data', (more: string) => {
          text += more
        })
        response.on('end', () =>
          response.statusCode === 200
            ? answered(text)
            : failed(new Error(`it answered ${response.statusCode}: ${text}`)),
        )
        response.on('error', failed)
      })
      asking.on('error', failed).end()
    })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ECONNREFUSED' || attempts === 0) throw error
    await new Promise((later) => setTimeout(later, 100))
    return ask(port, attempts - 1)
  }
}

// ── browsers

/** A policy for pages that does not let text become code, as in the other tests of pages. */
const POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'; img-src data:; frame-src 'self'"

/** Serves the suite to a page, which `open` must open, and waits for the report of the page. */
async function viaPage(folder: string, open: (address: string) => Promise<unknown>): Promise<Report> {
  let last = 'its page was not loaded'
  const told = deferred<Report>()
  const server = createServer((asked, response) => {
    const name = asked.url?.slice(1) ?? ''
    const headers = { 'content-security-policy': POLICY, 'cache-control': 'no-store' }
    if (asked.method === 'POST') {
      let text = ''
      asked.setEncoding('utf8').on('data', (more: string) => {
        text += more
      })
      asked.on('end', () => {
        if (name === 'report') told.resolve(JSON.parse(text) as Report)
        else last = `it was at ${text}`
        response.writeHead(204, headers).end()
      })
    } else if (name === '') {
      const page = '<!doctype html><link rel="icon" href="data:,"><script type="module" src="/page.js"></script>'
      response.writeHead(200, { ...headers, 'content-type': 'text/html; charset=utf-8' }).end(page)
    } else if (readdirSync(folder).includes(name)) {
      const type = `text/${name.endsWith('.html') ? 'html' : 'javascript'}; charset=utf-8`
      response.writeHead(200, { ...headers, 'content-type': type }).end(readFileSync(join(folder, name)))
    } else {
      response.writeHead(404, headers).end()
    }
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const timer = setTimeout(() => told.reject(new Error(`no report after ${LIMIT} ms: ${last}`)), LIMIT)
  try {
    const gone = open(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
    return await Promise.race([told.promise, gone.then((why) => Promise.reject(new Error(`${why}; ${last}`)))])
  } finally {
    clearTimeout(timer)
    server.closeAllConnections()
    server.close()
  }
}

async function viaChromium(_program: string, folder: string): Promise<Report & { version: string }> {
  const scratch = mkdtempSync(join(tmpdir(), 'entracte-chromium-'))
  const { TMPDIR } = process.env
  try {
    const flags = ['--js-flags=--expose-gc', '--enable-precise-memory-info']
    const browser = await launchChromium(scratch, ...flags).catch((error: Error) => {
      throw new MissingError(error.message)
    })
    try {
      const page = await browser.newPage()
      const crashed = new Promise((resolve) => page.on('crash', () => resolve('its page crashed')))
      const report = await viaPage(folder, (address) => page.goto(address).then(() => crashed))
      return { ...report, version: browser.version() }
    } finally {
      await browser.close()
    }
  } finally {
    if (TMPDIR === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = TMPDIR
    rmSync(scratch, { recursive: true, force: true, maxRetries: 3 })
  }
}

/** Starts Firefox with the address as an argument, so no driver is necessary. */
async function viaFirefox(firefox: string, folder: string): Promise<Report> {
  const profile = mkdtempSync(join(tmpdir(), 'entracte-firefox-'))
  const preferences = {
    'browser.shell.checkDefaultBrowser': false,
    'browser.aboutwelcome.enabled': false,
    'browser.startup.homepage_override.mstone': 'ignore',
    'datareporting.policy.dataSubmissionEnabled': false,
    'datareporting.healthreport.uploadEnabled': false,
    'app.normandy.enabled': false,
    'app.update.enabled': false,
    'network.captive-portal-service.enabled': false,
    'network.connectivity-service.enabled': false,
    'services.settings.server': 'data:,',
    // Lets the page collect garbage: `TestUtils.gc()`.
    'dom.testing.testutils.enabled': true,
  }
  const lines = Object.entries(preferences).map(([name, value]) => `user_pref("${name}", ${JSON.stringify(value)});\n`)
  writeFileSync(join(profile, 'user.js'), lines.join(''))
  let child: Started | undefined
  try {
    return await viaPage(folder, (address) => {
      child = start(firefox, ['--headless', '--no-remote', '--profile', profile, address], {
        env: { ...environmentOf(firefox), HOME: profile },
      })
      return child.output.then((text) => `it ended: ${text.slice(-2_000)}`)
    })
  } finally {
    child?.stop()
    await child?.output.catch(() => {})
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
  }
}

/**
 * Unpacks the package and everything that it needs into a folder of this project, on Debian and similar systems.
 * Nothing is installed.
 */
function unpackedFirefox(): string | undefined {
  const root = join(modules, '.firefox')
  const program = join(root, 'usr/lib/firefox-esr/firefox-esr')
  if (existsSync(program)) return program
  if (!onPath('apt-get') || !onPath('dpkg-deb')) return undefined

  const archives = join(root, 'archives')
  mkdirSync(join(archives, 'partial'), { recursive: true })
  const options = ['-o', 'Debug::NoLocking=true', '-o', `Dir::Cache::archives=${archives}`]
  const download = ['install', '--yes', '--download-only', '--no-install-recommends', ...options, 'firefox-esr']
  const apt = (...args: string[]) => spawnSync('apt-get', args, { stdio: 'ignore', timeout: LIMIT }).status === 0
  // The package lists may be missing or old.
  if (apt(...download) || (apt('update') && apt(...download))) {
    for (const name of readdirSync(archives).filter((name) => name.endsWith('.deb'))) {
      spawnSync('dpkg-deb', ['-x', join(archives, name), root])
    }
  }
  rmSync(archives, { recursive: true, force: true })
  return existsSync(program) && versionOf(program) ? program : undefined
}

// ── programs

/** Says that a runtime is not available. This is not a failure of the library. */
export class MissingError extends Error {}

/**
 * Returns a program from a package of the scope, for this platform. If there are several, returns the first that runs.
 */
function packaged(scope: string, path: string): string | undefined {
  const folder = join(modules, scope)
  if (!existsSync(folder)) return undefined
  return readdirSync(folder)
    .map((name) => join(folder, name, path))
    .find((program) => existsSync(program) && versionOf(program))
}

function onPath(name: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean)
  return folders.map((folder) => join(folder, name)).find(existsSync)
}

function onWindows(): boolean {
  return process.platform === 'win32'
}

/**
 * Returns the environment for a program: without what npm and our loader have added, and with the libraries that were
 * unpacked together with the program.
 */
function environmentOf(program: string): NodeJS.ProcessEnv {
  const environment: NodeJS.ProcessEnv = { ...process.env, NODE_OPTIONS: '', NO_COLOR: '1' }
  const [root] = program.split('/usr/lib/')
  if (!program.startsWith(modules) || root === undefined || root === program) return environment
  const folders = readdirSync(join(root, 'usr/lib')).filter((name) => name.endsWith('-linux-gnu'))
  return { ...environment, LD_LIBRARY_PATH: folders.map((name) => resolve(root, 'usr/lib', name)).join(delimiter) }
}

interface Started {
  /** Returns everything that the program has printed until now. */
  printed(): string
  /** Resolves with everything that the program has printed, when it has ended. */
  output: Promise<string>
  /** Ends the program and the processes that it has started. */
  stop(): void
}

function start(program: string, args: string[], options: { cwd?: string; env?: NodeJS.ProcessEnv } = {}): Started {
  const child: ChildProcess = spawn(program, args, {
    env: environmentOf(program),
    ...options,
    stdio: ['ignore', 'pipe', 'pipe'],
    // Starts a new process group, so that the child processes can be ended, too.
    detached: !onWindows(),
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (more: string) => {
      text += more
    })
  }
  const stop = () => {
    if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
    try {
      process.kill(onWindows() ? child.pid : -child.pid, 'SIGKILL')
    } catch {
      // The program has ended in the meantime.
    }
  }
  const timer = setTimeout(() => {
    text += `\nended after ${LIMIT} ms`
    stop()
  }, LIMIT)
  const output = new Promise<string>((resolve, reject) => {
    child.on('error', (error) => reject(new MissingError(error.message)))
    child.on('close', () => resolve(text))
  }).finally(() => clearTimeout(timer))
  return { printed: () => text, output, stop }
}
