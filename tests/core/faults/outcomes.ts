// What each misbehaviour leads to, written by hand from the rules of the design, which each cell names.

import { type Cell, KINDS, type Kind, NONE, without } from './kinds.js'

// The words of the cells

export const RESULT = 'resolves with the result'
export const IT = 'rejects with it'
const JAM = 'rejects with the failure of the core'
export const MISUSE = 'rejects with an `ActionMisuseError`'
const ABORTED = 'rejects with an `ActionAbortedError` that names it'
const TIMEOUT = 'rejects with an `ActionTimeoutError` that names it'
const PENDING = 'stays pending'

/** How far the functions have run when the faulty function runs, by its kind. A cell says the rest. */
export const MIDDLEWARE = 'use1 use2'
const UPDATE = `${MIDDLEWARE} use3 update`
const BEFORE = `${UPDATE} before1 before2`
export const REPLACEMENT = `${BEFORE} before3 replacement1 replacement2`
export const CORE = `${REPLACEMENT} replacement3 core`
const AFTER = `${CORE} /replacement3 /replacement1 after1 after2`
/** The functions that run when nothing goes wrong. */
export const ALL = `${AFTER} after3 /use3 /use1`
/** The functions that run when the core fails. */
const FAILED_CORE = `${CORE} !replacement3 !replacement1 !use3 !use1`
const ERROR = `${FAILED_CORE} error1 error2`
const ALL_FAILED = `${ERROR} error3`
/** The functions inside the faulty middleware, to the end of it. */
export const ALL_INSIDE = `${AFTER} after3 /use3`
/** The second call of what the faulty replacement replaces, and what runs once the replacement has given a result. */
export const AGAIN = 'replacement3 core'
export const REPLACED = '/replacement1 after1 after2 after3 /use3 /use1'
/** S7: the error-listeners run once the whole stack has failed. */
export const THEN_ERRORS = 'error1 error2 error3'
/** Observers log the end of the core, the start of the first after-listener, and the end. At the first two, the faulty observer misbehaves. */
const OBSERVERS = 'observer1 observer2 observer3'
const ALL_OBSERVED = `${CORE} ${OBSERVERS} /replacement3 /replacement1 ${OBSERVERS} after1 after2 after3 /use3 /use1 ${OBSERVERS}`

const BEFORE_EVENT = '`beforePrintLabel`, before2'
const AFTER_EVENT = '`afterPrintLabel`, after2'
const ERROR_EVENT = '`errorPrintLabel`, error2'
/** The report about the after-listener that fails so that `onListenerError` is called. */
const MAIL = `the failure of a listener (${AFTER_EVENT})`

export const cell = (rules: string, ends: string, ran: string, told: string[] = [], printed: string[] = []): Cell => ({
  rules,
  run: { ends, ran },
  told,
  printed,
})

/** Returns the functions that run when no function is at fault. */
export function undisturbed(kind: Kind): string {
  return behaves('')[kind].run.ran
}

// The outcomes, by kind of function

/** The misbehaviour changes nothing: all functions run, as if no function were at fault. */
export const behaves = (rules: string): Record<Kind, Cell> => ({
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
  // S21: it hides nothing, so both errors are printed.
  onListenerError: cell('S6, S21', RESULT, ALL, [MAIL], ['the failure of a listener', it]),
  observer: cell('S17', RESULT, ALL_OBSERVED, [`${it} (observer2)`, `${it} (observer2)`]),
})

/** The function fails with `it`. The way in which it fails makes no difference. */
export const FAILS: Readonly<Record<Kind, Cell>> = fails()

/** The invocation waits for the function for ever, except for `onListenerError` and observers: it never waits for these. */
export const hangs: Record<Kind, Cell> = {
  ...behaves('S6, S17'),
  core: cell('S2', PENDING, CORE),
  payloadUpdate: cell('S4', PENDING, UPDATE),
  before: cell('S3', PENDING, BEFORE),
  replacement: cell('S5', PENDING, REPLACEMENT),
  middleware: cell('S8', PENDING, MIDDLEWARE),
  after: cell('S6', PENDING, AFTER),
  error: { ...cell('S7', PENDING, ERROR), run: { ends: PENDING, ran: ERROR, inside: 'the failure of the core' } },
}

/** Before the result, the limit rejects and the error-listeners run at the same time; the limit does not change a result. */
export const runsOutOfTime: Record<Kind, Cell> = {
  ...behaves('S6, S17'),
  core: cell('S7, S9, S10', TIMEOUT, `${CORE} ${THEN_ERRORS}`),
  payloadUpdate: cell('S7, S9, S10', TIMEOUT, `${UPDATE} ${THEN_ERRORS}`),
  before: cell('S7, S9, S10', TIMEOUT, `${BEFORE} ${THEN_ERRORS}`),
  replacement: cell('S7, S9, S10', TIMEOUT, `${REPLACEMENT} ${THEN_ERRORS}`),
  middleware: cell('S7, S9, S10', TIMEOUT, `${MIDDLEWARE} ${THEN_ERRORS}`),
  after: cell('S9, S10', RESULT, AFTER, [`an \`ActionTimeoutError\` that names it (${AFTER_EVENT})`]),
  error: { ...cell('S9, S10', TIMEOUT, ERROR), run: { ends: TIMEOUT, ran: ERROR, inside: 'the failure of the core' } },
}

