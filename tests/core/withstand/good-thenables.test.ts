// Decides that a thenable or a promise which behaves oddly, but ends well, gives its value once.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { rejection, unhandledDuring } from '../../support/helpers.js'
import { actionsWithoutMap, byNow, everyKind, type Settle } from './support.js'

// ── thenables

/** Names bad manners, each with a function that makes a thenable which still ends well with `value`. */
const wellEnding: [string, (value: unknown) => unknown][] = [
  [
    'calls back synchronously',
    (value) => ({
      then(resolve: Settle) {
        resolve(value)
      },
    }),
  ],
  [
    'calls back twice',
    (value) => ({
      then(resolve: Settle) {
        resolve(value)
        resolve('a second value')
      },
    }),
  ],
  [
    'calls back twice, the second time later',
    (value) => ({
      then(resolve: Settle) {
        resolve(value)
        setImmediate(() => resolve('a second value'))
      },
    }),
  ],
  [
    'calls back later and twice',
    (value) => ({
      then(resolve: Settle) {
        queueMicrotask(() => {
          resolve(value)
          resolve('a second value')
        })
      },
    }),
  ],
  [
    'resolves and then rejects',
    (value) => ({
      then(resolve: Settle, reject: Settle) {
        resolve(value)
        reject(new Error('too late'))
      },
    }),
  ],
  [
    'resolves and then throws',
    (value) => ({
      then(resolve: Settle) {
        resolve(value)
        throw new Error('too late')
      },
    }),
  ],
  [
    'resolves with another thenable',
    (value) => ({
      then(resolve: Settle) {
        resolve({
          then(inner: Settle) {
            inner(value)
          },
        })
      },
    }),
  ],
  [
    'is a function',
    (value) =>
      Object.assign(() => {}, {
        then(resolve: Settle) {
          resolve(value)
        },
      }),
  ],
  [
    'has a then that returns nonsense',
    (value) => ({
      then(resolve: Settle) {
        resolve(value)
        return 42
      },
    }),
  ],
]

for (const [how, make] of wellEnding) {
  for (const kind of ['payloadUpdate', 'before', 'core', 'after']) {
    test(`Withstands: a thenable that ${how}, returned by a ${kind}, loses no result and skips no party`, async () => {
      const { actions, log } = everyKind({ [kind]: make })
      let result: unknown

      const unhandled = await unhandledDuring(async () => {
        result = await byNow(actions.invokeAction('PrintLabel', {}))
      })

      assert.is(result, 'printed')
      assert.equal(log, ['payloadUpdate', 'before', 'second before', 'core', 'after', 'second after'])
      assert.equal(unhandled, [])
    })
  }

  test(`Withstands: a thenable that ${how}, returned by middleware, loses no result and skips no party`, async () => {
    const { actions, log } = everyKind({ middleware: make })
    let result: unknown

    const unhandled = await unhandledDuring(async () => {
      result = await byNow(actions.invokeAction('PrintLabel', {}))
    })

    assert.is(result, 'printed')
    assert.equal([...log].sort(), [
      'after',
      'before',
      'core',
      'middleware',
      'payloadUpdate',
      'second after',
      'second before',
    ])
    assert.equal(unhandled, [])
  })

  test(`Withstands: a thenable that ${how}, returned by a replacement, gives the result once`, async () => {
    const { actions, log } = everyKind({ replacement: make })
    let result: unknown

    const unhandled = await unhandledDuring(async () => {
      result = await byNow(actions.invokeAction('PrintLabel', {}))
    })

    assert.is(result, 'replaced')
    assert.equal(log, ['payloadUpdate', 'before', 'second before', 'core', 'replacement', 'after', 'second after'])
    assert.equal(unhandled, [])
  })

  test(`Withstands: a thenable that ${how}, returned by an error-listener, skips no listener`, async () => {
    const { actions, log } = everyKind({ error: make }, [], true)
    let error: unknown

    const unhandled = await unhandledDuring(async () => {
      error = await rejection(byNow(actions.invokeAction('PrintLabel', {})))
    })

    assert.is((error as Error).message, 'paper jam')
    assert.equal(log, ['payloadUpdate', 'before', 'second before', 'error', 'second error'])
    assert.equal(unhandled, [])
  })
}

for (const [how, make] of wellEnding) {
  test(`Withstands: a thenable that ${how}, returned by a payload update, gives the payload that the core sees`, async () => {
    const actions = actionsWithoutMap()
    const seen: unknown[] = []
    actions.registerAction('Note', (payload) => void seen.push(payload), { payloadUpdate: () => make('updated') })

    await byNow(actions.invokeAction('Note', 'given'))

    assert.equal(seen, ['updated'])
  })
}

for (const kind of ['object', 'function'] as const) {
  test(`Withstands: a thenable that is a ${kind} and calls back later is waited for`, async () => {
    const actions = actionsWithoutMap()
    const log: string[] = []
    const later = (who: string) => {
      const thenable = {
        then(resolve: Settle) {
          setImmediate(() => {
            log.push(`${who} calls back`)
            resolve(undefined)
          })
        },
      }
      return kind === 'object' ? thenable : Object.assign(() => {}, thenable)
    }
    actions.registerAction('PrintLabel', () => log.push('core'))
    actions.addListener('beforePrintLabel', () => later('before'))
    actions.addListener('afterPrintLabel', () => later('after'))
    actions.addListener('afterPrintLabel', () => log.push('second after'))
    actions.use('PrintLabel', (_ctx, next) => next().then(() => later('middleware')))

    await actions.invokeAction('PrintLabel', {})

    assert.equal(log, ['before calls back', 'core', 'after calls back', 'second after', 'middleware calls back'])
  })
}

// ── native promises that were changed

/** Names changes, each with a function that makes a native promise with that change, which `await` resolves to `value`. */
const strange: [string, (value: unknown) => Promise<unknown>][] = [
  [
    'has its own `then`, which calls back twice with other values',
    (value) =>
      Object.assign(Promise.resolve(value), {
        then(resolve: Settle) {
          resolve('a second value')
          resolve('a third value')
        },
      }) as never,
  ],
  [
    'has its own `then`, which throws',
    (value) =>
      Object.assign(Promise.resolve(value), {
        then() {
          throw new Error('nobody may wait')
        },
      }) as never,
  ],
  [
    'is of a subclass whose species gives another value',
    (value) => {
      class Strange extends Promise<unknown> {
        static override get [Symbol.species]() {
          return class extends Promise<unknown> {
            constructor(executor: ConstructorParameters<typeof Promise>[0]) {
              super((resolve, reject) => executor(() => resolve('a second value'), reject))
            }
          } as never
        }
      }
      return Strange.resolve(value)
    },
  ],
]

for (const [what, make] of strange) {
  test(`Withstands: a promise that ${what} gives what await would give, once, in every party`, async () => {
    const actions = actionsWithoutMap()
    const log: string[] = []
    actions.registerAction('PrintLabel', () => make('printed'))
    actions.use('PrintLabel', (_ctx, next) => {
      next()
      return make(undefined) as never
    })
    actions.addListener('beforePrintLabel', () => {
      log.push('before')
      return make(undefined)
    })
    actions.replaceAction('PrintLabel', (_payload, original) => {
      original()
      return make('printed politely')
    })
    actions.addListener('afterPrintLabel', () => {
      log.push('after')
      return make(undefined)
    })

    const result = await byNow(actions.invokeAction('PrintLabel', {}))

    assert.is(result, 'printed politely')
    assert.equal(log, ['before', 'after'])
  })
}

test.run()
