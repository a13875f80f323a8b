// The faults table: what becomes of an invocation when one of its functions misbehaves, for every kind of function and
// every misbehaviour. Each cell is written by hand from the rules of the design, which it names, and holds the whole
// outcome. faults.test.ts brings each about, compares, and writes docs/faults.md from the same cells.

import { runInNewContext } from 'node:vm'

/** The kinds of function that can be handed in. */
export const KINDS = [
  'core',
  'payloadUpdate',
  'before',
  'replacement',
  'middleware',
  'after',
  'error',
  'onListenerError',
  'observer',
] as const

export type Kind = (typeof KINDS)[number]

/** What a misbehaving function has at hand. Observers and `onListenerError` have it from the ctx that they are told. */
export interface Grip {
  /** What it fails with. */
  readonly error: unknown
  readonly depth: number
  /** Does what it is there for, and gives what it should return; a layer calls `next` or `original`. */
  work(): unknown
  /** `next` or `original`. */
  inner(): Promise<unknown>
  abort(): void
  /** Takes itself off, as far as it can: a payload update goes with its core. */
  detach(): void
  /** Takes off the one that comes after it. */
  detachNeighbour(): void
  /** Invokes its own action from inside. */
  again(): Promise<unknown>
  /** Calls `fn` when the core has started: at once, when it has; when the outermost middleware goes on; or once all is over. */
  later(when: 'in the core' | 'outside' | 'afterwards', fn: () => unknown): void
}

/** One invocation. */
export interface Run {
  /** What became of the promise of `invokeAction`. */
  ends: string
  /**
   * Who ran, in order. Each kind has a neighbour 1 before and a neighbour 3 after the faulty 2; layers 1 and 3 note, too,
   * that what is inside them has succeeded (`/use1`), or failed (`!use1`). What follows `|` came once the promise had settled.
   */
  ran: string
  /**
   * What layers 1 and 3 saw fail inside them and the error-listeners are told, when that is not the very error that it rejects
   * with; or what the after-listeners are given, when that is not what it resolves with.
   */
  inside?: string
}

/** The outcome of one misbehaviour of one kind of function. */
export interface Cell {
  /** The rules that it follows from. */
  rules: string
  run: Run
  /** The invocations that it made itself, by their depth. */
  nested?: readonly Run[]
  /** What the next invocation does. */
  next?: Run
  /** What went to `onListenerError`: the error, the event, and whose it was. */
  told: readonly string[]
  /** What `console.error` was given. */
  printed: readonly string[]
}

/** Such a function has no such thing, so it cannot do that with it. */
export const NONE = '–'

export interface Fault {
  /** Completes "a function that …"; INNER is what it calls, `next()` or `original()`. */
  does: string
  act(it: Grip): unknown
  /** Makes what it fails with. */
  error?(): unknown
  /** What has a short time limit: the invocation, or the faulty listener. */
  limit?: 'invocation' | 'listener'
  /** How deep invocations may nest. */
  maxDepth?: number
  /** Whether the core waits until all else that is due has run. */
  slowCore?: boolean
  cells: Readonly<Record<Kind, Cell | typeof NONE>>
}

// ── the words of the cells

const RESULT = 'resolves with the result'
const IT = 'rejects with it'
const JAM = 'rejects with the failure of the core'
const MISUSE = 'rejects with an `ActionMisuseError`'
const ABORTED = 'rejects with an `ActionAbortedError` that names it'
const TIMEOUT = 'rejects with an `ActionTimeoutError` that names it'
const PENDING = 'stays pending'

