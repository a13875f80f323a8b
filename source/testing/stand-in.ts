// The object that a plugin is given in place of its actions: the same verbs, with somebody in between.

// biome-ignore lint/suspicious/noExplicitAny: any verb at all, whatever it takes
type Verb = (...args: any[]) => unknown

/** What takes the place of verbs, by their names. Each is given the verb that it stands for. */
export type Overrides = Readonly<Record<string, (verb: Verb, ...args: never[]) => unknown>>

/**
 * An object with all that `current()` has at the time. Its verbs are properties of its own, which may be assigned to, as
 * spies do; each looks for `current()` anew when it is called, and works detached.
 *
 * @param others What takes the place of the verbs that `overrides` does not name.
 */
export function standIn<A extends object>(
  current: () => A,
  overrides: Overrides,
  others: (verb: Verb, ...args: unknown[]) => unknown,
): A {
  const object = {}
  for (const key of keysOf(current())) {
    // Its own, since a class may have methods by the names that every object has, such as toString.
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

/** Every key, those of its classes too, but what every object has. */
function keysOf(object: object): Set<PropertyKey> {
  const keys = new Set<PropertyKey>()
  for (let each = object; Object.getPrototypeOf(each) !== null; each = Object.getPrototypeOf(each))
    for (const key of Reflect.ownKeys(each)) if (key !== 'constructor') keys.add(key)
  return keys
}
