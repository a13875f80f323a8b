// Shows what happens in the service, live: a page with the timeline, and the recording as server-sent events.
// It shows every tenant: keep it on loopback, or put your own login in front.

import { Readable } from 'node:stream'
import { setInterval } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { Middleware } from 'koa'
import type { RecordedInvocation, Recording } from './entracte.js'

/** How often news are sent, in milliseconds. */
const PACE = 100

/** Answers with the page, and with its script, which is bundled when somebody asks for it first. */
export function pageOf(): Middleware {
  const page = '<!doctype html><html lang="en"><meta charset="utf-8"><title>Orders</title><h1>Orders</h1>'
  let script: Promise<string> | undefined
  return async (ctx) => {
    ctx.set('content-security-policy', "default-src 'none'; script-src 'self'; connect-src 'self'")
    if (!ctx.path.endsWith('.js')) {
      ctx.type = 'html'
      ctx.body = `${page}<entracte-timeline></entracte-timeline><script type="module" src="/timeline.js"></script>`
      return
    }
    script ??= bundle('page.ts')
    ctx.type = 'js'
    ctx.body = await script
  }
}

/** Answers with the recording: first with all of it, and then with each invocation that has changed. */
export function streamOf(recording: Recording, ended: AbortSignal): Middleware {
  return (ctx) => {
    const left = new AbortController()
    ctx.res.once('close', () => left.abort())
    ctx.type = 'text/event-stream'
    ctx.set('cache-control', 'no-store')
    // The connection ends with the stream. Otherwise it would wait for more requests, and keep a server that ends.
    ctx.set('connection', 'close')
    ctx.body = Readable.from(news(recording, AbortSignal.any([left.signal, ended])))
  }
}

async function* news(recording: Recording, signal: AbortSignal): AsyncGenerator<string, void, undefined> {
  const changed = new Set<RecordedInvocation>()
  const stop = recording.subscribe((invocation) => invocation && changed.add(invocation))
  try {
    yield `event: all\ndata: ${JSON.stringify(recording)}\n\n`
    for await (const _ of setInterval(PACE, undefined, { signal })) {
      if (changed.size === 0) continue
      const data = JSON.stringify([...changed])
      changed.clear()
      yield `data: ${data}\n\n`
    }
  } catch {
    // The client has left, or the service ends.
  } finally {
    stop()
  }
}

async function bundle(name: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(name, import.meta.url))],
    bundle: true,
    format: 'esm',
    write: false,
    // The timeline calls functions by their names, which bundling would change.
    keepNames: true,
  })
  return outputFiles[0]?.text ?? ''
}
