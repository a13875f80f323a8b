// Recognizes built-in objects of whichever realm: those of an iframe, and in jest those of every test, are no instances of this realm's.

/** The kinds that are told apart, each with a call that throws for every other object. */
const KINDS = {
  Date: { Kind: Date, probe: (value: object) => Date.prototype.getTime.call(value) },
  RegExp: { Kind: RegExp, probe: (value: object) => RegExp.prototype.toString.call(value) },
  Map: { Kind: Map, probe: (value: object) => Map.prototype.has.call(value, value) },
  Set: { Kind: Set, probe: (value: object) => Set.prototype.has.call(value, value) },
  ArrayBuffer: { Kind: ArrayBuffer, probe: (value: object) => ArrayBuffer.prototype.slice.call(value, 0, 0) },
} as const

type Kinds = { [K in keyof typeof KINDS]: InstanceType<(typeof KINDS)[K]['Kind']> }

/** Returns whether a value can be looked at at all, which a revoked proxy cannot. */
export function isReadable(value: unknown): boolean {
  try {
    Array.isArray(value)
    return true
  } catch {
    return false
  }
}

/** Returns whether an object is of a kind. Throws for an object that cannot be read, such as a revoked proxy. */
export function isBuiltIn<K extends keyof Kinds>(value: object, kind: K): value is Kinds[K] {
  const { Kind, probe } = KINDS[kind]
  if (value instanceof Kind) return true
  if (Object.prototype.toString.call(value) !== `[object ${kind}]`) return false
  try {
    // Any object may call itself a Map.
    probe(value)
    return true
  } catch {
    return false
  }
}
