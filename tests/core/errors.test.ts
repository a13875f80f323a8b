// Rule S16: every error that can be shown, what it carries, and what it says, word for word.

import compose from 'koa-compose'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  ActionAbortedError,
  ActionError,
  ActionMisuseError,
  ActionRecursionError,
  ActionTimeoutError,
  after,
  before,
  createActions,
  DuplicateActionError,
  type Party,
  replacement,
  UnknownActionError,
  UnsupportedEventError,
} from '../../source/core/index.js'
import { deferred, rejection, settled, thrown } from '../support/helpers.js'

const actionsWithoutMap = () => createActions()
type Untyped = ReturnType<typeof actionsWithoutMap>

/** Actions with one action, which prints. */
function printer(): Untyped {
  const actions = actionsWithoutMap()
  actions.registerAction('PrintLabel', () => 'printed')
  return actions
}

/** What goes to onListenerError while `work` has its way with the actions. */
async function reported(work: (actions: Untyped) => unknown): Promise<unknown> {
  const reports: unknown[] = []
  await work(createActions({ onListenerError: (error) => reports.push(error) }))
  await settled()
  assert.is(reports.length, 1)
  return reports[0]
}

// ── each error of the library: its class, its name, its code, its action and its words

interface Sample {
  what: string
  type: new (...args: never[]) => ActionError
  name: string
  code: string
  action: string
  message: string
  provoke: () => unknown
}

const unknown = { type: UnknownActionError, name: 'UnknownActionError', code: 'ACTION_UNKNOWN' }
const duplicate = { type: DuplicateActionError, name: 'DuplicateActionError', code: 'ACTION_DUPLICATE' }
const aborted = { type: ActionAbortedError, name: 'ActionAbortedError', code: 'ACTION_ABORTED' }
const timeout = { type: ActionTimeoutError, name: 'ActionTimeoutError', code: 'ACTION_TIMEOUT' }
const recursion = { type: ActionRecursionError, name: 'ActionRecursionError', code: 'ACTION_RECURSION' }
const misuse = { type: ActionMisuseError, name: 'ActionMisuseError', code: 'ACTION_MISUSE' }
const unsupported = { type: UnsupportedEventError, name: 'UnsupportedEventError', code: 'ACTION_UNSUPPORTED_EVENT' }