/** A slow listener with a time limit fails with that limit. */
export const listenerOutOfTime: Record<Kind, Cell | typeof NONE> = {
  ...fails('an `ActionTimeoutError` that names it'),
  core: NONE,
  payloadUpdate: NONE,
  replacement: NONE,
  middleware: NONE,
  onListenerError: NONE,
  observer: NONE,
}

/** Makes the row of a misbehaviour that needs a `next` or an `original`. */
export const layers = (middleware: Cell, replacement: Cell): Record<Kind, Cell | typeof NONE> => ({
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

/** The function that aborts too late, where the abort tells it: it runs synchronously, and is a function of the stack. */
const NOBODY = 'of no function'
const RUNNING = {
  core: 'core',
  after: AFTER_EVENT,
  error: ERROR_EVENT,
  onListenerError: NOBODY,
  observer: NOBODY,
}
/** The same when the core calls what aborts. A before-listener is known by its `abort`, whenever it calls that. */
const IN_THE_CORE = {
  ...RUNNING,
  payloadUpdate: 'core',
  before: BEFORE_EVENT,
  replacement: 'core',
  middleware: 'core',
}

/** S3: an abort that comes too late does nothing, and is reported. */
function reporting(cells: Record<Kind, Cell>, whose: Partial<Record<Kind, string>>): Record<Kind, Cell> {
  const reported = { ...cells }
  for (const kind of KINDS) {
    const who = whose[kind]
    if (who === undefined) continue
    const { told, rules } = cells[kind]
    const abort = `an \`ActionMisuseError\` (${who})`
    const [first, ...others] = told
    const when: Partial<Record<Kind, (string | undefined)[]>> = {
      onListenerError: [...told, abort],
      // It aborts twice.
      observer: [abort, first, abort, ...others],
    }
    reported[kind] = {
      ...cells[kind],
      rules: rules.startsWith('S3') ? rules : `S3, ${rules}`,
      told: (when[kind] ?? [abort, ...told]).filter((each) => each !== undefined),
    }
  }
  return reported
}

export const abortsInTheCore = reporting(behaves('S3'), IN_THE_CORE)

export const abortsAfterwards = reporting(behaves('S3'), {
  ...Object.fromEntries(KINDS.map((kind) => [kind, NOBODY])),
  before: BEFORE_EVENT,
})

export const abortsAndHangs = reporting(hangs, RUNNING)

/** An abort in time rejects the invocation, whatever the function does then. */
export const aborts: Record<Kind, Cell> = {
  ...reporting(behaves('S3'), RUNNING),
  payloadUpdate: cell('S3', ABORTED, `${UPDATE} !use3 !use1`),
  before: cell('S3', ABORTED, `${BEFORE} !use3 !use1`),
  replacement: cell('S3', ABORTED, `${REPLACEMENT} !replacement1 !use3 !use1`),
  middleware: cell('S3', ABORTED, `${MIDDLEWARE} !use1`),
}

/** Before the core has started, the abort rejects and the error is reported. After that an abort is only reported, and the error counts. */
export const abortsAndThrows: Record<Kind, Cell> = {
  ...reporting(fails(), RUNNING),
  payloadUpdate: { ...aborts.payloadUpdate, told: ['it (update)'] },
  before: { ...aborts.before, told: ['it (`beforePrintLabel`, before2)'] },
  replacement: { ...aborts.replacement, told: ['it (replacement2)'] },
  middleware: { ...aborts.middleware, told: ['it (use2)'] },
}

/** The invocation works on a snapshot; the next invocation runs without `gone`. */
export function untilNextTime(gone: (kind: Kind) => string): Record<Kind, Cell> {
  const now = behaves('S2, S14')
  for (const kind of KINDS) {
    const { ends, ran } = now[kind].run
    now[kind].next = { ends, ran: without(ran, gone(kind)) }
  }
  now.onListenerError.told = [MAIL, MAIL]
  return now
}

/** Without a core there is no action. */
export const unregisters: Cell = {
  ...cell('S1, S2', RESULT, ALL),
  next: { ends: 'rejects with an `UnknownActionError`', ran: '' },
}

/** Both invocations run to their ends. The one that an error-listener starts fails like the first, and so the listener fails, too. */
export const reenters: Record<Kind, Cell> = {
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

/** The innermost invocation is refused. The function that made it fails with that, and so on, as with any failure. */
export const reentersForEver: Record<Kind, Cell | typeof NONE> = {
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
  // No invocation waits for it. Where it has ended meanwhile, no depth counts it, and the circle goes on for ever (S11).
  onListenerError: NONE,
  observer: NONE,
}

/** Adds to `outcome` invocations inside it that end like it. */
function within(outcome: Cell, ...nested: string[]): Cell {
  return { ...outcome, nested: nested.map((ran) => ({ ends: outcome.run.ends, ran })) }
}

/** Makes a cell whose function invokes its action, up to a depth of 1. A deeper invocation is refused, and no function runs. */
function refusedWithin(kind: Kind): Cell {
  const outcome = fails('an `ActionRecursionError`')[kind]
  const refused = { ends: 'rejects with an `ActionRecursionError`', ran: '' }
  return { ...outcome, rules: `S11, ${outcome.rules}`, nested: [outcome.run, refused] }
}
