// Decides which values may cross, and says where in a value the part is that may not.

import { isSignal } from '../shared/signals.js'
import { isPlain } from '../shared/text.js'
import { UncloneableError } from './errors.js'

/** What a value cannot be cloned for, and where in the value it is: the keys, innermost first. */
interface Problem {
  readonly keys: string[]
  readonly what: string
}

/**
 * Checks that a value can be cloned, before it is sent. Looking costs much less than cloning.
 *
 * @param label What the value is, such as `payload`: the path in the error begins with it.
 * @throws {UncloneableError} when the value has a function, a symbol, an `AbortSignal` (Node clones it as `{}` in silence), or anything
 *   else that cannot be cloned.
 */
export function checkCloneable(value: unknown, label: string): void {
  if (typeof value !== 'object' && typeof value !== 'function' && typeof value !== 'symbol') return
  const problem = find(value, undefined)
  if (problem !== undefined) throw new UncloneableError(pathOf(label, problem.keys.reverse()), problem.what)
}

/** Returns whether a value can be cloned. */
export function isCloneable(value: unknown): boolean {
  return find(value, undefined) === undefined
}

function find(value: unknown, around: Set<unknown> | undefined): Problem | undefined {
  if (typeof value === 'function') return { keys: [], what: 'a function' }
  if (typeof value === 'symbol') return { keys: [], what: 'a symbol' }
  if (typeof value !== 'object' || value === null) return undefined
  if (around?.has(value)) return undefined
  if (Array.isArray(value) || isPlain(value)) return within(value, value, around)
  if (isSignal(value)) return { keys: [], what: 'an AbortSignal' }
  const tag = Object.prototype.toString.call(value).slice(8, -1)
  if (tag === 'Map' || tag === 'Set') return within(value, [...(value as Set<unknown>)], around)
  if (tag === 'Object') return within(value, value, around)
  try {
    // Buffers of any size are cloneable, and cloning to find out would be slow.
    if (tag !== 'ArrayBuffer' && tag !== 'SharedArrayBuffer' && !ArrayBuffer.isView(value)) structuredClone(value)
    return undefined
  } catch {
    return { keys: [], what: `an object of the class ${tag}` }
  }
}

/** @param parts What `value` has inside, by key. */
function within(value: object, parts: object, around: Set<unknown> | undefined): Problem | undefined {
  let seen = around
  for (const key of Object.keys(parts)) {
    const part = (parts as Record<string, unknown>)[key]
    if (typeof part !== 'object' && typeof part !== 'function' && typeof part !== 'symbol') continue
    // Made only where there is something inside.
    seen ??= new Set()
    seen.add(value)
    const problem = find(part, seen)
    if (problem === undefined) continue
    problem.keys.push(key)
    return problem
  }
  return undefined
}

/** Returns a path as code: `payload.tasks[0].sid`. */
export function pathOf(label: string, keys: readonly string[]): string {
  return keys.reduce((path, key) => {
    if (/^\d+$/.test(key)) return `${path}[${key}]`
    return /^[A-Za-z_$][\w$]*$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`
  }, label)
}