const samples: Sample[] = [
  {
    ...unknown,
    what: 'an unknown name that is close to a registered one',
    action: 'PrintLabl',
    message: 'Cannot invoke the action "PrintLabl", because no such action is registered: did you mean "PrintLabel"?',
    provoke: () => rejection(printer().invokeAction('PrintLabl')),
  },
  {
    ...unknown,
    what: 'an unknown name that is close to two registered ones',
    action: 'PrintLabel',
    message:
      'Cannot invoke the action "PrintLabel", because no such action is registered: did you mean "PrintLabels" or "PrintTable"?',
    provoke: () => {
      const actions = actionsWithoutMap()
      actions.registerAction('PrintTable', () => {})
      actions.registerAction('PrintLabels', () => {})
      return rejection(actions.invokeAction('PrintLabel'))
    },
  },
  {
    ...unknown,
    what: 'an unknown name that is close to none',
    action: 'Logout',
    message: 'Cannot invoke the action "Logout", because no such action is registered: register it before invoking it',
    provoke: () => rejection(printer().invokeAction('Logout')),
  },
  {
    ...duplicate,
    what: 'a name registered twice',
    action: 'PrintLabel',
    message:
      'Cannot register the action "PrintLabel", because it is registered already: pass { override: true } to put another core in its place',
    provoke: () => thrown(() => printer().registerAction('PrintLabel', () => 'again')),
  },
  {
    ...aborted,
    what: 'an abort with a reason, by a listener with a name and a scope',
    action: 'PrintLabel',
    message:
      'The action "PrintLabel" was aborted by the before-listener "checkPaper" of the scope "stock": "out of paper"',
    provoke: () => {
      const actions = printer()
      actions
        .scope('stock')
        .addListener('beforePrintLabel', (_payload, abort) => abort('out of paper'), { name: 'checkPaper' })
      return rejection(actions.invokeAction('PrintLabel'))
    },
  },
  {
    ...aborted,
    what: 'an abort without a reason, by a listener without a name',
    action: 'PrintLabel',
    message: 'The action "PrintLabel" was aborted by the before-listener',
    provoke: () => {
      const actions = printer()
      actions.addListener('beforePrintLabel', (_payload, abort) => abort())
      return rejection(actions.invokeAction('PrintLabel'))
    },
  },
  {
    ...aborted,
    what: 'an abort with an error as its reason, by middleware',
    action: 'PrintLabel',
    message: 'The action "PrintLabel" was aborted by the middleware "gate": "the office is closed"',
    provoke: () => {
      const actions = printer()
      actions.use((ctx) => ctx.abort(new Error('the office is closed')), { name: 'gate' })
      return rejection(actions.invokeAction('PrintLabel'))
    },
  },
  {
    ...aborted,
    what: 'an abort by a replacement',
    action: 'PrintLabel',
    message: 'The action "PrintLabel" was aborted by the replacement "confirm": 404',
    provoke: () => {
      const actions = printer()
      actions.replaceAction('PrintLabel', (_payload, _original, ctx) => ctx.abort(404), { name: 'confirm' })
      return rejection(actions.invokeAction('PrintLabel'))
    },
  },
  {
    ...aborted,
    what: 'an abort in a stack composed by hand, whose ctx has no action',
    action: '',
    message: 'The action was aborted by the before-listener "checkPaper": "out of paper"',
    provoke: () => {
      const checkPaper = (_payload: unknown, abort: (reason: string) => void) => abort('out of paper')
      return rejection(compose([before(checkPaper)])({ payload: {} }))
    },
  },
  {
    ...timeout,
    what: 'a core that is too slow',
    action: 'PrintLabel',
    message: 'The action "PrintLabel" ran out of its time limit of 5 ms, while the core "print" was still running',
    provoke: () => {
      const actions = actionsWithoutMap()
      actions.registerAction('PrintLabel', () => deferred().promise, { name: 'print', timeout: 5 })
      return rejection(actions.invokeAction('PrintLabel'))
    },
  },
  {
    ...timeout,
    what: 'a payload update that is too slow',
    action: 'PrintLabel',
    message:
      'The action "PrintLabel" ran out of its time limit of 5 ms, while the payload update "fillIn" was still running',
    provoke: () => {
      const actions = actionsWithoutMap()
      const fillIn = () => deferred().promise
      actions.registerAction('PrintLabel', () => {}, { payloadUpdate: fillIn, timeout: 5 })
      return rejection(actions.invokeAction('PrintLabel'))
    },
  },
  {
    ...timeout,
    what: 'a listener that is slower than its own limit',
    action: 'PrintLabel',
    message:
      'The before-listener "checkPaper" of the scope "stock" of the action "PrintLabel" ran out of its time limit of 5 ms',
    provoke: () => {
      const actions = printer()
      actions
        .scope('stock')
        .addListener('beforePrintLabel', () => deferred().promise, { name: 'checkPaper', timeout: 5 })
      return rejection(actions.invokeAction('PrintLabel'))
    },
  },
  {
    ...recursion,
    what: 'actions that invoke one another in a circle',
    action: 'A',
    message: 'Cannot invoke the action "A" at a depth of 2, because maxDepth is 1: look for a circle in A → B → A',
    provoke: () => {
      const actions = createActions({ maxDepth: 1 })
      actions.registerAction('A', (_payload, ctx) => ctx.invokeAction('B'))
      actions.registerAction('B', (_payload, ctx) => ctx.invokeAction('A'))
      return rejection(actions.invokeAction('A'))
    },
  },
  {
    ...recursion,
    what: 'a deep circle',
    action: 'B',
    message:
      'Cannot invoke the action "B" at a depth of 101, because maxDepth is 100: look for a circle in A → B → A → B → … → A → B → A → B',
    provoke: () => {
      const actions = actionsWithoutMap()
      actions.registerAction('A', (_payload, ctx) => ctx.invokeAction('B'))
      actions.registerAction('B', (_payload, ctx) => ctx.invokeAction('A'))
      return rejection(actions.invokeAction('A'))
    },
  },
  {
    ...misuse,
    what: 'a second next()',
    action: 'PrintLabel',
    message:
      'The middleware "audit" of the action "PrintLabel" called next() a second time: what is inside it runs once, so call next() once',
    provoke: () => {
      const actions = printer()
      const audit = async (_ctx: unknown, next: () => Promise<void>) => {
        await next()
        await next()
      }
      actions.use(audit)
      return rejection(actions.invokeAction('PrintLabel'))
    },
  },
  {
    ...misuse,
    what: 'a next() that comes too late',
    action: 'PrintLabel',
    message:
      'The middleware "audit" of the action "PrintLabel" called next() after it had settled: wait for next() before you return',
    provoke: async () => {
      const actions = printer()
      let late: (() => Promise<void>) | undefined
      actions.use(
        (_ctx, next) => {
          late = next
        },
        { name: 'audit' },
      )
      await actions.invokeAction('PrintLabel')
      return rejection(late?.() as Promise<void>)
    },
  },
  {
    ...misuse,
    what: 'an original() that comes too late',
    action: 'PrintLabel',
    message:
      'The replacement "confirm" of the scope "stock" of the action "PrintLabel" called original() after it had settled: wait for original() before you return',
    provoke: async () => {
      const actions = printer()
      let late: (() => Promise<unknown>) | undefined
      actions.scope('stock').replaceAction(
        'PrintLabel',
        (_payload, original) => {
          late = original
        },
        { name: 'confirm' },
      )
      await actions.invokeAction('PrintLabel')
      return rejection(late?.() as Promise<unknown>)
    },
  },
  {
    ...misuse,
    what: 'a late next() that nobody waits for',
    action: 'PrintLabel',
    message:
      'The middleware "audit" of the action "PrintLabel" called next() after it had settled: wait for next() before you return',
    provoke: () =>
      reported(async (actions) => {
        let late: (() => unknown) | undefined
        actions.registerAction('PrintLabel', () => 'printed')
        actions.use(
          (_ctx, next) => {
            late = next
          },
          { name: 'audit' },
        )
        await actions.invokeAction('PrintLabel')
        late?.()
      }),
  },
  {
    ...misuse,
    what: 'a second original() in a stack composed by hand',
    action: 'PrintLabel',
    message:
      'The replacement "retry" of the action "PrintLabel" called original() a second time: in a stack composed by hand, next runs once',
    provoke: () => {
      const retry = async (_payload: unknown, original: () => Promise<unknown>) => {
        await original()
        await original()
      }
      return rejection(compose([replacement(retry)])({ action: 'PrintLabel', payload: {} }))
    },
  },
  {
    ...misuse,
    what: 'a disposed scope that is asked to listen',
    action: 'PrintLabel',
    message:
      'Cannot attach anything through the scope "stock", because it has been disposed: make a new one with scope("stock")',
    provoke: () => {
      const scope = printer().scope('stock')
      scope.dispose()
      return thrown(() => scope.addListener('beforePrintLabel', () => {}))
    },
  },
  {
    ...unsupported,
    what: 'an after-listener of a terminal action',
    action: 'Logout',
    message:
      'Nothing will call the after-listener "goodbye" of the scope "crm" of the action "Logout", because the action is terminal: listen to "beforeLogout" instead',
    provoke: () =>
      reported((actions) => {
        actions.registerAction('Logout', () => {}, { terminal: true })
        actions.scope('crm').addListener('afterLogout', () => {}, { name: 'goodbye' })
      }),
  },
]

