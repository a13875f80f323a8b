// Decides that values of another realm are what they are here: every test in jest has such values, and so has an iframe (S21).

import { createContext, runInContext } from 'node:vm'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type ActionAbortedError, createActions } from '../../../source/core/index.js'
import { rejection, settled, thrown, unhandledDuring } from '../../support/helpers.js'

const realm = createContext({})
/** What `code` gives in the other realm. */
const there = <T>(code: string): T => runInContext(`(${code})`, realm) as T

/** A signal that shares no class with those of this realm. */
interface ForeignController {
  signal: AbortSignal
  abort(reason?: unknown): void
}
const makeController = there<() => ForeignController>(`() => {
  const listeners = new Set()
  const signal = {
    aborted: false,
    reason: undefined,
    onabort: null,
    addEventListener(type, listener) { if (type === 'abort') listeners.add(listener) },
    removeEventListener(type, listener) { listeners.delete(listener) },
    dispatchEvent() { return true },
    throwIfAborted() { if (signal.aborted) throw signal.reason },
  }
  return {
    signal,
    abort(reason) {
      if (signal.aborted) return
      signal.aborted = true
      signal.reason = reason
      for (const listener of [...listeners])
        if (typeof listener === 'function') listener.call(signal, { type: 'abort', target: signal })
        else listener.handleEvent({ type: 'abort', target: signal })
    },
  }
}`)

const desk = () => {
  const actions = createActions({ onListenerError() {} })
  actions.registerAction('Print', () => 'printed', { name: 'print' })
  return actions
}

test('S21: the other realm of these tests shares no class with this realm', () => {
  assert.not(there('new Error("x")') instanceof Error)
  assert.not(there('new Date(0)') instanceof Date)
  assert.not(there('() => {}') instanceof Function)
  assert.not(there('Promise.resolve()') instanceof Promise)
})

// ── shown in messages

for (const [what, code, here, shown] of [
  ['an error', 'new TypeError("out of paper")', new TypeError('out of paper'), '"out of paper"'],
  ['an array', '["a", 1]', ['a', 1], '["a", 1]'],
  ['an object', '{ why: "closed" }', { why: 'closed' }, '{ why: "closed" }'],
] as const) {
  test(`S16, S21: ${what} of another realm as the reason of an abort is shown as one of this realm is`, async () => {
    const reasonThere = there<unknown>(code)
    const messageOf = async (reason: unknown) => {
      const actions = desk()
      actions.addListener('beforePrint', (_payload, abort) => abort(reason))
      const error = (await rejection(actions.invokeAction('Print'))) as ActionAbortedError
      assert.is(error.reason, reason)
      return error.message
    }

    const message = await messageOf(reasonThere)

    assert.is(message, await messageOf(here))
    assert.ok(message.endsWith(`: ${shown}`), message)
  })
}

test('S1, S21: an argument of another realm is shown in a TypeError as one of this realm is', () => {
  const actions = desk()
  const messageOf = (given: unknown) => (thrown(() => actions.registerAction('Mail', given as never)) as Error).message

  assert.is(messageOf(there('["a"]')), messageOf(['a']))
  assert.is(messageOf(there('new Error("no")')), messageOf(new Error('no')))
  assert.is(messageOf(there('new Date(0)')), messageOf(new Date(0)))
})

// ── handed on untouched

for (const [what, code] of [
  ['an error', 'new RangeError("paper jam")'],
  ['a date', 'new Date(0)'],
  ['an array', '[1]'],
] as const) {
  test(`S16, S21: ${what} of another realm that a core throws arrives as it is, everywhere`, async () => {
    const failure = there<Error>(code)
    const seen: unknown[] = []
    const actions = desk()
    actions.registerAction(
      'Print',
      async () => {
        throw failure
      },
      { override: true, name: 'print' },
    )
    actions.use((_ctx, next) => next())
    actions.addListener('errorPrint', (_payload, error, ctx) => void seen.push(error, ctx.failure?.error))

    const error = await rejection(actions.invokeAction('Print'))
    const outcome = await actions.settleAction('Print')

    assert.is(error, failure)
    assert.is(outcome.status === 'failed' && outcome.error, failure)
    assert.is(seen.length, 4)
    assert.ok(seen.every((value) => value === failure))
  })
}

// ── what is handed in

test('S21: functions, promises and thenables of another realm work as those of this realm do', async () => {
  const actions = createActions()
  const log: string[] = []
  const note = (who: string) => void log.push(who)
  actions.registerAction(
    'Print',
    there<(note: unknown) => never>('(note) => async () => { note("core"); return "printed" }')(note as never),
  )
  actions.addListener(
    'beforePrint',
    there<(note: unknown) => never>('(note) => () => Promise.resolve().then(() => note("before"))')(note as never),
  )
  actions.addListener(
    'beforePrint',
    there<(note: unknown) => never>('(note) => () => ({ then(done) { note("thenable"); done() } })')(note as never),
  )
  actions.replaceAction('Print', there<() => never>('async (payload, original) => (await original()) + ", twice"'))
  actions.use(there<() => never>('async (ctx, next) => { await next(); ctx.result += "!" }'))
  actions.addListener(
    'afterPrint',
    there<(note: unknown) => never>('(note) => async (payload, result) => note("after " + result)')(note as never),
  )

  assert.is(await actions.invokeAction('Print'), 'printed, twice!')
  assert.equal(log, ['before', 'thenable', 'core', 'after printed, twice'])
})

