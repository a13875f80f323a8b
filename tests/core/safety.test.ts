// Whose page it runs on and what is handed in: hardened intrinsics, odd names, payloads that are not to be looked at, and
// another copy of the library.

import { execFile } from 'node:child_process'
import { getEventListeners } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { inspect, promisify } from 'node:util'
import { buildSync } from 'esbuild'
import { tsImport } from 'tsx/esm/api'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import * as library from '../../source/core/index.js'
import { deferred, printedDuring, rejection, settled, thrown, unhandledDuring } from '../support/helpers.js'
import { withoutDispose } from '../support/without-dispose.js'

const { createActions } = library
const actionsWithoutMap = () => createActions()
type Untyped = ReturnType<typeof actionsWithoutMap>

// ── intrinsics that nobody can change

/** What somebody does with the library where intrinsics are frozen: every verb, and every way to end. */
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
  /** The addresses of the library as an ES module and of SES. */
  module: string
  ses: string
  /** The path of the library as a script with a global. */
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
  const entry = fileURLToPath(new URL('../../source/core/index.ts', import.meta.url))
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

// ── names

const ODD_NAMES = ['__proto__', 'constructor', 'hasOwnProperty', 'then', 'toString', '\ud800', 'low \udc00 alone']

for (const odd of ODD_NAMES) {
  test(`Withstands: ${JSON.stringify(odd)} may name an action, its events, a listener and a scope`, async () => {
    const reports: [string, unknown][] = []
    const actions = createActions({
      onListenerError: (error, { event }) => reports.push([(error as Error).message, event]),
    })
    const seen: unknown[] = []
    const scope = actions.scope(odd)
    scope.registerAction(odd, () => 'done', { name: odd })
    const fail = () => {
      throw new Error('down')
    }
    scope.addListener(`after${odd}`, fail, { name: odd })
    scope.use(odd, (_ctx, next) => next(), { name: odd })
    scope.replaceAction(odd, (_payload, original) => original(), { name: odd })
    actions.observe({ end: ({ kind, name, scope }) => seen.push([kind, name, scope]) })

    const result = await actions.invokeAction(odd)
    scope.addListener(`before${odd}`, (_payload, abort) => abort(odd), { name: odd })
    const { by, reason, action, message } = (await rejection(actions.invokeAction(odd))) as library.ActionAbortedError
    const shown = actions.explain(odd).map(({ kind, name, scope }) => [kind, name, scope])
    scope.dispose()

    const quoted = JSON.stringify(odd)
    assert.is(result, 'done')
    assert.equal(reports, [['down', `after${odd}`]])
    assert.equal(seen.slice(0, 5), [
      ['core', odd, odd],
      ['replacement', odd, odd],
      ['after', odd, odd],
      ['middleware', odd, odd],
      ['invocation', odd, undefined],
    ])
    assert.equal({ by, reason, action }, { by: { kind: 'before', name: odd, scope: odd }, reason: odd, action: odd })
    assert.is(
      message,
      `The action ${quoted} was aborted by the before-listener ${quoted} of the scope ${quoted}: ${quoted}`,
    )
    assert.equal(
      shown,
      ['middleware', 'before', 'replacement', 'core', 'after'].map((kind) => [kind, odd, odd]),
    )
    assert.equal(actions.explain(), [])
    assert.is(Object.getPrototypeOf(actions), Object.prototype)
  })
}

// ── payloads are nobody's business

/** Every trap throws: whoever looks at it gives himself away, and is noted in case he catches that. */
function untouchable(touched: string[], target: object = {}): never {
  const traps = Reflect.ownKeys(Reflect).filter((key) => typeof key === 'string')
  const handler = Object.fromEntries(traps.map((trap) => [trap, () => caught(touched, trap)]))
  return new Proxy(target, handler) as never
}

/** Every property that somebody might look for throws when it is read. */
function prickly(touched: string[]): never {
  const names = [
    'then',
    'constructor',
    'toString',
    'toJSON',
    'valueOf',
    'name',
    'message',
    'stack',
    'signal',
    'payload',
  ]
  const symbols = [Symbol.toPrimitive, Symbol.toStringTag, Symbol.iterator, Symbol.asyncIterator, Symbol.dispose]
  const thing = {}
  for (const key of [...names, ...symbols, inspect.custom]) {
    Object.defineProperty(thing, key, { get: () => caught(touched, String(key)) })
  }
  return thing as never
}

