// Decides beside which versions of @opentelemetry/api spans are recorded, and that it is said when they are not.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { context, trace } from '@opentelemetry/api'
import { BasicTracerProvider } from '@opentelemetry/sdk-trace-base'
import { build } from 'esbuild'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions } from '../../source/core/index.js'
import * as thisOne from '../../source/otel/index.js'
import { startSdk, takeSpans } from './traced.js'

type Otel = typeof thisOne

/** Where all copies of the API look for the SDK. */
const REGISTERED = Symbol.for('opentelemetry.js.api.1')

/** Loads entracte/otel with a copy of the API of its own, as another version of it in a nested node_modules is. */
async function withApi(api: string): Promise<Otel> {
  const folder = await mkdtemp(join(tmpdir(), 'entracte-api-'))
  const outfile = join(folder, 'otel.mjs')
  try {
    await build({
      entryPoints: ['source/otel/index.ts'],
      bundle: true,
      format: 'esm',
      platform: 'node',
      outfile,
      alias: { '@opentelemetry/api': api },
      logLevel: 'error',
    })
    return await import(outfile)
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** Traces two invocations. Returns how many spans the SDK got, and what was warned of. */
async function tracedWith(otel: Otel): Promise<{ spans: number; warnings: unknown[] }> {
  const { warn } = console
  const warnings: unknown[] = []
  console.warn = (text: unknown) => void warnings.push(text)
  try {
    const actions = createActions()
    otel.traceActions(actions)
    actions.registerAction('Print', () => 'printed')
    await actions.invokeAction('Print')
    await actions.invokeAction('Print')
  } finally {
    console.warn = warn
  }
  return { spans: takeSpans().length, warnings }
}

test('the same API as the SDK, in a copy of its own, records', async () => {
  startSdk()

  assert.equal(await tracedWith(await withApi('@opentelemetry/api')), { spans: 2, warnings: [] })
})

test('an older API than that of the SDK records', async () => {
  startSdk()

  assert.equal(await tracedWith(await withApi('@opentelemetry/api-oldest')), { spans: 2, warnings: [] })
})

test('a newer API than that of the SDK records nothing, and a warning says so once', async () => {
  startSdk()

  const { spans, warnings } = await tracedWith(await withApi('@opentelemetry/api-newer'))

  assert.is(spans, 0)
  assert.is(warnings.length, 1)
  assert.match(
    String(warnings[0]),
    /^traceActions records nothing: .* @opentelemetry\/api 1\.9\.1, .* "npm ls @opentelemetry\/api"/,
  )
})

test('an SDK that is registered with an older API than that of entracte/otel records nothing, and a warning says so once', async () => {
  const older = await import('@opentelemetry/api-oldest')
  trace.disable()
  delete (globalThis as Record<symbol, unknown>)[REGISTERED]
  older.trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [] }) as never)
  try {
    const { spans, warnings } = await tracedWith(thisOne)

    assert.is(spans, 0)
    assert.is(warnings.length, 1)
    assert.match(String(warnings[0]), /^traceActions records nothing: .* @opentelemetry\/api 1\.4\.0, /)
  } finally {
    delete (globalThis as Record<symbol, unknown>)[REGISTERED]
  }
})

test('without an SDK, nothing is warned of', async () => {
  trace.disable()
  context.disable()

  assert.equal(await tracedWith(await withApi('@opentelemetry/api-newer')), { spans: 0, warnings: [] })
})

test('the newer API records beside this SDK, where both have the one copy', async () => {
  const folder = await mkdtemp(join(process.cwd(), 'node_modules/.entracte-api-'))
  const outfile = join(folder, 'program.mjs')
  const program = `
    import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base'
    import { trace } from '@opentelemetry/api'
    import { createActions } from './source/core/index.js'
    import { traceActions } from './source/otel/index.js'
    const exporter = new InMemorySpanExporter()
    trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }))
    const actions = createActions()
    traceActions(actions)
    actions.registerAction('Print', () => 'printed')
    await actions.invokeAction('Print')
    export const names = exporter.getFinishedSpans().map(({ name }) => name)
    trace.disable()
    export const { version } = globalThis[Symbol.for('opentelemetry.js.api.1')]
  `
  delete (globalThis as Record<symbol, unknown>)[REGISTERED]
  try {
    await build({
      stdin: { contents: program, resolveDir: process.cwd() },
      bundle: true,
      format: 'esm',
      platform: 'node',
      outfile,
      alias: { '@opentelemetry/api': '@opentelemetry/api-newer' },
      banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
      logLevel: 'error',
    })
    const { names, version } = await import(outfile)

    assert.equal({ names, version }, { names: ['action Print'], version: '1.10.0' })
  } finally {
    await rm(folder, { recursive: true })
  }
})

test.run()