for (const { what, type, name, code, action, message, provoke } of samples) {
  test(`S16: ${what} is told by the ${name} ${code}, in one sentence with the remedy`, async () => {
    const error = (await provoke()) as ActionError

    assert.is(error.message, message)
    assert.instance(error, type)
    assert.is(error.name, name)
    assert.is(error.code, code)
    assert.is(error.action, action)
  })
}

for (const { what, name, provoke } of samples) {
  test(`S16: the ${name} of ${what} is an ActionError, an Error, and nothing that a wrong argument gives`, async () => {
    const error = await provoke()

    assert.instance(error, ActionError)
    assert.instance(error, Error)
    assert.not.instance(error, TypeError)
    assert.not.instance(error, RangeError)
  })
}

test('S16: no two classes of errors share a code', () => {
  const codes = new Map(samples.map(({ name, code }) => [code, name]))
  const names = new Set(samples.map(({ name }) => name))

  assert.is(codes.size, 7)
  assert.is(names.size, 7)
})

test('S16: an error of the library shows its name when it is turned into text', async () => {
  const error = (await rejection(printer().invokeAction('Logout'))) as Error

  assert.ok(String(error).startsWith('UnknownActionError: Cannot invoke the action "Logout"'), String(error))
})

const party: Party = { kind: 'after', name: undefined, scope: undefined }

for (const [name, Class, args] of [
  ['UnknownActionError', UnknownActionError, ['PrintLabel', []]],
  ['DuplicateActionError', DuplicateActionError, ['PrintLabel']],
  ['ActionAbortedError', ActionAbortedError, ['PrintLabel', 'out of paper', null]],
  ['ActionTimeoutError', ActionTimeoutError, ['PrintLabel', 5, null]],
  ['ActionRecursionError', ActionRecursionError, ['PrintLabel', ['PrintLabel', 'PrintLabel'], 0]],
  ['ActionMisuseError', ActionMisuseError, ['PrintLabel', 'The middleware called next() twice']],
  ['UnsupportedEventError', UnsupportedEventError, ['PrintLabel', party]],
] as const) {
  test(`S16: the name of an ${name} stays what it is, whatever a bundler calls the class`, () => {
    const e = class e extends (Class as new (...given: readonly unknown[]) => Error) {}

    const error = new e(...args)

    assert.is(error.name, name)
  })
}