/** Where the faulty one is; everything from there on is what a cell tells. */
const MIDDLEWARE = 'use1 use2'
const UPDATE = `${MIDDLEWARE} use3 update`
const BEFORE = `${UPDATE} before1 before2`
const REPLACEMENT = `${BEFORE} before3 replacement1 replacement2`
const CORE = `${REPLACEMENT} replacement3 core`
const AFTER = `${CORE} /replacement3 /replacement1 after1 after2`
/** All that run when nothing goes wrong. */
const ALL = `${AFTER} after3 /use3 /use1`
/** And when the core fails. */
const FAILED_CORE = `${CORE} !replacement3 !replacement1 !use3 !use1`
const ERROR = `${FAILED_CORE} error1 error2`
const ALL_FAILED = `${ERROR} error3`
/** What is inside of the faulty middleware, to its end. */
const ALL_INSIDE = `${AFTER} after3 /use3`
/** A second call of what stands behind the faulty replacement, and the rest of the way once that has given a result. */
const AGAIN = 'replacement3 core'
const REPLACED = '/replacement1 after1 after2 after3 /use3 /use1'
/** S7: the error-listeners, once the whole stack has failed. */
const THEN_ERRORS = 'error1 error2 error3'
/** Observers note the end of the core and the start of the first after-listener, at both of which the faulty one is at fault, and the end. */
const OBSERVERS = 'observer1 observer2 observer3'
const ALL_OBSERVED = `${CORE} ${OBSERVERS} /replacement3 /replacement1 ${OBSERVERS} after1 after2 after3 /use3 /use1 ${OBSERVERS}`

const AFTER_EVENT = '`afterPrintLabel`, after2'
const ERROR_EVENT = '`errorPrintLabel`, error2'
/** The after-listener that has failed where it is about `onListenerError`. */
const MAIL = `the failure of a listener (${AFTER_EVENT})`

const cell = (rules: string, ends: string, ran: string, told: string[] = [], printed: string[] = []): Cell => ({
  rules,
  run: { ends, ran },
  told,
  printed,
})

/** Who runs when nobody is at fault. */
export function undisturbed(kind: Kind): string {
  return behaves('')[kind].run.ran
}

// ── what it comes to

/** Nothing comes of it: all run, and the outcome is that of an invocation in which nobody is at fault. */
const behaves = (rules: string): Record<Kind, Cell> => ({
  core: cell(rules, RESULT, ALL),
  payloadUpdate: cell(rules, RESULT, ALL),
  before: cell(rules, RESULT, ALL),
  replacement: cell(rules, RESULT, ALL),
  middleware: cell(rules, RESULT, ALL),
  after: cell(rules, RESULT, ALL),
  error: cell(rules, JAM, ALL_FAILED),
  onListenerError: cell(rules, RESULT, ALL, [MAIL]),
  observer: cell(rules, RESULT, ALL_OBSERVED),
})

/** The function has failed: with `it`, or with an error of the library, in words that follow "rejects with". */
const fails = (it = 'it'): Record<Kind, Cell> => ({
  core: cell('S5, S7, S16', `rejects with ${it}`, `${FAILED_CORE} ${THEN_ERRORS}`),
  payloadUpdate: cell('S4, S7', `rejects with ${it}`, `${UPDATE} !use3 !use1 ${THEN_ERRORS}`),
  before: cell('S3, S7', `rejects with ${it}`, `${BEFORE} !use3 !use1 ${THEN_ERRORS}`),
  replacement: cell('S5, S7', `rejects with ${it}`, `${REPLACEMENT} !replacement1 !use3 !use1 ${THEN_ERRORS}`),
  middleware: cell('S7, S8', `rejects with ${it}`, `${MIDDLEWARE} !use1 ${THEN_ERRORS}`),
  after: cell('S6', RESULT, ALL, [`${it} (${AFTER_EVENT})`]),
  error: cell('S6, S7', JAM, ALL_FAILED, [`${it} (${ERROR_EVENT})`]),
  onListenerError: cell('S6', RESULT, ALL, [MAIL], [it]),
  observer: cell('S17', RESULT, ALL_OBSERVED, [`${it} (observer2)`, `${it} (observer2)`]),
})

/** In whatever way it fails, it comes to the same. */
export const FAILS: Readonly<Record<Kind, Cell>> = fails()

