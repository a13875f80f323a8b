// The faults table: every misbehaviour, how a function commits it, and the cells that say what it leads to.

import { runInNewContext } from 'node:vm'
import { type Fault, type Grip, NONE, PARTIES } from './kinds.js'
import {
  AGAIN,
  ALL,
  ALL_INSIDE,
  aborts,
  abortsAndThrows,
  behaves,
  CORE,
  cell,
  FAILS,
  hangs,
  IT,
  layers,
  listenerOutOfTime,
  MIDDLEWARE,
  MISUSE,
  REPLACED,
  REPLACEMENT,
  RESULT,
  reenters,
  reentersForEver,
  runsOutOfTime,
  THEN_ERRORS,
  unregisters,
  untilNextTime,
} from './outcomes.js'

export const FAULTS: readonly Fault[] = [
  { does: 'throws', act: raise, cells: FAILS },
  { does: 'throws `undefined`', act: raise, error: () => undefined, cells: FAILS },
  { does: 'throws a frozen error', act: raise, error: () => Object.freeze(new Error('frozen')), cells: FAILS },
  { does: 'throws a Proxy that must not be touched', act: raise, error: untouchable, cells: FAILS },
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
    does: 'rejects with a Proxy that must not be touched',
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
  { does: 'never settles, and has its own time limit', act: forever, limit: 'listener', cells: listenerOutOfTime },
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
          resolve(value instanceof Promise ? 'another result' : value)
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
    does: 'calls INNER late: the function has settled, the invocation has not',
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
    does: 'aborts, and goes on',
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
    does: 'removes itself',
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
    does: 'removes the function that comes next',
    act: ({ work, detachNeighbour }) => {
      detachNeighbour()
      return work()
    },
    cells: untilNextTime((kind) => PARTIES[kind].neighbour),
  },
  {
    does: 'invokes its own action once, and waits for it',
    act: async ({ work, again, depth }) => {
      if (depth === 0) await again()
      return work()
    },
    cells: reenters,
  },
  {
    does: 'invokes its own action, which does the same, and so on to `maxDepth`',
    act: async ({ work, again }) => {
      await again()
      return work()
    },
    maxDepth: 1,
    cells: reentersForEver,
  },
]

function raise({ error }: Grip): never {
  throw error
}

function forever(): Promise<never> {
  return new Promise(() => {})
}

/** Makes an error that throws when anything is read from it, even its type. */
function untouchable(): unknown {
  const trap = () => {
    throw new Error('the Proxy was touched')
  }
  return new Proxy(new Error('untouchable'), new Proxy({}, { get: () => trap }))
}

function fromElsewhere(): unknown {
  return runInNewContext('new Error("from elsewhere")')
}