test('S5, S21: what hangs on original() in another realm is waited for as here', async () => {
  const actions = createActions()
  const jam = new Error('paper jam')
  actions.registerAction('Print', () => settled().then(() => Promise.reject(jam)))
  actions.replaceAction('Print', there<() => never>('(payload, original) => { original().then(() => {}) }'))
  const other = createActions()
  other.registerAction('Print', () => settled().then(() => Promise.reject(jam)))
  other.replaceAction('Print', there<() => never>('(payload, original) => { (async () => { await original() })() }'))

  const unhandled = await unhandledDuring(async () => {
    assert.is(await rejection(actions.invokeAction('Print')), jam)
  })

  assert.equal(unhandled, [])
  const errors = await unhandledDuring(async () => {
    assert.is(await rejection(other.invokeAction('Print')), jam)
  })
  // The async function itself makes a promise that the user has dropped: that rejection is the user's.
  assert.equal(errors, [jam])
})

test('S13, S21: options, arrays of events and states of another realm are read as those of this realm', async () => {
  const actions = createActions(there('{ maxDepth: 5 }'))
  const log: string[] = []
  actions.registerAction(
    'Print',
    (_payload, ctx) => void log.push(`print ${ctx.state.user}`),
    there('{ timeout: 5000, name: "print" }'),
  )
  actions.registerAction('Mail', () => void log.push('mail'))
  actions.addListener(
    there<['beforePrint']>('["beforePrint", "beforeMail"]'),
    () => void log.push('before'),
    there('{ order: 1 }'),
  )

  await actions.invokeAction('Print', there('{ copies: 1 }'), there('{ timeout: 5000, state: { user: "Ann" } }'))
  await actions.invokeAction('Mail')

  assert.equal(log, ['before', 'print Ann', 'before', 'mail'])
  assert.is(actions.explain('Print').at(-1)?.name, 'print')
})

for (const code of ['function* () {}', 'async function* () {}']) {
  test(`S13, S21: a generator of another realm, ${code}, is refused`, () => {
    const actions = desk()
    const generator = there<never>(code)

    for (const attach of [
      () => actions.registerAction('Mail', generator),
      () => actions.addListener('beforePrint', generator),
      () => actions.replaceAction('Print', generator),
      () => actions.use(generator),
    ]) {
      assert.instance(thrown(attach), TypeError)
    }
  })
}

test('S13, S21: an option of another realm that there is not is refused', () => {
  const actions = desk()

  const error = thrown(() => actions.addListener('beforePrint', () => {}, there('{ onc: true }'))) as Error

  assert.instance(error, TypeError)
  assert.match(error.message, /"onc".*did you mean "once"/)
})

// ── signals

test('S9, S21: a signal of another realm cuts an invocation, with its reason', async () => {
  const actions = desk()
  const cut = makeController()
  const reason = there<Error>('new Error("the frame was closed")')
  actions.registerAction('Wait', () => new Promise(() => {}))
  const waiting = rejection(actions.invokeAction('Wait', undefined, { signal: cut.signal }))
  const settling = actions.settleAction('Wait', undefined, { signal: cut.signal })

  cut.abort(reason)

  assert.is(await waiting, reason)
  assert.equal(await settling, { status: 'cancelled', reason })
})

test('S9, S21: a signal of another realm that has fired already lets nothing run', async () => {
  const actions = desk()
  const cut = makeController()
  cut.abort('closed')

  assert.is(await rejection(actions.invokeAction('Print', undefined, { signal: cut.signal })), 'closed')
})

test('S9, S21: a signal of another realm that fires without a reason rejects with an AbortError', async () => {
  const actions = desk()
  const cut = makeController()
  actions.registerAction('Wait', () => new Promise(() => {}))
  const waiting = rejection(actions.invokeAction('Wait', undefined, { signal: cut.signal }))

  cut.abort()

  assert.is(((await waiting) as Error).name, 'AbortError')
})

test('S9, S21: a signal of another realm detaches what was attached with it', async () => {
  const actions = desk()
  const cut = makeController()
  const log: string[] = []
  actions.addListener('beforePrint', () => void log.push('before'), { signal: cut.signal })
  await actions.invokeAction('Print')

  cut.abort('closed')
  await actions.invokeAction('Print')

  assert.equal(log, ['before'])
  assert.equal(
    actions.explain('Print').map(({ kind }) => kind),
    ['core'],
  )
})

test.run()