/** The invocation waits for it for ever; nobody waits for `onListenerError` and for observers. */
const hangs: Record<Kind, Cell> = {
  ...behaves('S6, S17'),
  core: cell('S2', PENDING, CORE),
  payloadUpdate: cell('S4', PENDING, UPDATE),
  before: cell('S3', PENDING, BEFORE),
  replacement: cell('S5', PENDING, REPLACEMENT),
  middleware: cell('S8', PENDING, MIDDLEWARE),
  after: cell('S6', PENDING, AFTER),
  error: { ...cell('S7', PENDING, ERROR), run: { ends: PENDING, ran: ERROR, inside: 'the failure of the core' } },
}

/** Before the result, the limit rejects and the error-listeners run beside it; after it, nothing is taken away. */
const runsOutOfTime: Record<Kind, Cell> = {
  ...behaves('S6, S17'),
  core: cell('S7, S9, S10', TIMEOUT, `${CORE} ${THEN_ERRORS}`),
  payloadUpdate: cell('S7, S9, S10', TIMEOUT, `${UPDATE} ${THEN_ERRORS}`),
  before: cell('S7, S9, S10', TIMEOUT, `${BEFORE} ${THEN_ERRORS}`),
  replacement: cell('S7, S9, S10', TIMEOUT, `${REPLACEMENT} ${THEN_ERRORS}`),
  middleware: cell('S7, S9, S10', TIMEOUT, `${MIDDLEWARE} ${THEN_ERRORS}`),
  after: cell('S9, S10', RESULT, AFTER, [`an \`ActionTimeoutError\` that names it (${AFTER_EVENT})`]),
  error: { ...cell('S9, S10', TIMEOUT, ERROR), run: { ends: TIMEOUT, ran: ERROR, inside: 'the failure of the core' } },
}

/** A slow listener with a limit of its own has failed with that. */
const listenerOutOfTime: Record<Kind, Cell | typeof NONE> = {
  ...fails('an `ActionTimeoutError` that names it'),
  core: NONE,
  payloadUpdate: NONE,
  replacement: NONE,
  middleware: NONE,
  onListenerError: NONE,
  observer: NONE,
}

/** For what can only be done with a `next` or an `original`. */
const layers = (middleware: Cell, replacement: Cell): Record<Kind, Cell | typeof NONE> => ({
  core: NONE,
  payloadUpdate: NONE,
  before: NONE,
  replacement,
  middleware,
  after: NONE,
  error: NONE,
  onListenerError: NONE,
  observer: NONE,
})

/** An abort in time stands, whatever the function does then. */
const aborts: Record<Kind, Cell> = {
  ...behaves('S3'),
  payloadUpdate: cell('S3', ABORTED, `${UPDATE} !use3 !use1`),
  before: cell('S3', ABORTED, `${BEFORE} !use3 !use1`),
  replacement: cell('S3', ABORTED, `${REPLACEMENT} !replacement1 !use3 !use1`),
  middleware: cell('S3', ABORTED, `${MIDDLEWARE} !use1`),
}

/** Before the core has started, the abort stands and the error is reported. From then on there is no abort, only the error. */
const abortsAndThrows: Record<Kind, Cell> = {
  ...fails(),
  payloadUpdate: { ...aborts.payloadUpdate, told: ['it (update)'] },
  before: { ...aborts.before, told: ['it (`beforePrintLabel`, before2)'] },
  replacement: { ...aborts.replacement, told: ['it (replacement2)'] },
  middleware: { ...aborts.middleware, told: ['it (use2)'] },
}

/** The invocation works on a snapshot; the next one does without `gone`. */
function untilNextTime(gone: (kind: Kind) => string): Record<Kind, Cell> {
  const now = behaves('S2, S14')
  for (const kind of KINDS) {
    const { ends, ran } = now[kind].run
    now[kind].next = { ends, ran: without(ran, gone(kind)) }
  }
  now.onListenerError.told = [MAIL, MAIL]
  return now
}

