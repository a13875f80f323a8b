// Provides the part of uvu that the tests use, for runtimes that uvu does not support. It reports each outcome, and
// never waits for a test for ever.

import { NEEDY, type Need } from '../needs.js'
import { has, setImmediate, strays, within } from './node.js'

/** The time limit of one test, or of one hook, in milliseconds. The longest takes 100 s in workerd on a busy machine. */
const LIMIT = 600_000

type Body = (state: Record<string, unknown>) => unknown

interface Case {
  name: string
  body: Body
}

interface Suite {
  tests: Case[]
  before: Body[]
  after: Body[]
  beforeEach: Body[]
  afterEach: Body[]
  skipped: string[]
  state: Record<string, unknown>
}

interface Hook {
  (body: Body): void
  each(body: Body): void
}

interface Test {
  (name: string, body: Body): void
  before: Hook
  after: Hook
  skip(name: string): void
  run(): void
}

/** The report of a run, as JSON. */
export interface Report {
  passed: number
  failures: { test: string; error: string }[]
  skips: { test: string; need?: Need | undefined }[]
}

/** The suites whose `run()` has been called, but that have not run yet. */
let waiting: Suite[] = []

/** The parts of `NEEDY` that were found in the name of a test. */
const met = new Set<string>()

const missing = new Map<Need, boolean>()

export function suite(_name = '', state: Record<string, unknown> = {}): Test {
  const own: Suite = { tests: [], before: [], after: [], beforeEach: [], afterEach: [], skipped: [], state }
  const hook = (once: Body[], each: Body[]) =>
    Object.assign((body: Body) => void once.push(body), { each: (body: Body) => void each.push(body) })

  return Object.assign((name: string, body: Body) => void own.tests.push({ name, body }), {
    before: hook(own.before, own.beforeEach),
    after: hook(own.after, own.afterEach),
    skip: (name: string) => void own.skipped.push(name),
    run: () => void waiting.push(own),
  })
}

export const test = suite()

/** Runs the suites that a file defines when it is loaded, and adds their outcomes to the report. */
export async function runFile(file: string, load: () => Promise<unknown>, report: Report): Promise<void> {
  const loaded = await attempt(file, report, load)
  if (!loaded) return
  const suites = waiting
  waiting = []
  if (suites.every(({ tests }) => tests.length === 0)) report.failures.push({ test: file, error: 'registered no test' })
  for (const each of suites) {
    const { tests } = each
    each.tests = []
    await runSuite(file, each, tests, report)
  }
}

/** Adds a failure to the report for each part in `NEEDY` that no test has in its name. */
export function checkNeedy(report: Report): void {
  for (const part of Object.keys(NEEDY)) {
    if (!met.has(part)) report.failures.push({ test: part, error: 'stands in needs.ts, and in the name of no test' })
  }
}

async function runSuite(file: string, own: Suite, tests: Case[], report: Report): Promise<void> {
  for (const name of own.skipped.splice(0)) report.skips.push({ test: `${file}: ${name}` })
  await attempt(`${file}: before`, report, () => inTurn(own.before, own.state))
  for (const { name, body } of tests) {
    const title = `${file}: ${name}`
    const part = Object.keys(NEEDY).find((each) => name.includes(each))
    if (part) met.add(part)
    const need = part && (await missingOf([NEEDY[part] ?? []].flat()))
    if (need) {
      report.skips.push({ test: title, need })
      continue
    }
    const passed = await attempt(title, report, async () => {
      await inTurn(own.beforeEach, own.state)
      await body(own.state)
      await inTurn(own.afterEach, own.state)
    })
    if (passed) report.passed++
  }
  await attempt(`${file}: after`, report, () => inTurn(own.after, own.state))
  // The next file uses the same `test`.
  for (const hooks of [own.before, own.after, own.beforeEach, own.afterEach]) hooks.length = 0
}

async function inTurn(bodies: Body[], state: Record<string, unknown>): Promise<void> {
  for (const body of bodies) await body(state)
}

/** Runs `work`. Returns whether it succeeded in time and left no unhandled rejection behind. */
async function attempt(title: string, report: Report, work: () => Promise<unknown>): Promise<boolean> {
  const errors: unknown[] = []
  try {
    await within(LIMIT, work())
  } catch (error) {
    errors.push(error)
  }
  await new Promise<void>((resolve) => setImmediate(resolve))
  for (const stray of strays.splice(0)) errors.push(new Error(`left behind: ${textOf(stray)}`))
  for (const error of errors) report.failures.push({ test: title, error: textOf(error) })
  return errors.length === 0
}

/** Returns the first of the needs that the runtime does not have. */
async function missingOf(needs: Need[]): Promise<Need | undefined> {
  for (const need of needs) {
    const isMissing = missing.get(need) ?? !(await has(need))
    missing.set(need, isMissing)
    if (isMissing) return need
  }
  return undefined
}

function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)

  const { details = '' } = error as { details?: string }
  const stack = error.stack ?? ''
  // Only V8 includes the message in the stack.
  return [stack.includes(error.message) ? '' : `${error.name}: ${error.message}`, details, stack]
    .filter(Boolean)
    .join('\n')
}