function caught(touched: string[], what: string): never {
  touched.push(what)
  throw new Error(`somebody has looked at it: ${what}`)
}

const SECRETS: [what: string, make: (touched: string[]) => never][] = [
  ['a Proxy of which every trap throws', (touched) => untouchable(touched)],
  ['a Proxy of a function of which every trap throws', (touched) => untouchable(touched, () => {})],
  ['an object of which every getter throws', prickly],
]

for (const [what, make] of SECRETS) {
  test(`Withstands: a payload that is ${what} is handed from one to the next, and never looked at`, async () => {
    const touched: string[] = []
    const payload = make(touched)
    const reports: unknown[] = []
    const seen: [string, boolean][] = []
    const see = (where: string, given: unknown) => void seen.push([where, given === payload])
    const actions = createActions({ onListenerError: (error) => reports.push(error) })
    actions.observe({ end: ({ kind, ctx }) => see(`end of ${kind}`, ctx.payload) })
    actions.use('Print', async (ctx, next) => {
      see('middleware', ctx.payload)
      await next()
    })
    actions.use(
      'Print',
      library.before((given) => see('lifted', given)),
    )
    actions.registerAction(
      'Print',
      async (given, ctx) => {
        see('core', given)
        await settled()
        return ctx.depth > 0 || ctx.invokeAction('Print', given, { timeout: 5_000 })
      },
      {
        payloadUpdate(given, ctx) {
          see('payloadUpdate', given)
          ctx.payload = given
        },
      },
    )
    actions.addListener('beforePrint', (given) => see('before', given), { timeout: 5_000, once: true })
    actions.replaceAction('Print', (given, original) => {
      see('replacement', given)
      return original(given)
    })
    actions.replaceAction('Print', async (_given, original) => {
      original()
    })
    actions.addListener('afterPrint', (given) => see('after', given))

    const result = await actions.invokeAction('Print', payload, {
      signal: new AbortController().signal,
      timeout: 5_000,
    })

    assert.is(result, true)
    assert.equal(reports, [])
    assert.equal([...new Set(seen.map(([where]) => where))].sort(), [
      ...['after', 'before', 'core', 'end of after', 'end of before', 'end of core', 'end of invocation'],
      ...['end of middleware', 'end of payloadUpdate', 'end of replacement', 'lifted', 'middleware'],
      ...['payloadUpdate', 'replacement'],
    ])
    assert.equal(
      seen.filter(([, same]) => !same),
      [],
    )
    assert.equal(touched, [])
  })

  test(`Withstands: a payload that is ${what} is not looked at when an invocation fails either`, async () => {
    const touched: string[] = []
    const payload = make(touched)
    const reports: unknown[] = []
    const failure = new Error('paper jam')
    const actions = createActions({ maxDepth: 0, onListenerError: (error) => reports.push(error) })
    actions.observe({ start() {}, end() {} })
    actions.registerAction('Jam', () => {
      throw failure
    })
    actions.registerAction('Wait', () => new Promise(() => {}))
    actions.registerAction('Stop', () => {})
    actions.registerAction('Dive', (given, ctx) => ctx.invokeAction('Dive', given))
    actions.registerAction('Twice', () => {})
    actions.addListener('errorJam', (given) => assert.ok(given === payload))
    actions.addListener('beforeStop', (_payload, abort) => abort('why'))
    actions.use('Twice', async (_ctx, next) => {
      await next()
      await next()
    })

    const errors = await Promise.all([
      ...['Jam', 'Stop', 'Dive', 'Twice', 'Missing'].map((name) => rejection(actions.invokeAction(name, payload))),
      rejection(actions.invokeAction('Wait', payload, { timeout: 1 })),
      rejection(actions.invokeAction('Wait', payload, { signal: AbortSignal.abort('left') })),
    ])

    assert.equal(
      errors.map((error) => (error as { code?: string }).code ?? error),
      [failure, 'ACTION_ABORTED', 'ACTION_RECURSION', 'ACTION_MISUSE', 'ACTION_UNKNOWN', 'ACTION_TIMEOUT', 'left'],
    )
    assert.equal(reports, [])
    assert.equal(touched, [])
  })

  test(`Withstands: ${what} may be thrown, be a reason, and be a cut, and arrives as it is`, async () => {
    const thing = make([])
    const told: unknown[] = []
    const tell = (error: unknown) => void told.push(error === thing)
    const actions = createActions({ onListenerError: tell })
    const cut = new AbortController()
    actions.registerAction('Print', () => 'printed')
    actions.registerAction('Jam', () => {
      throw thing
    })
    actions.registerAction('Wait', () => new Promise(() => {}))
    actions.addListener('errorJam', (_payload, error) => tell(error))
    actions.use('Jam', async (_ctx, next) => next())
    actions.replaceAction('Jam', async (_payload, original) => original())
    actions.addListener('afterPrint', async () => {
      throw thing
    })

    const unhandled = await unhandledDuring(async () => {
      const jammed = actions.invokeAction('Jam')
      const waiting = actions.invokeAction('Wait', undefined, { signal: cut.signal })
      cut.abort(thing)
      const rejections = (await Promise.allSettled([jammed, waiting])) as PromiseRejectedResult[]
      const printed = await actions.invokeAction('Print')
      actions.addListener('beforePrint', (_payload, abort) => abort(thing))
      const aborted = (await rejection(actions.invokeAction('Print'))) as library.ActionAbortedError

      for (const { reason } of rejections) assert.ok(reason === thing)
      assert.is(printed, 'printed')
      assert.ok(aborted.reason === thing)
      assert.match(aborted.message, /an object$|a function$/)
    })
    assert.is(unhandled.length, 0)
    assert.equal(told, [true, true])
  })
}

