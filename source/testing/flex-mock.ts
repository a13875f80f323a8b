// What a test puts in the place of '@twilio/flex-ui': what it was given, and a clear error for everything else.

import { show } from '../shared/text.js'

/** What runners and the loading of modules ask any object for, to see what it is. */
const PROBES: readonly string[] = [
  'then',
  'default',
  'toJSON',
  'asymmetricMatch',
  'nodeType',
  'tagName',
  '$$typeof',
  '_isMockFunction',
]

/** What `createFlexMock` is given besides the actions. */
export interface FlexParts {
  /** What `Manager.getInstance()` returns: the fields of Flex's manager that the plugin reads. Default: none. */
  readonly manager?: object | undefined
  readonly [name: string]: unknown
}

/** What stands in for the module '@twilio/flex-ui'. */
export type FlexMock<A, P extends FlexParts> = {
  /** The actions that it was given. */
  readonly Actions: A
  /** Flex's manager. */
  readonly Manager: 'Manager' extends keyof P
    ? P['Manager']
    : {
        /** The `manager` that was given: whatever it lacks is an error. */
        getInstance(): P['manager'] extends object ? P['manager'] : object
      }
} & Omit<P, 'manager' | 'Manager'>

/**
 * Makes what stands in for the module '@twilio/flex-ui' in `vi.mock` or `jest.mock`: `Actions` that behave as Flex's do, a
 * `Manager` with what the plugin reads of it, and whatever else it imports.
 *
 * Nothing is made up: whatever is read and was not given throws an error that says so.
 *
 * @param actions What the plugin imports as `Actions`: the `actions` of a double of entracte/flex.
 * @param parts `manager`, for `Manager.getInstance()`; every other name is an export of the module.
 * @throws {TypeError} when `actions`, `parts` or `manager` is no object; when `parts` has `Actions`, or both `manager` and `Manager`.
 *
 * @example
 * // flex.ts
 * export const test = createTestActions(createActions, { unknown: 'stub' }) // createActions of entracte/flex
 * export const flex = createFlexMock(test.actions, {
 *   manager: { workerClient: { sid: 'WK1' } },
 *   TaskHelper: { isChatBasedTask: () => true },
 * })
 * // plugin.test.ts
 * vi.mock('@twilio/flex-ui', async () => (await import('./flex.js')).flex)
 */
export function createFlexMock<A extends object, P extends FlexParts = Record<never, never>>(
  actions: A,
  parts?: P,
): FlexMock<A, P>
export function createFlexMock(actions: object, parts: FlexParts = {}): FlexMock<object, FlexParts> {
  checkObject('createFlexMock takes actions', actions)
  checkObject('The parts of the Flex mock are an object', parts)
  const { manager, ...others } = parts
  if (manager !== undefined) checkObject('The manager of the Flex mock is an object', manager)
  if ('Actions' in others)
    throw new TypeError('The Flex mock has the actions that createFlexMock is given first, and no others')
  if ('Manager' in others && manager !== undefined)
    throw new TypeError('The Flex mock takes a Manager, or the manager that its getInstance returns, and not both')

  const instance = strict(manager ?? {}, 'manager.', (key) => `{ manager: { ${key} } }`)
  const Manager = strict({ getInstance: () => instance }, 'Manager.', (key) => `{ Manager: { ${key} } }`)
  const flex = { Actions: actions, Manager, ...others }
  // Says to whoever translates modules that there is no default export.
  Object.defineProperty(flex, '__esModule', { value: true })
  return strict(flex, '', (key) => `{ ${key} }`) as never
}

/** `object`, but that whatever it lacks is an error when it is read. */
function strict<T extends object>(object: T, prefix: string, remedy: (key: string) => string): T {
  return new Proxy(object, {
    get(target, key) {
      if (typeof key === 'symbol' || key in target || PROBES.includes(key) || key.startsWith('@@'))
        return Reflect.get(target, key)
      throw new TypeError(
        `The Flex mock has no ${prefix}${key}: pass it what the plugin needs, as createFlexMock(actions, ${remedy(key)})`,
      )
    },
  })
}

function checkObject(what: string, value: unknown): void {
  if (typeof value !== 'object' || value === null) throw new TypeError(`${what}, got ${show(value)}`)
}
