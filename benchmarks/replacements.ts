// What do N replacements cost, each calling its original, beside nested closures and the peers that can replace?

import { checked, type Job, many, measureSizes, published } from './harness.js'
import { wrapped } from './peers/before-after-hook.js'
import { replaced } from './peers/feathers.js'
import { type Benchmark, rowsOf, type Settings, type Table } from './results.js'

const { createActions } = await published()

const SIZES = [0, 1, 10, 100, 1000]

type Original = (payload: number) => unknown
type Replacement = (payload: number, original: Original) => unknown

/**
 * The replacements. They pass on the payload that they received: in before-after-hook, no other payload is possible.
 */
const REPLACEMENTS: Replacement[] = [
  async (payload, original) => original(payload),
  async (payload, original) => ((await original(payload)) as number) + 1,
  (payload, original) => original(payload),
  async (payload, original) => {
    const result = await original(payload)
    return result
  },
]

const core = async (payload: number) => payload * 2

/** The ways to put the same replacements in front of the core, the last replacement outermost. */
const CONTESTANTS = {
  'nested closures'(replacements) {
    let run: Original = core
    for (const replacement of replacements) {
      const original = run
      run = (payload) => replacement(payload, original)
    }
    return run
  },
  entracte(replacements) {
    const actions = createActions()
    actions.registerAction('Work', core)
    for (const replacement of replacements) actions.replaceAction('Work', replacement)
    return (payload) => actions.invokeAction('Work', payload)
  },
  'before-after-hook': (replacements) => wrapped(core, replacements),
  '@feathersjs/hooks': (replacements) => replaced(core, replacements),
} satisfies Record<string, (replacements: Replacement[]) => Original>

export const benchmark: Benchmark = {
  parts: { replacements },
}

async function replacements(settings: Settings): Promise<Table[]> {
  const sizes = settings.smoke ? SIZES.filter((n) => n <= 100) : SIZES
  const build = async (n: number) => {
    const all = many(n, REPLACEMENTS)
    const expected = 21 * 2 + all.filter((one) => one === REPLACEMENTS[1]).length
    const jobs: Record<string, Job> = {}
    for (const [name, make] of Object.entries(CONTESTANTS)) {
      const run = make(all)
      jobs[name] = await checked(() => run(21), expected, `${name} with ${n} replacements`)
    }
    return jobs
  }
  const columns = await measureSizes(sizes, build, 'nested closures', settings)
  return [
    {
      title: 'Replacements: N in front of an asynchronous core',
      unit: 'ns',
      ratioTo: 'nested closures',
      columns: sizes.map((n) => `N = ${n}`),
      rows: rowsOf(columns, (name) => ({ from: name === 'nested closures' ? undefined : name })),
    },
  ]
}
