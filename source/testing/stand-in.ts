// Makes the object that a plugin is given in place of its actions: it has the same verbs, and a function between each call and the verb.

// biome-ignore lint/suspicious/noExplicitAny: any verb at all, whatever it takes
type Verb = (...args: any[]) => unknown

/** The functions that are called in place of verbs, by the names of the verbs. Each is handed the verb, followed by the arguments. */
export type Overrides = Readonly<Record<string, (verb: Verb, ...args: never[]) => unknown>>

/**
 * Makes an object with every property that `current()` has now. Its verbs are its own properties, so that spies can assign to them. A verb
 * calls `current()` each time that it is called, and works detached.
 *
 * @param others The function that is called in place of every verb that `overrides` does not name.
 */
export function standIn<A extends object>(
  current: () => A,
  overrides: Overrides,
  others: (verb: Verb, ...args: unknown[]) => unknown,
): A {
  const object = {}
  for (const key of keysOf(current())) {
    // Own properties only: a class may have methods such as toString, which every object inherits.
    const override: typeof others = Object.hasOwn(overrides, key) ? (overrides[key as string] as never) : others
    const call = (...args: unknown[]) => {
      const actions = current()
      const verb: Verb = (...given) => (actions[key as keyof A] as Verb)(...given)
      return override(verb, ...args)
    }
    const isVerb = typeof current()[key as keyof A] === 'function'
    const property = isVerb ? { value: call, writable: true } : { get: () => current()[key as keyof A] }
    Object.defineProperty(object, key, { ...property, enumerable: true, configurable: true })
  }
  return object as A
}

/** Returns every key of an object, and of its classes, but not the keys that every object inherits. */
function keysOf(object: object): Set<PropertyKey> {
  const keys = new Set<PropertyKey>()
  for (let each = object; Object.getPrototypeOf(each) !== null; each = Object.getPrototypeOf(each))
    for (const key of Reflect.ownKeys(each)) if (key !== 'constructor') keys.add(key)
  return keys
}
