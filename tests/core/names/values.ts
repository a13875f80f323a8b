// Values that are no names, and how titles of tests show a value.

export const notNames: [value: unknown, shown: RegExp][] = [
  ['', /""|''|``|“”/],
  [undefined, /undefined/],
  [null, /null/],
  [42, /42/],
  [Number.NaN, /NaN/],
  [true, /true/],
  [7n, /7n/],
  [Symbol('desk'), /Symbol\(desk\)/],
  [['AcceptTask'], /AcceptTask/],
  [[1, 2, 3, 4, 5, 6], /\[1, 2, 3, 4, 5, …\]/],
]

export function show(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : Array.isArray(value) ? `[${value}]` : String(value)
}