test('S16: an error of the library has the stack of where it was made', async () => {
  const error = thrown(() => printer().registerAction('PrintLabel', () => {})) as Error

  assert.ok(error.stack?.includes('errors.test.'), error.stack)
})

// ── fields

test('S16: an ActionAbortedError carries the very reason and who aborted', async () => {
  const actions = printer()
  const reason = { paper: 0 }
  actions.scope('stock').addListener('beforePrintLabel', (_payload, abort) => abort(reason), { name: 'checkPaper' })

  const error = (await rejection(actions.invokeAction('PrintLabel'))) as ActionAbortedError

  assert.is(error.reason, reason)
  assert.equal(error.by, { kind: 'before', name: 'checkPaper', scope: 'stock' })
})

test('S16: an ActionAbortedError without a reason carries undefined', async () => {
  const actions = printer()
  actions.addListener('beforePrintLabel', (_payload, abort) => abort())

  const error = (await rejection(actions.invokeAction('PrintLabel'))) as ActionAbortedError

  assert.is(error.reason, undefined)
  assert.equal(error.by, { kind: 'before', name: undefined, scope: undefined })
})

test('S16: an ActionTimeoutError carries the limit and the stage', async () => {
  const actions = actionsWithoutMap()
  actions.registerAction('PrintLabel', () => deferred().promise, { name: 'print', timeout: 6 })

  const error = (await rejection(actions.invokeAction('PrintLabel'))) as ActionTimeoutError

  assert.is(error.timeout, 6)
  assert.equal(error.stage, { kind: 'core', name: 'print', scope: undefined })
})

test('S16: an ActionTimeoutError of a time in which no party was running names none', () => {
  for (const own of [false, true]) {
    const error = new ActionTimeoutError('PrintLabel', 5, null, own)

    assert.is(error.message, 'The action "PrintLabel" ran out of its time limit of 5 ms')
    assert.is(error.stage, null)
  }
})

// ── words from outside

const loop: unknown[] = []
loop.push(loop)

const reasons: [string, unknown][] = [
  ['a symbol', Symbol('why')],
  ['a bigint', 10n],
  ['null', null],
  ['an object without a prototype', Object.create(null)],
  ['a list that holds itself', loop],
  ['a function', () => {}],
  ['text of several lines', 'out of paper\nand of ink'],
  ['an error of several lines', new Error('out of paper\nand of ink')],
  ['very long text', 'paper '.repeat(1000)],
  ['a very long error', new Error('paper '.repeat(1000))],
]

for (const [what, reason] of reasons) {
  test(`S16: the message of an abort stays one short line when the reason is ${what}`, async () => {
    const actions = printer()
    actions.addListener('beforePrintLabel', (_payload, abort) => abort(reason))

    const error = (await rejection(actions.invokeAction('PrintLabel'))) as ActionAbortedError

    assert.instance(error, ActionAbortedError)
    assert.is(error.reason, reason)
    assert.ok(!error.message.includes('\n'), error.message)
    assert.ok(error.message.length < 300, `${error.message.length} characters`)
  })
}

for (const [reason, shown] of [
  [0, '0'],
  ['', '""'],
  [false, 'false'],
  [null, 'null'],
]) {
  test(`S16: the message of an abort shows its reason, also when that is ${shown}`, async () => {
    const actions = printer()
    actions.addListener('beforePrintLabel', (_payload, abort) => abort(reason), { name: 'checkPaper' })

    const error = (await rejection(actions.invokeAction('PrintLabel'))) as ActionAbortedError

    assert.is(error.message, `The action "PrintLabel" was aborted by the before-listener "checkPaper": ${shown}`)
  })
}

const strangeNames: [string, string][] = [
  ['of several lines', 'Print\nLabel'],
  ['with quotes', 'Print "Label"'],
  ['that is very long', 'PrintLabel'.repeat(1000)],
]

for (const [what, name] of strangeNames) {
  test(`S16: messages stay one short line when an action has a name ${what}`, async () => {
    const reported: unknown[] = []
    const actions = createActions({ maxDepth: 0, onListenerError: (error) => reported.push(error) })
    const unknownError = await rejection(actions.invokeAction(name))
    actions.registerAction(name, (_payload, ctx) => ctx.invokeAction(name), { terminal: true })
    actions.addListener(`after${name}`, () => {})
    const errors = [
      unknownError,
      thrown(() => actions.registerAction(name, () => {})),
      await rejection(actions.invokeAction(name)),
      ...reported,
    ] as ActionError[]

    assert.equal(
      errors.map((error) => error.code),
      ['ACTION_UNKNOWN', 'ACTION_DUPLICATE', 'ACTION_RECURSION', 'ACTION_UNSUPPORTED_EVENT'],
    )
    for (const error of errors) {
      assert.is(error.action, name)
      assert.ok(!error.message.includes('\n'), error.message)
      assert.ok(error.message.length < 600, `${error.message.length} characters`)
    }
  })
}

