// What do N replacements cost, each calling its original, beside nested closures and the peers that can replace?

import { checked, type Job, many, measureSizes, published } from './harness.js'
import { wrapped } from './peers/before-after-hook.js'
import { replaced } from './peers/feathers.js'
import { type Benchmark, type Limit, rowsOf, type Settings, type Table } from './results.js'

const { createActions } = await published()

type Original = (payload: number) => unknown
type Replacement = (payload: number, original: Original) => unknown

/**
 * The replacements. They pass on the payload that they received: in before-after-hook, no other payload is possible.
 */
const ASYNCHRONOUS: Replacement[] = [
  async (payload, original) => original(payload),
  async (payload, original) => ((await original(payload)) as number) + 1,
  (payload, original) => original(payload),
  async (payload, original) => {
    const result = await original(payload)
    return result
  },
]
const SYNCHRONOUS: Replacement[] = [
  (payload, original) => original(payload),
  (payload, original) => (payload === undefined ? undefined : original(payload)),
  (given, original) => original(given),
  (payload, inner) => inner(payload),
]

const asynchronousCore = async (payload: number) => payload * 2
const synchronousCore = (payload: number) => payload * 2

/** The ways to put the same replacements in front of a core, the last replacement outermost. */
const CONTESTANTS = {
  'nested closures'(core, replacements) {
    let run = core
    for (const replacement of replacements) {
      const original = run
      run = (payload) => replacement(payload, original)
    }
    return run
  },
  'nested async closures'(core, replacements) {
    let run = core
    for (const replacement of replacements) {
      const original = run
      run = async (payload) => replacement(payload, original)
    }
    return run
  },
  entracte(core, replacements) {
    const actions = createActions()
    actions.registerAction('Work', core)
    for (const replacement of replacements) actions.replaceAction('Work', replacement)
    return (payload) => actions.invokeAction('Work', payload)
  },
  'before-after-hook': wrapped,
  '@feathersjs/hooks': replaced,
} satisfies Record<string, (core: Original, replacements: Replacement[]) => Original>

interface Question {
  readonly title: string
  readonly core: Original
  readonly functions: readonly Replacement[]
  readonly sizes: readonly number[]
  readonly ratioTo: keyof typeof CONTESTANTS
  /** The limits of entracte, one for each size. */
  readonly limits: readonly (Limit | null)[]
}

const SYNCHRONOUS_LIMITS: Question['limits'] = [null, { ratio: 4 }, { ratio: 2.2 }, { ratio: 1.7 }, null]

export const benchmark: Benchmark = {
  parts: {
    asynchronous: (settings) =>
      replacements(settings, {
        title: 'Replacements: N in front of an asynchronous core',
        core: asynchronousCore,
        functions: ASYNCHRONOUS,
        sizes: [0, 1, 10, 100, 1000],
        ratioTo: 'nested closures',
        limits: [0, 1, 10, 100, 1000].map(() => ({ before: 1 })),
      }),
    // Where each replacement always returns a promise, as `original` always does, the least code is an async closure.
    synchronous: (settings) =>
      replacements(settings, {
        title: 'Replacements, synchronous: N in front of an asynchronous core',
        core: asynchronousCore,
        functions: SYNCHRONOUS,
        sizes: [0, 1, 10, 100, 1000],
        ratioTo: 'nested async closures',
        limits: SYNCHRONOUS_LIMITS,
      }),
    'all synchronous': (settings) =>
      replacements(settings, {
        title: 'Replacements, synchronous: N in front of a synchronous core',
        core: synchronousCore,
        functions: SYNCHRONOUS,
        sizes: [0, 1, 10, 100, 1000],
        ratioTo: 'nested async closures',
        limits: SYNCHRONOUS_LIMITS,
      }),
  },
}

async function replacements(settings: Settings, question: Question): Promise<Table[]> {
  const sizes = settings.smoke ? question.sizes.filter((n) => n <= 100) : question.sizes
  const build = async (n: number) => {
    const all = many(n, question.functions)
    const expected = 21 * 2 + all.filter((one) => one === ASYNCHRONOUS[1]).length
    const jobs: Record<string, Job> = {}
    for (const [name, make] of Object.entries(CONTESTANTS)) {
      const run = make(question.core, all)
      jobs[name] = await checked(() => run(21), expected, `${name} with ${n} replacements`)
    }
    return jobs
  }
  const columns = await measureSizes(sizes, build, question.ratioTo, settings)
  return [
    {
      title: question.title,
      unit: 'ns',
      ratioTo: question.ratioTo,
      columns: sizes.map((n) => `N = ${n}`),
      rows: rowsOf(columns, (name) => ({
        from: name.startsWith('nested') ? undefined : name,
        limits: name === 'entracte' ? question.limits.slice(0, sizes.length) : undefined,
      })),
    },
  ]
}