/** The names of the faulty one and of the one that comes after it, which it may take off. */
export const PARTIES: Readonly<Record<Kind, { name: string; neighbour: string }>> = {
  core: { name: 'core', neighbour: 'after1' },
  payloadUpdate: { name: 'update', neighbour: 'before1' },
  before: { name: 'before2', neighbour: 'before3' },
  replacement: { name: 'replacement2', neighbour: 'replacement3' },
  middleware: { name: 'use2', neighbour: 'use3' },
  after: { name: 'after2', neighbour: 'after3' },
  error: { name: 'error2', neighbour: 'error3' },
  onListenerError: { name: 'onListenerError', neighbour: 'after3' },
  observer: { name: 'observer2', neighbour: 'observer3' },
}

/** `ran` without what the parties of that name have noted. */
export function without(ran: string, name: string): string {
  return ran
    .split(' ')
    .filter((word) => word.replace(/^[/!]/, '') !== name)
    .join(' ')
}

/** Without a core there is no action. */
const unregisters: Cell = {
  ...cell('S1, S2', RESULT, ALL),
  next: { ends: 'rejects with an `UnknownActionError`', ran: '' },
}

/** Both go their ways. What an error-listener starts fails as what it is told of has, and then so does the listener. */
const reenters: Record<Kind, Cell> = {
  core: within(behaves('S11').core, ALL),
  payloadUpdate: within(behaves('S11').payloadUpdate, ALL),
  before: within(behaves('S11').before, ALL),
  replacement: within(behaves('S11').replacement, ALL),
  middleware: within(behaves('S11').middleware, ALL),
  after: within(behaves('S11').after, ALL),
  error: within(cell('S6, S11', JAM, ALL_FAILED, [`the failure of the core (${ERROR_EVENT})`]), ALL_FAILED),
  onListenerError: within(cell('S6, S11', RESULT, ALL, [MAIL, MAIL]), ALL),
  observer: within(behaves('S11').observer, ALL_OBSERVED, ALL_OBSERVED),
}

/** The innermost invocation is refused, its function fails with that, and so on outward as any failure does. */
const reentersForEver: Record<Kind, Cell> = {
  core: refusedWithin('core'),
  payloadUpdate: refusedWithin('payloadUpdate'),
  before: refusedWithin('before'),
  replacement: refusedWithin('replacement'),
  middleware: refusedWithin('middleware'),
  after: refusedWithin('after'),
  error: {
    ...refusedWithin('error'),
    told: [`an \`ActionRecursionError\` (${ERROR_EVENT})`, `the failure of the core (${ERROR_EVENT})`],
  },
  onListenerError: { ...refusedWithin('onListenerError'), told: [MAIL, MAIL] },
  observer: {
    ...refusedWithin('observer', 2),
    told: Array.from({ length: 4 }, () => 'an `ActionRecursionError` (observer2)'),
  },
}

/** `outcome` with invocations inside, which end as it does. */
function within(outcome: Cell, ...nested: string[]): Cell {
  return { ...outcome, nested: nested.map((ran) => ({ ends: outcome.run.ends, ran })) }
}

/** Nested once, `count` times in an invocation; deeper is too deep, and no function runs. */
function refusedWithin(kind: Kind, count = 1): Cell {
  const outcome = fails('an `ActionRecursionError`')[kind]
  const times = <T>(number: number, each: T) => Array.from({ length: number }, () => each)
  const refused = { ends: 'rejects with an `ActionRecursionError`', ran: '' }
  return {
    ...outcome,
    rules: `S11, ${outcome.rules}`,
    nested: [...times(count, outcome.run), ...times(count * count, refused)],
  }
}

// ── the table