test('S15, S16: neither errors nor explain carry a payload', async () => {
  const payload = { password: 'swordfish' }
  const found: unknown[] = []
  const actions = createActions({ maxDepth: 0, onListenerError: (error) => found.push(error) })
  const paper = deferred()
  actions.registerAction('Wait', () => paper.promise)
  actions.registerAction('Stop', () => {}, { payloadUpdate: (given) => given, terminal: true })
  actions.registerAction('Dive', (given, ctx) => ctx.invokeAction('Dive', given))
  actions.registerAction('Twice', () => {})
  actions.registerAction('Late', () => 'printed')
  actions.addListener('beforeStop', async (_payload, abort) => abort())
  actions.addListener('afterStop', () => {})
  actions.addListener('afterLate', () => paper.promise, { timeout: 1 })
  actions.use('Twice', async (_ctx, next) => {
    await next()
    await next()
  })

  for (const name of ['Stop', 'Dive', 'Twice', 'Stp']) found.push(await rejection(actions.invokeAction(name, payload)))
  found.push(await rejection(actions.invokeAction('Wait', payload, { timeout: 1 })))
  found.push(thrown(() => actions.registerAction('Wait', () => {})))
  await actions.invokeAction('Late', payload)
  paper.resolve()
  for (const name of actions.actionNames()) found.push(actions.explain(name))

  const codes = found.flatMap((thing) => (thing instanceof library.ActionError ? [thing.code] : []))
  assert.equal([...new Set(codes)].sort(), [
    ...['ACTION_ABORTED', 'ACTION_DUPLICATE', 'ACTION_MISUSE', 'ACTION_RECURSION'],
    ...['ACTION_TIMEOUT', 'ACTION_UNKNOWN', 'ACTION_UNSUPPORTED_EVENT'],
  ])
  for (const thing of found) {
    const everything = inspect(thing, { depth: 20, showHidden: true, getters: true })
    assert.not.match(everything, /swordfish|password/)
  }
})

// ── another copy

/** The library once more, as when two plugins bring one each. */
async function anotherCopy(): Promise<typeof library> {
  const copy = (await tsImport('../../source/core/index.ts', import.meta.url)) as typeof library
  assert.is.not(copy.createActions, createActions)
  return copy
}

test('Withstands: the lifts of another copy work in a stack of this one', async () => {
  const there = await anotherCopy()
  const actions = actionsWithoutMap()
  const log: unknown[] = []
  actions.registerAction('Print', (payload) => payload)
  actions.use(
    'Print',
    there.after((_payload, result) => log.push(`after ${result}`)),
  )
  actions.use(
    'Print',
    there.before((payload) => log.push(`before ${payload}`)),
  )
  actions.use(
    'Print',
    there.replacement(async (payload, original) => `${await original(`${payload}, twice`)}!`),
  )
  actions.use(
    'Print',
    there.replacement((_payload, original) => {
      original()
    }),
  )

  assert.is(await actions.invokeAction('Print', 'one label'), 'one label, twice!')
  assert.equal(log, ['before one label', 'after one label, twice!'])
})

