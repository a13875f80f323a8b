// Whether a stack does the same in every form (S18): composed by hand from the lifts, or built by the library.

import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions, replacement } from '../../../source/core/index.js'
import { rejection } from '../../support/helpers.js'
import { compareAll, type Spec, type Specs, stacks } from './stacks.js'

const runs = Number(process.env.ENTRACTE_RUNS ?? 400)

// Generated stacks

test('S18: a stack composed by hand and the stack of the library do the same, whatever is in them', async () => {
  const seed = process.env.ENTRACTE_SEED
  const property = fc.asyncProperty(stacks, async (specs) => void (await compareAll(specs)))
  const details = await fc.check(property, { numRuns: runs, ...(seed && { seed: Number(seed) }) })
  if (!details.failed) return
  const [specs] = details.counterexample as [Specs]
  const { message, details: difference = '' } = details.errorInstance as assert.Assertion
  const lines = Object.entries(specs).flatMap(([kind, of]) => [of].flat().map((spec) => `${kind} ${brief(spec)}`))
  throw new Error([`ENTRACTE_SEED=${details.seed}: ${message}`, ...lines, difference].join('\n    '))
})

function brief({ shape, steps, calls, afterwards, gives }: Spec): string {
  return `${shape} [${steps}] ${calls} [${afterwards}] gives ${gives}`
}

for (const size of [1, 10, 100, 1_000]) {
  test(`S18: stacks of ${size} functions do the same in every form, sync and async`, async () => {
    const kinds = Math.ceil(size / 4)
    const each = (count: number, calls: string, steps: string[]): Spec[] =>
      Array.from({ length: count }, (_, i) => ({
        shape: i % 3 === 0 ? 'async' : 'sync',
        steps: i % 7 === 0 ? steps : [],
        calls: i % 11 === 0 && calls === 'return' ? 'own' : calls,
        afterwards: [],
        gives: i % 5 === 0 ? 'value' : 'inner',
      }))
    const specs: Specs = {
      middleware: each(size - 3 * Math.floor(size / 4), 'return', ['edit', 'wait']),
      befores: each(Math.floor(size / 4), 'none', ['edit', 'wait']),
      replacements: each(Math.floor(size / 4), 'return', ['edit']),
      afters: each(Math.floor(size / 4), 'none', ['wait', 'throw']),
      core: { shape: 'sync', steps: [], calls: 'none', afterwards: [], gives: 'value' },
    }

    const { trace, outcome, reports } = await compareAll(specs)

    assert.ok(trace.length > size, `${trace.length} entries of ${kinds}`)
    assert.is(outcome[0], 'resolved')
    assert.is(reports.length, Math.ceil(Math.floor(size / 4) / 7))
  })
}

// Named cases: each in all forms

const idle: Spec = { shape: 'sync', steps: [], calls: 'none', afterwards: [], gives: 'value' }
const empty: Specs = { middleware: [], befores: [], replacements: [], afters: [], core: idle }