// ── wrong arguments

/** Values that are no names, and how a message shows them. */
const noNames: [unknown, string][] = [
  [undefined, 'undefined'],
  [null, 'null'],
  ['', '""'],
  [42, '42'],
  [10n, '10n'],
  [true, 'true'],
  [Symbol('name'), 'Symbol(name)'],
  [{}, 'an object'],
  [Object.create(null), 'an object'],
  [['PrintLabel'], '["PrintLabel"]'],
]

for (const [value, shown] of noNames) {
  test(`S16: a name that is ${shown}, one of its kind, is a TypeError that shows it`, async () => {
    const actions = actionsWithoutMap()
    const expected = `The name of an action must be a non-empty string, got ${shown}`

    const errors = [
      thrown(() => actions.registerAction(value as never, () => {})),
      thrown(() => actions.replaceAction(value as never, () => {})),
      thrown(() => actions.unregisterAction(value as never)),
      await rejection(actions.invokeAction(value as never)),
    ] as Error[]

    for (const error of errors) {
      assert.instance(error, TypeError)
      assert.not.instance(error, ActionError)
      assert.is(error.message, expected)
    }
  })
}

test('S16: a name that is a list which holds itself is a TypeError, too', async () => {
  const actions = actionsWithoutMap()

  assert.instance(await rejection(actions.invokeAction(loop as never)), TypeError)
  assert.instance(
    thrown(() => actions.registerAction(loop as never, () => {})),
    TypeError,
  )
})

