// The random programs: what they attach, and what the driver does then.

import fc from 'fast-check'

export type Kind = 'middleware' | 'before' | 'replacement' | 'core' | 'after' | 'error'

/** One function to attach: steps, then what it does with `next` or `original`, then steps, then what it gives. */
export interface Spec {
  kind: Kind
  action: string
  shape: 'sync' | 'async' | 'thenable'
  first: string[]
  calls: string
  then: string[]
  gives: 'nothing' | 'value' | 'inner'
  order: number
  once: boolean
  signal: boolean
  /** In milliseconds: of a listener, or of the action whose core it is. */
  timeout: number | undefined
  /** The scope that it is attached through, of which one is inside of the other. */
  scope: 'plugin' | 'part' | undefined
  /** Of a core: whether its action is terminal. */
  terminal: boolean
  /** Of a core: its payloadUpdate, and how often it fails before it works. */
  update: string[] | undefined
  fails: number
}

export interface Program {
  specs: Spec[]
  ops: string[]
  picks: number[]
}

const steps = (...special: string[]): fc.Arbitrary<string[]> =>
  fc.array(
    fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom('wait', 'wait', 'edit', 'payload', 'result', 'read', 'tick', 'signal') },
      { weight: 2, arbitrary: fc.constantFrom('throw', 'nest', 'catch', 'spawn', 'own', 'limited', 'fire') },
      {
        weight: 1,
        arbitrary: fc.constantFrom('attach', 'detach', 'remove', 'unregister', 'register', 'hang', 'dispose'),
      },
      { weight: special.length, arbitrary: fc.constantFrom(...special, 'read') },
    ),
    { maxLength: 3 },
  )

const limit = fc.oneof(
  { weight: 4, arbitrary: fc.constant(undefined) },
  { weight: 3, arbitrary: fc.integer({ min: 10, max: 99 }) },
)

const aborts = ['ctx.abort', 'ctx.aborted']

/** Ways to call that leave the end of the chain to no code. */
const chains = ['bare then', 'bare catch', 'bare finally', 'bare then catch', 'bare throws']

const callsOf: Record<Kind, fc.Arbitrary<string>> = {
  middleware: fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom('await', 'return') },
    {
      weight: 5,
      arbitrary: fc.constantFrom(
        'none',
        'bare',
        'recover',
        'recover',
        'silence',
        'swap',
        'finally',
        'twice',
        'twice bare',
      ),
    },
    { weight: 3, arbitrary: fc.constantFrom(...chains, 'dropped', 'dropped own', 'race') },
    { weight: 1, arbitrary: fc.constantFrom('late', 'late bare') },
  ),
  replacement: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom('await', 'return', 'own', 'undefined') },
    { weight: 5, arbitrary: fc.constantFrom('none', 'bare', 'bare own', 'retry', 'retry', 'again', 'fallback') },
    { weight: 2, arbitrary: fc.constantFrom('all', 'all settled', 'race', 'bare and again') },
    { weight: 3, arbitrary: fc.constantFrom(...chains, 'dropped', 'dropped', 'race') },
    { weight: 1, arbitrary: fc.constantFrom('late', 'late bare') },
  ),
  before: fc.constant('none'),
  core: fc.constant('none'),
  after: fc.constant('none'),
  error: fc.constant('none'),
}

export function spec(kind: Kind, special: string[] = []): fc.Arbitrary<Spec> {
  return fc.record({
    kind: fc.constant(kind),
    action: fc.constantFrom(...(kind === 'middleware' ? ['A', 'B', '*'] : ['A', 'A', 'B'])),
    shape: fc.constantFrom('sync', 'async', 'async', 'thenable'),
    first: steps(...special),
    calls: callsOf[kind],
    then: steps(...aborts),
    gives: fc.constantFrom('nothing', 'value', 'inner'),
    order: fc.constantFrom(0, 0, 0, 1, -1),
    once: fc.nat(4).map((n) => n === 0),
    signal: fc.nat(4).map((n) => n === 0),
    timeout: ['middleware', 'replacement'].includes(kind) ? fc.constant(undefined) : limit,
    scope: fc.constantFrom(undefined, undefined, undefined, 'plugin', 'part'),
    terminal: fc.nat(14).map((n) => n === 0),
    update: fc.option(steps('ctx.abort'), { nil: undefined, freq: 2 }),
    fails: fc.constantFrom(0, 0, 0, 0, 0, 1, 2, 9),
  })
}

const attachable = fc.oneof(
  { weight: 3, arbitrary: spec('middleware', aborts) },
  { weight: 3, arbitrary: spec('before', [...aborts, 'abort', 'abort', 'late abort']) },
  { weight: 4, arbitrary: spec('replacement', aborts) },
  { weight: 3, arbitrary: spec('after', aborts) },
  { weight: 2, arbitrary: spec('error', aborts) },
)

const op = fc.oneof(
  { weight: 8, arbitrary: fc.constant('release') },
  { weight: 4, arbitrary: fc.constant('expire') },
  { weight: 4, arbitrary: fc.constantFrom('invoke A', 'invoke A', 'invoke A', 'invoke B') },
  { weight: 2, arbitrary: fc.constantFrom('invoke A within 20', 'invoke A within 50') },
  { weight: 2, arbitrary: fc.constantFrom('invoke A with signal', 'invoke B with signal', 'fire', 'fire') },
  { weight: 2, arbitrary: fc.constantFrom('attach', 'attach', 'attach again', 'detach', 'remove', 'fire attached') },
  { weight: 1, arbitrary: fc.constantFrom('register', 'override', 'unregister', 'invoke Z', 'explain', 'dispose') },
)

export const program: fc.Arbitrary<Program> = fc
  .record({
    core: spec('core', aborts),
    other: spec('core', aborts),
    specs: fc.array(attachable, { maxLength: 7 }),
    ops: fc.array(op, { maxLength: 25 }),
    picks: fc.array(fc.nat(99), { minLength: 1, maxLength: 12 }),
  })
  .map(({ core, other, specs, ops, picks }) => ({
    specs: [{ ...core, action: 'A' }, { ...other, action: 'B' }, ...specs],
    ops: ['invoke A with signal', ...ops],
    picks,
  }))

export function isCore(spec: Spec): boolean {
  return spec.kind === 'core'
}

export function brief({ kind, action, shape, first, calls, then, gives, ...rest }: Spec): string {
  const { order, once, signal, timeout, scope, terminal, update, fails } = rest
  const words = [kind, action, shape, `[${first}]`, calls, `[${then}] gives ${gives}`]
  if (order !== 0) words.push(`order ${order}`)
  if (once) words.push('once')
  if (signal) words.push('signal')
  if (timeout !== undefined) words.push(`timeout ${timeout}`)
  if (scope !== undefined) words.push(`scope ${scope}`)
  if (kind === 'core' && terminal) words.push('terminal')
  if (kind === 'core' && update) words.push(`update [${update}]`)
  if (kind === 'core' && fails) words.push(`fails ${fails}`)
  return words.join(' ')
}
