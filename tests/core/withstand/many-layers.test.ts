// Decides that 10 000 layers around one core run without a stack overflow, however the invocation ends.

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { deferred, rejection, settled } from '../../support/helpers.js'
import { actionsWithoutMap, byNow, isCount } from './support.js'

const middlewares: [
  string,
  (enter: () => void, leave: () => void) => (ctx: unknown, next: () => Promise<void>) => unknown,
][] = [
  [
    'that return next()',
    (enter, leave) => (_ctx, next) => {
      enter()
      leave()
      return next()
    },
  ],
  [
    'that await next()',
    (enter, leave) => async (_ctx, next) => {
      enter()
      await next()
      leave()
    },
  ],
  [
    'that call next() and do not wait for it',
    (enter, leave) => (_ctx, next) => {
      enter()
      leave()
      next()
    },
  ],
  [
    'that wait before next()',
    (enter, leave) => async (_ctx, next) => {
      await null
      enter()
      leave()
      await next()
    },
  ],
]

for (const [how, make] of middlewares) {
  test(`Withstands: 10 000 middleware ${how} run without a stack overflow`, async () => {
    const actions = actionsWithoutMap()
    const entered: number[] = []
    let left = 0
    actions.registerAction('PrintLabel', () => 'printed')
    for (let i = 0; i < 10_000; i++) {
      actions.use(
        'PrintLabel',
        make(
          () => entered.push(i),
          () => left++,
        ),
      )
    }

    const result = await actions.invokeAction('PrintLabel', {})

    assert.is(result, 'printed')
    assert.ok(isCount(entered, 10_000))
    assert.is(left, 10_000)
  })
}

test('Withstands: 10 000 middleware leave in the reverse order in which they were entered', async () => {
  const actions = actionsWithoutMap()
  const left: number[] = []
  actions.registerAction('PrintLabel', () => 'printed')
  for (let i = 0; i < 10_000; i++) {
    actions.use('PrintLabel', async (_ctx, next) => {
      await next()
      left.push(i)
    })
  }

  await actions.invokeAction('PrintLabel', {})

  assert.ok(isCount(left.reverse(), 10_000))
})

const replacements: [string, (payload: number, original: (payload: number) => Promise<number>) => unknown][] = [
  ['that return original()', (payload, original) => original(payload + 1)],
  ['that await original()', async (payload, original) => (await original(payload + 1)) + 1],
  [
    'that call original() and do not wait for it',
    (payload, original) => {
      original(payload + 1)
    },
  ],
  [
    'that wait before original()',
    async (payload, original) => {
      await null
      return original(payload + 1)
    },
  ],
]

for (const [how, replacement] of replacements) {
  test(`Withstands: 10 000 replacements ${how} run without a stack overflow`, async () => {
    const actions = actionsWithoutMap()
    let seen = 0
    actions.registerAction('Count', (payload) => {
      seen = payload
      return payload
    })
    for (let i = 0; i < 10_000; i++) actions.replaceAction('Count', replacement)

    const result = await actions.invokeAction('Count', 0)

    assert.is(seen, 10_000)
    assert.is(result, how === 'that await original()' ? 20_000 : 10_000)
  })
}

test('Withstands: an error travels untouched through 10 000 middleware and 10 000 replacements', async () => {
  const actions = actionsWithoutMap()
  const failure = new Error('paper jam')
  actions.registerAction('PrintLabel', () => {
    throw failure
  })
  for (let i = 0; i < 10_000; i++) {
    actions.use('PrintLabel', (_ctx, next) => next())
    actions.replaceAction('PrintLabel', async (_payload, original) => original())
  }

  assert.is(await rejection(actions.invokeAction('PrintLabel', {})), failure)
})

test('Withstands: an abort passes through 10 000 middleware', async () => {
  const actions = actionsWithoutMap()
  actions.registerAction('PrintLabel', () => 'printed')
  for (let i = 0; i < 10_000; i++) actions.use('PrintLabel', async (_ctx, next) => next())
  actions.addListener('beforePrintLabel', (_payload, abort) => abort('out of paper'))

  const error = (await rejection(actions.invokeAction('PrintLabel', {}))) as { reason: unknown }

  assert.is(error.reason, 'out of paper')
})

test('Withstands: a cut passes through 10 000 middleware and 10 000 replacements', async () => {
  const actions = actionsWithoutMap()
  const cut = new AbortController()
  const reason = new Error('the window was closed')
  const started = deferred()
  const paper = deferred()
  let caught = 0
  actions.registerAction('PrintLabel', async () => {
    started.resolve()
    await paper.promise
  })
  for (let i = 0; i < 10_000; i++) {
    actions.use('PrintLabel', async (_ctx, next) => {
      await next().catch((error: unknown) => {
        if (error === reason) caught++
        throw error
      })
    })
    actions.replaceAction('PrintLabel', (_payload, original) => original())
  }
  const running = actions.invokeAction('PrintLabel', {}, { signal: cut.signal })
  await started.promise

  cut.abort(reason)
  const error = await rejection(byNow(running))
  paper.resolve()
  while (caught < 10_000) await settled()

  assert.is(error, reason)
})

test('Withstands: 10 000 middleware and 10 000 replacements run while an observer is attached', async () => {
  const actions = actionsWithoutMap()
  let starts = 0
  let ends = 0
  actions.observe({
    start: () => {
      starts++
    },
    end: () => {
      ends++
    },
  })
  actions.registerAction('PrintLabel', () => 'printed')
  for (let i = 0; i < 10_000; i++) {
    actions.use('PrintLabel', (_ctx, next) => next())
    actions.replaceAction('PrintLabel', (_payload, original) => original())
  }

  assert.is(await actions.invokeAction('PrintLabel', {}), 'printed')
  assert.is(starts, 20_002)
  assert.is(ends, 20_002)
})

test.run()
