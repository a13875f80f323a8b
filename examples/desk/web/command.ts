// Decides how the page is started: what it is asked for, where it is served, and how it ends.
import { access, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { buildPage } from './build.js'
import { type DeskServer, serveDesk } from './server.js'

const usage = `Usage: npm run desk -- [--port <number>] [--pace <milliseconds>] [file]

  --port   where to serve the page, on 127.0.0.1; any free port if not given
  --pace   milliseconds between one task and the next; 1000 if not given
  file     tasks, one JSON object per line; those of the example if not given`

class UsageError extends Error {}

/**
 * Builds the page, serves it until somebody presses Ctrl+C, and gives the exit code.
 *
 * @param library As in `buildPage`.
 */
export async function openDesk(args: string[], library?: string): Promise<number> {
  const page = await mkdtemp(join(tmpdir(), 'entracte-desk-'))
  try {
    const { port, pace, tasks } = readArguments(args)
    await access(tasks)
    await buildPage(page, library)
    const server = await serveDesk({ page, tasks, port, pace })
    console.log(`The desk is open at ${server.address}/ (Ctrl+C closes it)`)
    await closing(server)
    return 0
  } catch (error) {
    const { message } = error as Error
    console.error(error instanceof UsageError ? `${message}\n\n${usage}` : message)
    return error instanceof UsageError ? 2 : 1
  } finally {
    await rm(page, { recursive: true, force: true })
  }
}

/** Waits until somebody wants it to end, and ends it. */
async function closing(server: DeskServer): Promise<void> {
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
  await server.close()
}

function readArguments(args: string[]): { port: number; pace: number; tasks: string } {
  const { values, positionals } = parsed(args)
  if (positionals.length > 1) throw new UsageError(`There can be only one file of tasks, not ${positionals.length}.`)
  return {
    port: whole('--port', values.port, 65_535) ?? 0,
    pace: whole('--pace', values.pace, 3_600_000) ?? 1_000,
    tasks: positionals[0] ?? fileURLToPath(new URL('../tasks.jsonl', import.meta.url)),
  }
}

function parsed(args: string[]) {
  try {
    return parseArgs({ args, options: { port: { type: 'string' }, pace: { type: 'string' } }, allowPositionals: true })
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
}

function whole(option: string, text: string | undefined, most: number): number | undefined {
  if (text === undefined) return undefined
  const number = Number(text)
  if (/^\d+$/.test(text) && number <= most) return number
  throw new UsageError(`${option} should be a whole number from 0 to ${most}, not "${text}".`)
}