/** Wrong arguments, thrown at once. */
const wrongArguments: [string, (actions: Untyped) => unknown, typeof TypeError | typeof RangeError, string][] = [
  [
    'a core that is no function',
    (actions) => actions.registerAction('PrintLabel', 'print' as never),
    TypeError,
    'The core of the action "PrintLabel" must be a function, got "print"',
  ],
  [
    'a payload update that is no function',
    (actions) => actions.registerAction('PrintLabel', () => {}, { payloadUpdate: 1 as never }),
    TypeError,
    'The option payloadUpdate must be a function, got 1',
  ],
  [
    'a listener that is no function',
    (actions) => actions.addListener('beforePrintLabel', undefined as never),
    TypeError,
    'The listener for "beforePrintLabel" must be a function, got undefined',
  ],
  [
    'a listener to take off that is no function',
    (actions) => actions.removeListener('beforePrintLabel', null as never),
    TypeError,
    'The listener for "beforePrintLabel" must be a function, got null',
  ],
  [
    'a replacement that is no function',
    (actions) => actions.replaceAction('PrintLabel', {} as never),
    TypeError,
    'The replacement of the action "PrintLabel" must be a function, got an object',
  ],
  [
    'middleware for one action that is no function',
    (actions) => actions.use('PrintLabel', 42 as never),
    TypeError,
    'The middleware of the action "PrintLabel" must be a function, got 42',
  ],
  [
    'an event of no kind',
    (actions) => actions.addListener('duringPrintLabel' as never, () => {}),
    TypeError,
    'There is no event "duringPrintLabel": events are "before", "after" or "error" with the action\'s name behind it, like "beforeAcceptTask"',
  ],
  [
    'an event without an action',
    (actions) => actions.addListener('before' as never, () => {}),
    TypeError,
    'There is no event "before": events are "before", "after" or "error" with the action\'s name behind it, like "beforeAcceptTask"',
  ],
  [
    'an event that is no text',
    (actions) => actions.addListener(undefined as never, () => {}),
    TypeError,
    'There is no event undefined: events are "before", "after" or "error" with the action\'s name behind it, like "beforeAcceptTask"',
  ],
  [
    'an event to stop listening to that is of no kind',
    (actions) => actions.removeListener('duringPrintLabel' as never, () => {}),
    TypeError,
    'There is no event "duringPrintLabel": events are "before", "after" or "error" with the action\'s name behind it, like "beforeAcceptTask"',
  ],
  [
    'an order of NaN',
    (actions) => actions.addListener('beforePrintLabel', () => {}, { order: Number.NaN }),
    TypeError,
    'The option order must be a number, lower runs first, got NaN',
  ],
  [
    'an order that is no number',
    (actions) => actions.use((_ctx, next) => next(), { order: '1' as never }),
    TypeError,
    'The option order must be a number, lower runs first, got "1"',
  ],
  [
    'a limit that is no number',
    (actions) => actions.addListener('beforePrintLabel', () => {}, { timeout: '5' as never }),
    TypeError,
    'The option timeout must be a number of milliseconds, got "5"',
  ],
  [
    'a limit that is out of range',
    (actions) => actions.registerAction('PrintLabel', () => {}, { timeout: 0 }),
    RangeError,
    'The option timeout must be between 1 and 2147483647 milliseconds, or left out for no limit, got 0',
  ],
  [
    'options that are no object',
    (actions) => actions.addListener('beforePrintLabel', () => {}, 'once' as never),
    TypeError,
    'The options must be an object, got "once"',
  ],
  [
    'an option once that is no boolean',
    (actions) => actions.addListener('beforePrintLabel', () => {}, { once: 1 as never }),
    TypeError,
    'The option once must be true or false, got 1',
  ],
  [
    'a signal that is none',
    (actions) => actions.addListener('beforePrintLabel', () => {}, { signal: {} as never }),
    TypeError,
    'The option signal must be an AbortSignal, got an object',
  ],
  [
    'an option name that is no name',
    (actions) => actions.addListener('beforePrintLabel', () => {}, { name: 1 as never }),
    TypeError,
    'The option name must be a non-empty string, got 1',
  ],
  [
    'the name of a scope that is none',
    (actions) => actions.scope('' as never),
    TypeError,
    'The name of a scope must be a non-empty string, got ""',
  ],
  [
    'an observer that is no object',
    (actions) => actions.observe('start' as never),
    TypeError,
    'An observer must be an object, got "start"',
  ],
  [
    'an observer that sees nothing',
    (actions) => actions.observe({}),
    TypeError,
    'An observer must have a function start, or a function end, or both',
  ],
  [
    'an observer whose start is no function',
    (actions) => actions.observe({ start: 1 as never }),
    TypeError,
    'The start of an observer must be a function, got 1',
  ],
  [
    'an onListenerError that is no function',
    () => createActions({ onListenerError: 'log' as never }),
    TypeError,
    'The option onListenerError must be a function, got "log"',
  ],
  [
    'a maxDepth that is no number',
    () => createActions({ maxDepth: '9' as never }),
    TypeError,
    'The option maxDepth must be a number, got "9"',
  ],
  [
    'null as options of createActions',
    () => createActions(null as never),
    TypeError,
    'The options must be an object, got null',
  ],
  [
    'an onListenerError of null',
    () => createActions({ onListenerError: null as never }),
    TypeError,
    'The option onListenerError must be a function, got null',
  ],
  [
    'a maxDepth of null',
    () => createActions({ maxDepth: null as never }),
    TypeError,
    'The option maxDepth must be a number, got null',
  ],
  [
    'null as options of an action',
    (actions) => actions.registerAction('PrintLabel', () => {}, null as never),
    TypeError,
    'The options must be an object, got null',
  ],
  [
    'a payload update of null',
    (actions) => actions.registerAction('PrintLabel', () => {}, { payloadUpdate: null as never }),
    TypeError,
    'The option payloadUpdate must be a function, got null',
  ],
  [
    'a function as options of a listener',
    (actions) => actions.addListener('beforePrintLabel', () => {}, (() => {}) as never),
    TypeError,
    'The options must be an object, got a function',
  ],
  [
    'a signal of null',
    (actions) => actions.addListener('beforePrintLabel', () => {}, { signal: null as never }),
    TypeError,
    'The option signal must be an AbortSignal, got null',
  ],
  [
    'an empty option name',
    (actions) => actions.addListener('beforePrintLabel', () => {}, { name: '' }),
    TypeError,
    'The option name must be a non-empty string, got ""',
  ],
  [
    'an option name of null',
    (actions) => actions.replaceAction('PrintLabel', () => {}, { name: null as never }),
    TypeError,
    'The option name must be a non-empty string, got null',
  ],
  [
    'an observer whose start is null',
    (actions) => actions.observe({ start: null as never, end: () => {} }),
    TypeError,
    'The start of an observer must be a function, got null',
  ],
  [
    'a maxDepth below 0',
    () => createActions({ maxDepth: -1 }),
    RangeError,
    'The option maxDepth must be 0 or more, got -1',
  ],
]

for (const [what, provoke, type, message] of wrongArguments) {
  test(`S16: ${what} is a plain ${type.name} that says what is wrong`, () => {
    const actions = actionsWithoutMap()

    const error = thrown(() => provoke(actions)) as Error

    assert.instance(error, type)
    assert.not.instance(error, ActionError)
    assert.is(error.message, message)
    assert.equal(actions.explain('PrintLabel'), [])
  })
}