for (const shape of ['sync', 'async'] as const) {
  const passing: Spec = { ...idle, shape, calls: 'return', gives: 'inner' }

  for (const how of ['abort', 'ctx.abort', 'ctx.aborted']) {
    const reason = how === 'ctx.aborted' ? 'undefined' : 'aborts'

    test(`S18: a lifted ${shape} before-listener that aborts by ${how} stops everything inside it`, async () => {
      const aborting = { ...idle, shape, steps: [how] }

      const seen = await compareAll({
        ...empty,
        befores: [idle, aborting, idle],
        afters: [idle],
        replacements: [passing],
      })

      assert.equal(seen.trace, ['b0 given', 'b1 given'])
      assert.is(seen.outcome[1], `ActionAbortedError X ${reason === 'aborts' ? 'b1 aborts' : reason}`)
    })

    test(`S18: a lifted ${shape} before-listener that aborts by ${how} and throws has aborted, and its error is reported`, async () => {
      const aborting = { ...idle, shape, steps: [how, 'throw'] }

      const seen = await compareAll({ ...empty, befores: [aborting, idle] })

      assert.is(seen.outcome[1], `ActionAbortedError X ${reason === 'aborts' ? 'b0 aborts' : reason}`)
      assert.equal(seen.reports, ['b0 throws'])
    })

    for (const calls of ['await', 'return', 'bare', 'none', 'fall back']) {
      test(`S18: a lifted ${shape} replacement that aborts by ${how}, with original: ${calls}, has aborted`, async () => {
        const aborting = { ...passing, steps: [how], calls }

        const seen = await compareAll({ ...empty, replacements: [passing, aborting], afters: [idle] })

        assert.is(seen.outcome[1], `ActionAbortedError X ${reason === 'aborts' ? 'r1 aborts' : reason}`)
        assert.not.ok(seen.trace.some((line) => /^(r0|core|a0)/.test(line)))
      })
    }
  }

  test(`S18: a lifted ${shape} replacement that aborts and throws has aborted, and its error is reported`, async () => {
    const aborting = { ...passing, steps: ['ctx.abort', 'throw'] }

    const seen = await compareAll({ ...empty, replacements: [passing, aborting], afters: [idle] })

    assert.is(seen.outcome[1], 'ActionAbortedError X r1 aborts')
    assert.equal(seen.reports, ['r1 throws'])
  })

  test(`S18: middleware around lifted ${shape} parties recovers from an abort`, async () => {
    const aborting = { ...idle, shape, steps: ['abort'] }
    const recovering: Spec = { ...idle, shape: 'async', calls: 'recover' }

    const seen = await compareAll({ ...empty, middleware: [recovering], befores: [aborting] })

    assert.equal(seen.outcome, ['resolved', 'm0 recovers'])
  })

  test(`S18: a ${shape} failure passes through lifted parties untouched, past the after-listeners`, async () => {
    const seen = await compareAll({
      ...empty,
      befores: [idle],
      replacements: [passing],
      afters: [idle],
      core: { ...idle, shape, steps: ['throw'] },
    })

    assert.equal(seen.outcome, ['rejected', 'core throws'])
    assert.not.ok(seen.trace.some((line) => line.startsWith('a0')))
  })

  test(`S18: a lifted ${shape} replacement that does not await original is done when the core is done`, async () => {
    const bare: Spec = { ...passing, calls: 'bare', gives: 'nothing' }

    const seen = await compareAll({
      ...empty,
      replacements: [bare],
      afters: [idle],
      core: { ...idle, shape: 'async', steps: ['wait'] },
    })

    assert.equal(seen.outcome, ['resolved', "core's"])
    assert.is(seen.trace.at(-1), "a0 payload given result core's")
  })
}

test('S18: a replacement that gives nothing when its original has failed leaves the same result in every form', async () => {
  const fails: Spec = { ...idle, shape: 'async', calls: 'await', afterwards: ['throw'] }
  const shrugs: Spec = { ...idle, shape: 'async', calls: 'fall back', gives: 'nothing' }

  const seen = await compareAll({ ...empty, replacements: [fails, shrugs] })

  assert.is(seen.outcome[0], 'resolved')
})

test('S18: when a replacement fails after its original, ctx.result is the same in every form', async () => {
  const results: unknown[] = []
  for (const form of ['attached', 'lifted']) {
    const actions = createActions()
    const inner = async (_payload: unknown, original: () => Promise<unknown>) => {
      await original()
      throw new Error('refused')
    }
    const outer = (_payload: unknown, original: () => Promise<unknown>) => original()
    actions.use('X', async (ctx, next) => {
      await rejection(next())
      results.push([form, ctx.result])
    })
    actions.registerAction('X', () => 'core')
    if (form === 'attached') for (const fn of [inner, outer]) actions.replaceAction('X', fn)
    else for (const fn of [outer, inner]) actions.use('X', replacement(fn))

    results.push(await actions.invokeAction('X'))
  }

  assert.equal(results, [['attached', 'core'], 'core', ['lifted', 'core'], 'core'])
})

test('S18: a replacement that gives nothing when its original has failed leaves the result from before, in every form', async () => {
  const results: unknown[] = []
  for (const form of ['attached', 'lifted']) {
    const actions = createActions()
    const inner = async (_payload: unknown, original: () => Promise<unknown>) => {
      await original()
      throw new Error('refused')
    }
    const outer = async (_payload: unknown, original: () => Promise<unknown>) => void (await rejection(original()))
    actions.use('X', (ctx, next) => {
      ctx.result = 'before'
      return next()
    })
    actions.registerAction('X', () => 'core')
    if (form === 'attached') for (const fn of [inner, outer]) actions.replaceAction('X', fn)
    else for (const fn of [outer, inner]) actions.use('X', replacement(fn))

    results.push(await actions.invokeAction('X'))
  }

  assert.equal(results, ['before', 'before'])
})

test.run()
