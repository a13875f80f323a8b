// Decides what a span says of how its party or its invocation has ended.

import { SpanStatusCode } from '@opentelemetry/api'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Actions, createActions } from '../../source/core/index.js'
import { traceActions } from '../../source/otel/index.js'
import { deferred, settled } from '../support/helpers.js'
import { startSdk, takeSpans } from './traced.js'

startSdk()

/** Runs one invocation of an action that is traced with its parties, and returns its spans by name. */
async function spansOf(prepare: (actions: Actions) => unknown, options?: Parameters<Actions['invokeAction']>[2]) {
  const actions = createActions({ onListenerError: () => {} })
  traceActions(actions, { parties: true })
  prepare(actions)
  await actions.settleAction('Print', { secret: 'token' }, options)
  await settled()
  const spans = takeSpans().map(({ name, attributes, status, events, kind }) => ({
    name,
    kind,
    attributes,
    status,
    events: events.map(({ name, attributes }) => ({ name, attributes })),
  }))
  return Object.fromEntries(spans.map((span) => [span.name, span]))
}

const UNSET = { code: SpanStatusCode.UNSET }

test('a span of an invocation has the action and the id, and nothing of the payload', async () => {
  const spans = await spansOf((actions) => actions.registerAction('Print', () => 'printed', { name: 'print' }))

  assert.equal(spans['action Print'], {
    name: 'action Print',
    kind: 0,
    attributes: { 'entracte.action': 'Print', 'entracte.invocation.id': 1 },
    status: UNSET,
    events: [],
  })
})

test('a span of a party has its action, kind, name and scope', async () => {
  const spans = await spansOf((actions) => {
    actions.registerAction('Print', () => 'printed', { name: 'print' })
    actions.scope('crm').addListener('beforePrint', () => {}, { name: 'check' })
    actions.addListener('afterPrint', () => {})
  })

  assert.equal(spans['before check']?.attributes, {
    'entracte.action': 'Print',
    'entracte.party.kind': 'before',
    'entracte.party.name': 'check',
    'entracte.party.scope': 'crm',
  })
  assert.equal(spans.after?.attributes, { 'entracte.action': 'Print', 'entracte.party.kind': 'after' })
})

test('an abort is an event with reason and party, and no error', async () => {
  const spans = await spansOf((actions) => {
    actions.registerAction('Print', () => 'printed')
    actions.use((_ctx, next) => next(), { name: 'all' })
    actions.scope('crm').addListener('beforePrint', (_payload, abort) => abort('no paper'), { name: 'check' })
  })

  const whole = spans['action Print']
  assert.equal(whole?.status, UNSET)
  assert.equal(whole?.events, [
    {
      name: 'abort',
      attributes: {
        'entracte.abort.by.kind': 'before',
        'entracte.abort.by.name': 'check',
        'entracte.abort.by.scope': 'crm',
        'entracte.abort.reason': 'no paper',
      },
    },
  ])
  for (const name of ['action Print', 'middleware all', 'before check']) {
    assert.is(spans[name]?.attributes['entracte.outcome'], 'aborted')
    assert.equal(spans[name]?.status, UNSET)
  }
  assert.equal(spans['before check']?.events, [])
})

test('an abort by an unknown party without a reason has an event without attributes', async () => {
  const spans = await spansOf((actions) => {
    actions.registerAction('Print', () => 'printed')
    actions.addListener('beforePrint', async (...args) => {
      await null
      args[1]()
    })
  })

  assert.equal(spans['action Print']?.events, [{ name: 'abort', attributes: {} }])
})

test('a failure has the status ERROR, its exception, its code as error.type, and the party', async () => {
  const jam = Object.assign(new Error('paper jam'), { code: 'E_JAM' })
  const spans = await spansOf((actions) => {
    actions.scope('tray').registerAction('Print', () => Promise.reject(jam), { name: 'print' })
  })

  const whole = spans['action Print']
  assert.equal(whole?.status, { code: SpanStatusCode.ERROR, message: 'paper jam' })
  assert.equal(whole?.attributes, {
    'entracte.action': 'Print',
    'entracte.invocation.id': 1,
    'entracte.outcome': 'failed',
    'error.type': 'E_JAM',
    'entracte.failure.by.kind': 'core',
    'entracte.failure.by.name': 'print',
    'entracte.failure.by.scope': 'tray',
  })
  assert.is(whole?.events[0]?.name, 'exception')
  assert.is(whole?.events[0]?.attributes?.['exception.message'], 'paper jam')
  assert.is(spans['core print']?.attributes['error.type'], 'E_JAM')
  assert.is(spans['core print']?.status.code, SpanStatusCode.ERROR)
})

const REVOKED = Proxy.revocable({}, {})
REVOKED.revoke()
const THROWN: [what: string, thrown: unknown, type: string, message: string][] = [
  ['an error without a code', new RangeError('too many'), 'RangeError', 'too many'],
  ['an error with a number as its code', Object.assign(new Error('gone'), { code: 410 }), '410', 'gone'],
  ['a text', 'out of paper', '_OTHER', 'out of paper'],
  ['nothing', undefined, '_OTHER', 'undefined'],
  ['a revoked proxy', REVOKED.proxy, '_OTHER', 'an object'],
  ['an error whose message is no text', Object.assign(new Error('x'), { message: 7 }), 'Error', '"7"'],
]
for (const [what, thrown, type, message] of THROWN) {
  test(`a function that throws ${what} has an exception and an error.type, too`, async () => {
    const spans = await spansOf((actions) =>
      actions.registerAction('Print', () => {
        throw thrown
      }),
    )

    const whole = spans['action Print']
    assert.is(whole?.attributes['error.type'], type)
    assert.equal(whole?.status, { code: SpanStatusCode.ERROR, message })
    assert.is(whole?.events[0]?.name, 'exception')
  })
}