test('Withstands: an abort through a lift of another copy stops the invocation, with an error of this one', async () => {
  const there = await anotherCopy()
  const log: string[] = []
  const reports: unknown[] = []
  const actions = createActions({ onListenerError: (error) => reports.push(error) })
  actions.registerAction('Print', () => log.push('core'))
  actions.addListener('errorPrint', () => log.push('error'))
  actions.use(
    'Print',
    there.before((_payload, abort) => abort('out of paper')),
  )

  const error = await rejection(actions.invokeAction('Print'))

  assert.instance(error, library.ActionAbortedError)
  assert.is((error as library.ActionAbortedError).reason, 'out of paper')
  assert.equal(log, [])
  assert.equal(reports, [])
})

test('Withstands: an abort further in passes through a lift of another copy as it is, and is reported to nobody', async () => {
  const there = await anotherCopy()
  const reports: unknown[] = []
  const actions = createActions({ onListenerError: (error) => reports.push(error) })
  actions.registerAction('Print', () => {})
  actions.addListener('beforePrint', (_payload, abort) => abort('out of paper'))
  actions.use(
    'Print',
    there.replacement((_payload, original) => original()),
  )

  let error: unknown
  const printed = await printedDuring(async () => {
    error = await rejection(actions.invokeAction('Print'))
  })

  assert.instance(error, library.ActionAbortedError)
  assert.equal(reports, [])
  assert.equal(printed, [])
})

test('Withstands: what one copy has attached can be taken off inside a listener of another', async () => {
  const there = await anotherCopy()
  const here = actionsWithoutMap()
  const other = there.createActions() as Untyped
  const log: string[] = []
  here.registerAction('Print', () => log.push('here'))
  other.registerAction('Print', () => log.push('there'))
  const registration = here.addListener('beforePrint', () => log.push('before here'))
  const scope = other.scope('plugin')
  scope.addListener('beforePrint', () => {
    log.push('before there')
    registration()
    scope.dispose()
  })

  for (const actions of [here, other, here, other]) await actions.invokeAction('Print')

  assert.equal(log, ['before here', 'here', 'before there', 'there', 'here', 'there'])
})

test('Withstands: two copies share a signal, are both cut by it, and leave nothing on it', async () => {
  const there = await anotherCopy()
  const cut = new AbortController()
  const both = [actionsWithoutMap(), there.createActions() as Untyped]
  const reason = new Error('the window was closed')
  for (const actions of both) {
    actions.registerAction('Wait', () => new Promise(() => {}))
    actions.registerAction('Print', () => 'printed')
    actions.addListener('beforePrint', () => {}, { signal: cut.signal })
    await actions.invokeAction('Print', undefined, { signal: cut.signal })
  }
  const waiting = both.map((actions) => rejection(actions.invokeAction('Wait', undefined, { signal: cut.signal })))
  const listening = getEventListeners(cut.signal, 'abort').length

  cut.abort(reason)

  assert.is(listening, 2)
  assert.equal(await Promise.all(waiting), [reason, reason])
  assert.is(getEventListeners(cut.signal, 'abort').length, 0)
  assert.equal(
    both.map((actions) => actions.explain('Print').length),
    [1, 1],
  )
})

test('Withstands: an invocation of one copy may be nested in one of another, by its signal', async () => {
  const there = await anotherCopy()
  const outer = actionsWithoutMap()
  const inner = there.createActions() as Untyped
  const cut = new AbortController()
  let depth: number | undefined
  inner.registerAction('Wait', (_payload, ctx) => {
    depth = ctx.depth
    return new Promise(() => {})
  })
  outer.registerAction('Print', (_payload, ctx) => inner.invokeAction('Wait', undefined, { signal: ctx.signal }))
  const printing = outer.invokeAction('Print', undefined, { signal: cut.signal })

  cut.abort('the window was closed')

  assert.is(await rejection(printing), 'the window was closed')
  assert.is(depth, 0)
})

test('Withstands: a bare original() of one copy, returned by a party of another, is waited for there', async () => {
  const there = await anotherCopy()
  const here = actionsWithoutMap()
  const other = there.createActions() as Untyped
  here.registerAction('Print', async () => {
    await settled()
    return 'printed'
  })
  let handed: Promise<unknown> | undefined
  here.replaceAction('Print', (_payload, original) => {
    handed = original()
    return other.invokeAction('Hand')
  })
  other.registerAction('Hand', () => handed)

  assert.is(await here.invokeAction('Print'), 'printed')
})

test.run()
