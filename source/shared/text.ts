// Turns values from outside into text for messages.

/** Returns a value as a message can show it: a short piece of one line, whatever the value is. */
export function show(value: unknown): string {
  try {
    if (typeof value === 'string') return quote(value)
    if (typeof value === 'function') return 'a function'
    if (value instanceof Error) return quote(String(value.message))
    if (Array.isArray(value)) return `[${value.slice(0, 5).map(showItem).join(', ')}${value.length > 5 ? ', …' : ''}]`
    if (Object(value) !== value) return quote(String(value)).slice(1, -1) + (typeof value === 'bigint' ? 'n' : '')
  } catch {
    // A proxy or a getter that throws.
  }
  return 'an object'
}

/** Returns an item of a list as text. A list inside a list is not opened, since a list may hold itself. */
function showItem(value: unknown): string {
  return Array.isArray(value) ? 'an object' : show(value)
}

/** Returns the name of a function, or undefined when it has none. `name` may have been redefined as anything. */
export function nameOf(fn: { readonly name: unknown }): string | undefined {
  return typeof fn.name === 'string' && fn.name !== '' ? fn.name : undefined
}

/** Returns text from outside in double quotes, cut to 100 characters, with everything escaped that could break the line. */
export function quote(text: string): string {
  const short = text.length > 100 ? `${text.slice(0, 99)}…` : text
  return JSON.stringify(short).replace(/[\u2028\u2029]/g, (line) => `\\u${line.charCodeAt(0).toString(16)}`)
}

/** Returns the words as a list for a sentence: `a, b or c`. */
export function either(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}