test('a failure whose stack cannot be read has the status ERROR, too', async () => {
  const error = Object.defineProperty(new Error('no stack'), 'stack', {
    get() {
      throw new Error('hands off')
    },
  })
  const spans = await spansOf((actions) =>
    actions.registerAction('Print', () => Promise.reject(error), { name: 'print' }),
  )

  assert.equal(spans['core print']?.status, { code: SpanStatusCode.ERROR, message: 'no stack' })
})

test('a time limit says so, with the party that ran', async () => {
  const hold = deferred()
  const spans = await spansOf((actions) =>
    actions.registerAction('Print', () => hold.promise, { name: 'print', timeout: 5 }),
  )
  hold.resolve()

  const whole = spans['action Print']
  assert.is(whole?.attributes['entracte.outcome'], 'timedOut')
  assert.is(whole?.attributes['error.type'], 'ACTION_TIMEOUT')
  assert.is(whole?.attributes['entracte.failure.by.name'], 'print')
  assert.is(whole?.status.code, SpanStatusCode.ERROR)
})

test('a cancellation is an event with its reason, and no error', async () => {
  const signals = new AbortController()
  const spans = await spansOf(
    (actions) =>
      actions.registerAction('Print', () => {
        signals.abort(new Error('the page was closed'))
        return settled()
      }),
    { signal: signals.signal },
  )

  const whole = spans['action Print']
  assert.is(whole?.attributes['entracte.outcome'], 'cancelled')
  assert.equal(whole?.status, UNSET)
  assert.equal(whole?.events, [{ name: 'cancel', attributes: { 'entracte.cancel.reason': 'the page was closed' } }])
})

for (const [what, attach] of Object.entries<(actions: Actions, cut: () => void) => unknown>({
  'a core that has read its signal': (actions, cut) =>
    actions.registerAction('Print', async (_payload, { signal }) => {
      await settled()
      cut()
      await settled()
      return signal
    }),
  'an error-listener': (actions, cut) => {
    actions.registerAction('Print', () => Promise.reject(new Error('jam')))
    actions.addListener('errorPrint', () => {
      cut()
      return settled()
    })
  },
})) {
  test(`S20: a cancellation that comes during ${what} is no error either`, async () => {
    const signals = new AbortController()
    const spans = await spansOf((actions) => attach(actions, () => signals.abort(new Error('the page was closed'))), {
      signal: signals.signal,
    })

    const whole = spans['action Print']
    assert.is(whole?.attributes['entracte.outcome'], 'cancelled')
    assert.equal(whole?.status, UNSET)
  })
}

test('S20: the time limit of a nested invocation, or of a listener, is a failure of the invocation around it', async () => {
  const hold = deferred()
  const spans = await spansOf((actions) => {
    actions.registerAction('Mail', () => hold.promise, { timeout: 5, name: 'mail' })
    actions.registerAction('Copy', () => {})
    actions.addListener('beforeCopy', () => hold.promise, { timeout: 5, name: 'check' })
    actions.registerAction('Print', async (_payload, ctx) => {
      await ctx.settleAction('Copy')
      await ctx.invokeAction('Mail')
    })
  })
  hold.resolve()

  const outcomes = Object.entries(spans).map(([name, span]) => `${name} ${span?.attributes['entracte.outcome']}`)
  assert.equal(outcomes.sort(), [
    'action Copy failed',
    'action Mail timedOut',
    'action Print failed',
    'before check timedOut',
    'core failed',
  ])
  assert.is(spans['action Print']?.attributes['error.type'], 'ACTION_TIMEOUT')
})

test('so is that of a nested invocation of the same action', async () => {
  const hold = deferred()
  const spans = await spansOf((actions) => {
    actions.registerAction(
      'Print',
      (_payload, ctx) => (ctx.depth === 0 ? ctx.invokeAction('Print', undefined, { timeout: 5 }) : hold.promise),
      { name: 'print' },
    )
  })
  hold.resolve()

  // That of the core inside has not ended.
  assert.is(spans['core print']?.attributes['entracte.outcome'], 'failed')
})

test('the abort of a nested invocation that nothing has caught is a failure of the outer invocation', async () => {
  const spans = await spansOf((actions) => {
    actions.registerAction('Mail', () => {})
    actions.addListener('beforeMail', (_payload, abort) => abort('closed'))
    actions.registerAction('Print', (_payload, ctx) => ctx.invokeAction('Mail'))
  })

  assert.equal(spans['action Mail']?.status, UNSET)
  assert.is(spans['action Print']?.attributes['error.type'], 'ACTION_ABORTED')
  assert.is(spans['action Print']?.status.code, SpanStatusCode.ERROR)
})

test.run()
