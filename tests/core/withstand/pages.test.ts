// Decides that the library works on pages that forbid something: frozen intrinsics, no code from text, no Symbol.dispose, a console that throws.

import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { buildSync } from 'esbuild'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type * as library from '../../../source/core/index.js'
import { withoutDispose } from '../../support/without-dispose.js'
import { actionsWithoutMap, type Untyped } from './support.js'

test('Withstands: no eval, no globals touched, frozen intrinsics', async () => {
  const { execFile } = await import('node:child_process')
  const { fileURLToPath } = await import('node:url')
  const source = new URL('../../../source/core/index.ts', import.meta.url).href
  // tsx may need what the page forbids, so the page freezes its intrinsics only when tsx has been loaded.
  const page = `
    const before = new Set(Reflect.ownKeys(globalThis))
    const intrinsics = [Object, Function, Array, Promise, Error, TypeError, RangeError, Map, Set, WeakMap, Symbol, AbortSignal,
      AbortController, EventTarget, String, Number, RegExp, Math, JSON, Reflect]
    const keys = () => intrinsics.map((it) => Reflect.ownKeys(it).concat(Reflect.ownKeys(it.prototype ?? {})).length).join()
    const count = keys()
    for (const it of [...intrinsics.filter((it) => it !== AbortSignal && it !== AbortController && it !== EventTarget)]) {
      Object.freeze(it)
      if (it.prototype) Object.freeze(it.prototype)
    }
    const { createActions, before: lift } = await import(${JSON.stringify(source)})
    const log = []
    const actions = createActions({ onListenerError: (error) => log.push('reported ' + error.message) })
    actions.observe({ start: ({ kind }) => log.push('> ' + kind), end: () => {} })
    actions.use((ctx, next) => { next() })
    actions.use('Print', lift(() => log.push('lifted')))
    actions.registerAction('Print', async (payload, ctx) => { ctx.state.seen = true; return ctx.signal.aborted ? '' : payload })
    actions.addListener('beforePrint', () => {}, { once: true, timeout: 1000 })
    actions.addListener('afterPrint', () => { throw new Error('down') })
    actions.replaceAction('Print', (payload, original) => { original(payload) })
    log.push(await actions.invokeAction('Print', 'printed', { signal: new AbortController().signal, timeout: 1000 }))
    log.push(await actions.invokeAction('Prin').catch((error) => error.name + ' ' + error.code))
    actions.addListener('beforePrint', (_payload, abort) => abort('why'))
    log.push(await actions.invokeAction('Print').catch((error) => error.name + ' ' + error.reason))
    log.push(keys() === count ? 'same intrinsics' : 'other intrinsics')
    log.push(String(Reflect.ownKeys(globalThis).filter((key) => !before.has(key)).length) + ' new globals')
    console.log(JSON.stringify(log))
  `

  const output = await new Promise<string>((resolve, reject) => {
    execFile(
      process.execPath,
      ['--disallow-code-generation-from-strings', '--import', 'tsx', '--input-type=module', '--eval', page],
      { cwd: fileURLToPath(new URL('../../..', import.meta.url)) },
      (error, stdout, stderr) => (error ? reject(new Error(stderr)) : resolve(stdout)),
    )
  })

  assert.equal(JSON.parse(output), [
    '> invocation',
    '> middleware',
    '> middleware',
    'lifted',
    '> before',
    '> replacement',
    '> core',
    '> after',
    'reported down',
    'printed',
    'UnknownActionError ACTION_UNKNOWN',
    '> invocation',
    '> middleware',
    '> middleware',
    'lifted',
    '> before',
    'ActionAbortedError why',
    'same intrinsics',
    '0 new globals',
  ])
})

test('Withstands: a console.error that throws loses no result', async () => {
  const actions = actionsWithoutMap()
  actions.registerAction('PrintLabel', () => 'printed')
  actions.addListener('afterPrintLabel', () => {
    throw new Error('nobody hears this')
  })
  const original = console.error
  console.error = () => {
    throw new Error('no console errors allowed')
  }

  try {
    assert.is(await actions.invokeAction('PrintLabel', {}), 'printed')
  } finally {
    console.error = original
  }
})

