// Makes a mock of the module '@twilio/flex-ui': it has what it was given, and throws a clear error for everything missing.

import { show } from '../shared/text.js'

/** The properties that test runners and module loaders read of any object, to find out what it is. */
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

/** The exports of the mock, besides the actions. */
export interface FlexParts {
  /** The object that `Manager.getInstance()` returns: the fields of Flex's manager that the plugin reads. Default: no fields. */
  readonly manager?: object | undefined
  readonly [name: string]: unknown
}

/** The mock of the module '@twilio/flex-ui'. */
export type FlexMock<A, P extends FlexParts> = {
  /** The actions that `createFlexMock` was given. */
  readonly Actions: A
  /** Flex's manager. */
  readonly Manager: 'Manager' extends keyof P
    ? P['Manager']
    : {
        /** Returns the `manager` that was given. Reading a field that it does not have throws an error. */
        getInstance(): P['manager'] extends object ? P['manager'] : object
      }
} & Omit<P, 'manager' | 'Manager'>

/**
 * Makes a mock of the module '@twilio/flex-ui' for `vi.mock` or `jest.mock`: with `Actions` that behave as Flex's do, a `Manager` with the
 * fields that the plugin reads, and everything that the plugin imports besides.
 *
 * The mock has only what it was given. Reading anything missing throws an error that says what is missing.
 *
 * @param actions The object that the plugin imports as `Actions`: the `actions` of a test double for `entracte/flex`.
 * @param parts The exports of the module, by name. `manager` is the object that `Manager.getInstance()` returns.
 * @throws {TypeError} when `actions`, `parts` or `manager` is not an object.
 * @throws {TypeError} when `parts` has `Actions`, or has both `manager` and `Manager`.
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
  // Tells tools that translate modules that the mock is a module without a default export.
  Object.defineProperty(flex, '__esModule', { value: true })
  return strict(flex, '', (key) => `{ ${key} }`) as never
}

/**
 * Returns a proxy of `object` that throws when a missing property is read.
 *
 * Getters, setters and methods of its class are called on the object itself: on a proxy they would not find their private members.
 */
function strict<T extends object>(object: T, prefix: string, remedy: (key: string) => string): T {
  const methods = new WeakMap<object, object>()

  /** Returns a function of the object's class, which may be a method, as one that is called on the object. The same function each time. */
  function onObject(inherited: object): object {
    const known = methods.get(inherited)
    if (known !== undefined) return known
    // A proxy, so that it has the same properties, and can be constructed.
    const method = new Proxy(inherited as (...args: unknown[]) => unknown, {
      apply(fn, self, args) {
        const returned = Reflect.apply(fn, self === proxy ? object : self, args)
        return returned === object ? proxy : returned
      },
    })
    methods.set(inherited, method)
    return method
  }

  const proxy: T = new Proxy(object, {
    get(target, key) {
      if (typeof key === 'string' && !(key in target) && !PROBES.includes(key) && !key.startsWith('@@'))
        throw new TypeError(
          `The Flex mock has no ${prefix}${key}: pass it what the plugin needs, as createFlexMock(actions, ${remedy(key)})`,
        )
      const value = Reflect.get(target, key)
      // An own function, such as a spy, is handed out as it is. `constructor` is no method.
      const isInherited = !Object.hasOwn(target, key) && key !== 'constructor'
      return typeof value === 'function' && isInherited ? onObject(value) : value
    },
    set: (target, key, value) => Reflect.set(target, key, value),
  })
  return proxy
}

function checkObject(what: string, value: unknown): void {
  if (typeof value !== 'object' || value === null) throw new TypeError(`${what}, got ${show(value)}`)
}