export const FAULTS: readonly Fault[] = [
  { does: 'throws', act: raise, cells: FAILS },
  { does: 'throws `undefined`', act: raise, error: () => undefined, cells: FAILS },
  { does: 'throws a frozen error', act: raise, error: () => Object.freeze(new Error('frozen')), cells: FAILS },
  { does: 'throws a Proxy that nobody may look at', act: raise, error: untouchable, cells: FAILS },
  { does: 'throws an error of another realm', act: raise, error: fromElsewhere, cells: FAILS },
  {
    does: 'rejects',
    act: async ({ error }) => {
      await null
      throw error
    },
    cells: FAILS,
  },
  {
    does: 'rejects with `undefined`',
    act: ({ error }) => Promise.reject(error),
    error: () => undefined,
    cells: FAILS,
  },
  {
    does: 'rejects with a Proxy that nobody may look at',
    act: ({ error }) => Promise.reject(error),
    error: untouchable,
    cells: FAILS,
  },
  {
    does: 'returns a thenable that throws in `then`',
    act: ({ error }) => ({
      then() {
        throw error
      },
    }),
    cells: FAILS,
  },
  {
    does: 'returns an object whose getter of `then` throws',
    act: ({ error }) => ({
      get then() {
        throw error
      },
    }),
    cells: FAILS,
  },
  {
    does: 'throws after INNER has succeeded',
    act: async ({ inner, error }) => {
      await inner()
      throw error
    },
    cells: layers(
      cell('S7, S8', IT, `${ALL_INSIDE} !use1 ${THEN_ERRORS}`),
      cell('S5, S7', IT, `${CORE} /replacement3 !replacement1 !use3 !use1 ${THEN_ERRORS}`),
    ),
  },
  { does: 'never settles', act: forever, cells: hangs },
  {
    does: 'never settles, and the invocation has a time limit',
    act: forever,
    limit: 'invocation',
    cells: runsOutOfTime,
  },
  { does: 'never settles, and has a time limit of its own', act: forever, limit: 'listener', cells: listenerOutOfTime },
  {
    does: 'returns a thenable that calls back twice, and then with an error',
    act: ({ work }) => {
      const value = work()
      return {
        then(resolve: (value: unknown) => void, reject: (error: unknown) => void) {
          const callBack = (first: unknown) => {
            resolve(first)
            resolve('a second value')
            reject(new Error('after all'))
          }
          if (value instanceof Promise) value.then(callBack, reject)
          else callBack(value)
        },
      }
    },
    cells: behaves('S3, S4, S5, S6, S8'),
  },
  {
    does: 'returns a thenable that calls back synchronously, whatever is still running',
    act: ({ work }) => {
      const value = work()
      return {
        then(resolve: (value: unknown) => void) {
          resolve(value instanceof Promise ? 'a result of its own' : value)
        },
      }
    },
    cells: {
      ...behaves('S3, S4, S5, S6, S8'),
      replacement: cell('S5', 'resolves with what it gave', ALL),
    },
  },
  {
    does: 'calls INNER and does not wait for it',
    act: ({ inner }) => void inner(),
    cells: layers(cell('S8', RESULT, ALL), cell('S5', RESULT, ALL)),
  },
  {
    does: 'does not call INNER at all',
    act: () => undefined,
    cells: layers(
      cell('S8', 'resolves with `undefined`', `${MIDDLEWARE} /use1`),
      cell('S5, S6', 'resolves with `undefined`', `${REPLACEMENT} /replacement1 after1 after2 after3 /use3 /use1`),
    ),
  },
  {
    does: 'calls INNER twice, one after the other',
    act: async ({ inner }) => {
      await inner()
      return await inner()
    },
    cells: layers(
      cell('S7, S8', MISUSE, `${ALL_INSIDE} !use1 ${THEN_ERRORS}`),
      cell('S5', 'resolves with the second result', `${CORE} /replacement3 ${AGAIN} /replacement3 ${REPLACED}`),
    ),
  },
  {
    does: 'calls INNER twice, and waits for neither',
    act: ({ inner }) => {
      inner()
      inner()
    },
    cells: layers(
      cell('S5, S7, S8', MISUSE, `${ALL_INSIDE} !use1 ${THEN_ERRORS}`),
      cell('S5', 'resolves with the second result', `${CORE} ${AGAIN} /replacement3 /replacement3 ${REPLACED}`),
    ),
  },
  {
    does: 'calls INNER twice side by side, and waits for both, while the core takes its time',
    slowCore: true,
    act: async ({ inner }) => {
      const [, second] = await Promise.all([inner(), inner()])
      return second
    },
    cells: layers(
      cell('S5, S6, S7, S8', MISUSE, `${CORE} !use1 ${THEN_ERRORS} | /replacement3 /replacement1 !use3`),
      cell('S5', 'resolves with the second result', `${CORE} ${AGAIN} /replacement3 /replacement3 ${REPLACED}`),
    ),
  },
  {
    does: 'calls INNER late: it has settled, the invocation has not',
    act: ({ inner, later }) => later('outside', inner),
    cells: layers(
      cell('S7, S8', MISUSE, `${MIDDLEWARE} /use1 ${THEN_ERRORS}`),
      cell('S7, S8', MISUSE, `${REPLACEMENT} /replacement1 after1 after2 after3 /use3 /use1 ${THEN_ERRORS}`),
    ),
  },
  {
    does: 'calls INNER again once the invocation has settled',
    act: ({ inner, later }) => {
      later('afterwards', inner)
      return inner()
    },
    cells: layers(
      cell('S8', RESULT, ALL, ['an `ActionMisuseError` (use2)']),
      cell('S8', RESULT, ALL, ['an `ActionMisuseError` (replacement2)']),
    ),
  },
  {
    does: 'aborts late: the core has started',
    act: ({ work, abort, later }) => {
      later('in the core', abort)
      return work()
    },
    cells: behaves('S3'),
  },
  {
    does: 'aborts late: the invocation has settled',
    act: ({ work, abort, later }) => {
      later('afterwards', abort)
      return work()
    },
    cells: behaves('S3'),
  },
  {
    does: 'aborts, and goes on all the same',
    act: ({ work, abort }) => {
      abort()
      return work()
    },
    cells: aborts,
  },
  {
    does: 'aborts, and catches what INNER then rejects with',
    act: async ({ inner, abort }) => {
      abort()
      await inner().catch(() => {})
    },
    cells: layers(aborts.middleware, aborts.replacement),
  },
  {
    does: 'aborts, and returns without INNER',
    act: ({ abort }) => abort(),
    cells: layers(aborts.middleware, aborts.replacement),
  },
  {
    does: 'aborts, and never settles',
    act: ({ abort }) => {
      abort()
      return forever()
    },
    cells: hangs,
  },
  {
    does: 'aborts, then throws',
    act: ({ abort, error }) => {
      abort()
      throw error
    },
    cells: abortsAndThrows,
  },
  {
    does: 'takes itself off',
    act: ({ work, detach }) => {
      detach()
      return work()
    },
    cells: {
      ...untilNextTime((kind) => PARTIES[kind].name),
      core: unregisters,
      payloadUpdate: unregisters,
      onListenerError: NONE,
    },
  },
  {
    does: 'takes off the one that comes next',
    act: ({ work, detachNeighbour }) => {
      detachNeighbour()
      return work()
    },
    cells: untilNextTime((kind) => PARTIES[kind].neighbour),
  },
  {
    does: 'invokes its own action, once, and waits for that',
    act: async ({ work, again, depth }) => {
      if (depth === 0) await again()
      return work()
    },
    cells: reenters,
  },
  {
    does: 'invokes its own action, which does so, too, and so on to `maxDepth`',
    act: async ({ work, again }) => {
      await again()
      return work()
    },
    maxDepth: 1,
    cells: reentersForEver,
  },
]

// ── what they do

function raise({ error }: Grip): never {
  throw error
}

function forever(): Promise<never> {
  return new Promise(() => {})
}

/** An error that fails whoever as much as asks for its type. */
function untouchable(): unknown {
  const trap = () => {
    throw new Error('somebody has looked at it')
  }
  return new Proxy(new Error('for nobody to see'), new Proxy({}, { get: () => trap }))
}

function fromElsewhere(): unknown {
  return runInNewContext('new Error("from elsewhere")')
}