test('S16: what is handed to a lift and is no function is a plain TypeError', () => {
  const errors = [
    thrown(() => before('check' as never)),
    thrown(() => after('check' as never)),
    thrown(() => replacement('check' as never)),
  ] as Error[]

  for (const error of errors) {
    assert.instance(error, TypeError)
    assert.not.instance(error, ActionError)
    assert.ok(error.message.endsWith('must be a function, got "check"'), error.message)
  }
})

test('S16: wrong options of invokeAction are a rejection with the same words', async () => {
  const actions = printer()

  const type = (await rejection(actions.invokeAction('PrintLabel', {}, { timeout: '5' as never }))) as Error
  const range = (await rejection(actions.invokeAction('PrintLabel', {}, { timeout: -1 }))) as Error
  const options = (await rejection(actions.invokeAction('PrintLabel', {}, 5 as never))) as Error

  assert.instance(type, TypeError)
  assert.is(type.message, 'The option timeout must be a number of milliseconds, got "5"')
  assert.instance(range, RangeError)
  assert.is(
    range.message,
    'The option timeout must be between 1 and 2147483647 milliseconds, or left out for no limit, got -1',
  )
  assert.instance(options, TypeError)
  assert.is(options.message, 'The options must be an object, got 5')
})

test('S16: every message begins with a capital letter, has no full stop inside and none at its end', async () => {
  const messages = [
    ...(await Promise.all(samples.map(async ({ provoke }) => ((await provoke()) as Error).message))),
    ...wrongArguments.map(([, provoke]) => (thrown(() => provoke(actionsWithoutMap())) as Error).message),
  ]

  for (const message of messages) assert.ok(/^[A-Z][^.\n]*$/.test(message), message)
})

// ── errors of the user's own functions

/** What a user's function may throw. */
const failures: [string, unknown][] = [
  ['an Error', new Error('paper jam')],
  ['a frozen Error', Object.freeze(new Error('paper jam'))],
  ['an error of a class of its own', new (class PaperJam extends Error {})('paper jam')],
  ['an ActionError of another action', new UnknownActionError('Other', [])],
  ['text', 'paper jam'],
  ['undefined', undefined],
  ['null', null],
  ['a symbol', Symbol('paper jam')],
]

/** Each makes one kind of party throw `failure`. */
const throwers: [string, (actions: Untyped, fail: () => never) => void][] = [
  ['middleware', (actions, fail) => actions.use(fail)],
  [
    'a payload update',
    (actions, fail) => actions.registerAction('PrintLabel', () => {}, { payloadUpdate: fail, override: true }),
  ],
  ['a before-listener', (actions, fail) => actions.addListener('beforePrintLabel', fail)],
  ['a replacement', (actions, fail) => actions.replaceAction('PrintLabel', fail)],
  ['a core', (actions, fail) => actions.registerAction('PrintLabel', fail, { override: true })],
]

for (const [who, attach] of throwers) {
  test(`S16: whatever ${who} throws passes through untouched`, async () => {
    for (const [what, failure] of failures) {
      const actions = printer()
      attach(actions, () => {
        throw failure
      })
      actions.use(async (_ctx, next) => next())
      actions.replaceAction('PrintLabel', (_payload, original) => original())
      const stack = failure instanceof Error ? failure.stack : undefined

      const error = await rejection(actions.invokeAction('PrintLabel'))

      assert.is(error, failure, what)
      if (failure instanceof Error) assert.is(failure.stack, stack, what)
    }
  })
}

test('S16: a message shows a function as a function', () => {
  const error = thrown(() => printer().addListener('beforePrintLabel', () => {}, { name: (() => {}) as never }))

  assert.is((error as Error).message, 'The option name must be a non-empty string, got a function')
})

test('S16: a message shows a list of five whole, and five of a longer one', () => {
  const shown = [
    [1, 2, 3, 4, 5],
    [1, 2, 3, 4, 5, 6],
  ].map((list) => (thrown(() => printer().scope(list as never)) as Error).message)

  assert.equal(shown, [
    'The name of a scope must be a non-empty string, got [1, 2, 3, 4, 5]',
    'The name of a scope must be a non-empty string, got [1, 2, 3, 4, 5, …]',
  ])
})

test('S16: a message shows the first 99 characters of what is longer than 100', async () => {
  const actions = actionsWithoutMap()
  const [fits, long] = ['x'.repeat(100), 'y'.repeat(101)]

  const whole = (await rejection(actions.invokeAction(fits))) as Error
  const cut = (await rejection(actions.invokeAction(long))) as UnknownActionError

  assert.ok(whole.message.startsWith(`Cannot invoke the action "${fits}", because`), whole.message)
  assert.ok(cut.message.startsWith(`Cannot invoke the action "${'y'.repeat(99)}…", because`), cut.message)
  assert.is(cut.action, long)
})