/** Uses every verb of the library, and every way in which an invocation ends. */
const STORY = `
async function story({ createActions, before, after, replacement }) {
  const log = []
  const actions = createActions({ onListenerError: (error) => log.push('reported ' + error.message), maxDepth: 5 })
  actions.observe({ start: ({ kind }) => log.push('> ' + kind) })
  actions.use((ctx, next) => { next() })
  actions.use('Print', before(() => log.push('lifted before')))
  actions.use('Print', after(() => log.push('lifted after')))
  actions.use('Print', replacement((payload, original) => original()))
  actions.registerAction('Print', async (payload, ctx) => {
    ctx.state.seen = ctx.signal.aborted
    ctx.result = 'overwritten'
    return ctx.depth === 0 ? ctx.invokeAction('Note', payload) : payload
  }, { payloadUpdate: (payload) => payload, timeout: 5000 })
  actions.registerAction('Note', (payload) => payload, { name: 'note' })
  actions.registerAction('Dive', (payload, ctx) => ctx.invokeAction('Dive'))
  actions.addListener('beforePrint', async () => {}, { once: true, timeout: 5000, name: 'first', order: -1 })
  actions.addListener('afterPrint', () => { throw new Error('down') })
  actions.replaceAction('Print', async (payload, original) => { original(payload) })
  const signal = new AbortController().signal
  log.push(await actions.invokeAction('Print', 'printed', { signal, timeout: 5000 }))

  const failures = []
  const fail = async (name, options) => {
    await actions.invokeAction(name, 'payload', options).catch((error) => failures.push(error.name + ' ' + error.code))
  }
  await fail('Prnt')
  await fail('Dive')
  actions.registerAction('Wait', () => new Promise(() => {}))
  await fail('Wait', { timeout: 1 })
  const plugin = actions.scope('plugin')
  plugin.addListener('beforeNote', (payload, abort) => abort('why'))
  await fail('Note')
  plugin.dispose()
  try { actions.registerAction('Note', () => {}) } catch (error) { failures.push(error.name + ' ' + error.code) }
  try { plugin.use(() => {}) } catch (error) { failures.push(error.name + ' ' + error.code) }
  try { actions.addListener('duringNote', () => {}) } catch (error) { failures.push(error.name) }
  return { log: log.filter((line) => line[0] !== '>'), starts: log.filter((line) => line[0] === '>').length, failures }
}
`

const TOLD = {
  log: ['lifted before', 'reported down', 'lifted after', 'printed'],
  starts: 37,
  failures: [
    'UnknownActionError ACTION_UNKNOWN',
    'ActionRecursionError ACTION_RECURSION',
    'ActionTimeoutError ACTION_TIMEOUT',
    'ActionAbortedError ACTION_ABORTED',
    'DuplicateActionError ACTION_DUPLICATE',
    'ActionMisuseError ACTION_MISUSE',
    'TypeError',
  ],
}

const FROZEN: [where: string, flags: string[], page: (bundles: Bundles) => string][] = [
  [
    'under node --frozen-intrinsics, and makes no code out of text',
    ['--frozen-intrinsics', '--disallow-code-generation-from-strings'],
    ({ module }) => `
      import * as entracte from ${JSON.stringify(module)}
      ${STORY}
      console.log(JSON.stringify(await story(entracte)))
    `,
  ],
  [
    'after lockdown() of SES, and can be hardened',
    [],
    ({ module, ses }) => `
      import ${JSON.stringify(ses)}
      lockdown()
      const entracte = await import(${JSON.stringify(module)})
      ${STORY}
      const hardened = { ...entracte, createActions: (options) => harden(entracte.createActions(options)) }
      for (const value of Object.values(entracte)) harden(value)
      console.log(JSON.stringify(await story(hardened)))
    `,
  ],
  [
    'in a Compartment of SES, which has only what it is given',
    [],
    ({ script, ses }) => `
      import { readFileSync } from 'node:fs'
      import ${JSON.stringify(ses)}
      lockdown()
      const globals = { console, setTimeout, clearTimeout, AbortController }
      const compartment = new Compartment({ globals: harden(globals), __options__: true })
      const told = compartment.evaluate(readFileSync(${JSON.stringify(script)}, 'utf8') + ${JSON.stringify(STORY)} + 'story(entracte)')
      console.log(JSON.stringify(await told))
    `,
  ],
]

interface Bundles {
  /** The addresses of two modules: the library, and SES. */
  module: string
  ses: string
  /** The path of the library as a script that sets a global. */
  script: string
}

for (const [where, flags, page] of FROZEN) {
  test(`Withstands: the library works ${where}`, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'entracte-frozen-'))
    try {
      const file = join(folder, 'page.mjs')
      writeFileSync(file, page(bundled(folder)))

      const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--no-warnings', ...flags, file])

      assert.is(stderr, '')
      assert.equal(JSON.parse(stdout), TOLD)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
}

function bundled(folder: string): Bundles {
  const entry = fileURLToPath(new URL('../../../source/core/index.ts', import.meta.url))
  const [module, script] = [join(folder, 'entracte.mjs'), join(folder, 'entracte.js')]
  const common = { entryPoints: [entry], bundle: true, target: 'es2022' }
  buildSync({ ...common, format: 'esm', outfile: module })
  buildSync({ ...common, format: 'iife', globalName: 'entracte', outfile: script })
  const ses = createRequire(import.meta.url).resolve('ses')
  return { module: pathToFileURL(module).href, script, ses: pathToFileURL(ses).href }
}

test('S14: where there is no Symbol.dispose yet, nothing named "undefined" grows on a registration or a scope', async () => {
  const { createActions } = await withoutDispose<typeof library>('core/index')
  const actions = createActions() as Untyped
  const scope = actions.scope('plugin')
  const registration = scope.addListener('beforePrint', () => {})

  for (const thing of [scope, registration]) assert.not(Reflect.ownKeys(thing).includes('undefined'))
  registration()
  assert.equal(actions.explain('Print'), [])
})

test.run()