test('S16: a message shows what would break its line as an escape', async () => {
  const error = (await rejection(actionsWithoutMap().invokeAction('a\nb\u2028c\u2029d'))) as Error

  assert.ok(error.message.startsWith('Cannot invoke the action "a\\nb\\u2028c\\u2029d", because'), error.message)
})

for (const [verb, lift] of Object.entries({ before, after, replacement })) {
  test(`S16: ${verb}() says that what it lifts must be a function`, () => {
    const error = thrown(() => (lift as (fn: unknown) => unknown)('print')) as Error

    assert.instance(error, TypeError)
    assert.is(error.message, `What ${verb}() lifts must be a function, got "print"`)
  })
}

test('S16: the way to a depth of nine names is shown whole, a longer one without its middle', async () => {
  const shownAt = async (maxDepth: number) => {
    const actions = createActions({ maxDepth })
    const names = 'ABCDEFGHIJ'.split('')
    names.forEach((name, i) => {
      actions.registerAction(name, (_payload, ctx) => ctx.invokeAction(names[i + 1] ?? 'A'))
    })
    const { message } = (await rejection(actions.invokeAction('A'))) as Error
    return /in (.*)$/.exec(message)?.[1]
  }

  assert.is(await shownAt(7), 'A → B → C → D → E → F → G → H → I')
  assert.is(await shownAt(8), 'A → B → C → D → … → G → H → I → J')
})

test('S16: a message shows a list in a list as an object', () => {
  const error = thrown(() => printer().scope([['a'], 1] as never)) as Error

  assert.is(error.message, 'The name of a scope must be a non-empty string, got [an object, 1]')
})

for (const [names, shown] of [
  [['Dials'], '"Dials"'],
  [['Dials', 'Dialt'], '"Dials" or "Dialt"'],
  [['Dials', 'Dialt', 'Dialu'], '"Dials", "Dialt" or "Dialu"'],
] as const) {
  test(`S16: the message about an unknown name offers ${shown}`, async () => {
    const actions = actionsWithoutMap()
    for (const name of names) actions.registerAction(name, () => {})

    const { message } = (await rejection(actions.invokeAction('Dial'))) as Error

    assert.is(message, `Cannot invoke the action "Dial", because no such action is registered: did you mean ${shown}?`)
  })
}

test('S16: an abort by nobody that can be told says only what was aborted, and why', async () => {
  const actions = printer()
  actions.observe({ start: ({ kind, ctx }) => kind === 'invocation' && ctx.abort('early') })

  const { by, message } = (await rejection(actions.invokeAction('PrintLabel'))) as ActionAbortedError

  assert.is(by, null)
  assert.is(message, 'The action "PrintLabel" was aborted: "early"')
})

function disposedScope(actions: Untyped) {
  const scope = actions.scope('stock')
  scope.dispose()
  return scope
}

for (const [what, call, message] of [
  [
    'an observer that is undefined',
    (actions: Untyped) => actions.observe(undefined as never),
    'An observer must be an object, got undefined',
  ],
  [
    'an observer that is null',
    (actions: Untyped) => actions.observe(null as never),
    'An observer must be an object, got null',
  ],
  [
    'an end of an observer that is no function',
    (actions: Untyped) => actions.observe({ end: 1 as never }),
    'The end of an observer must be a function, got 1',
  ],
  [
    'a name, where the core is no function either,',
    (actions: Untyped) => actions.registerAction('', 'print' as never),
    'The name of an action must be a non-empty string, got ""',
  ],
  [
    'a name, where the replacement is no function either,',
    (actions: Untyped) => actions.replaceAction('', 'print' as never),
    'The name of an action must be a non-empty string, got ""',
  ],
  [
    'an observer, in a disposed scope,',
    (actions: Untyped) => disposedScope(actions).observe(null as never),
    'An observer must be an object, got null',
  ],
  [
    'the name of a scope, in a disposed one,',
    (actions: Untyped) => disposedScope(actions).scope(''),
    'The name of a scope must be a non-empty string, got ""',
  ],
  [
    'explain() of what is no name',
    (actions: Untyped) => actions.explain('' as never),
    'The name of an action must be a non-empty string, got ""',
  ],
] as const) {
  test(`S16: the error about ${what} says so`, () => {
    const error = thrown(() => call(printer())) as Error

    assert.instance(error, TypeError)
    assert.is(error.message, message)
  })
}

test.run()
