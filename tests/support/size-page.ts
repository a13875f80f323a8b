// Writes docs/size.md from figures.

import type { Peer } from '../../benchmarks/sizes.js'
import { BUNDLER_NAMES, BUNDLER_VERSIONS, type Sizes } from './bundle-size.js'

export interface Figures {
  /** Of `import { createActions }`. */
  readonly base: Sizes
  /** Of the same with another import, by what is imported. */
  readonly more: Record<string, Sizes>
  /** Of an import alone, by what is imported. */
  readonly alone: Record<string, Sizes>
  /** The files for pages, compressed, in bytes. */
  readonly pages: Record<string, number>
  /** How many bytes of the minified `createActions` come from each file. */
  readonly files: Record<string, number>
  readonly peers: readonly Peer[]
}

/** Returns the text of the page. Sizes are in kilobytes, with one decimal. */
export function pageOf({ base, more, alone, pages, files, peers }: Figures): string {
  const versions = BUNDLER_NAMES.map((name) => `${name} ${BUNDLER_VERSIONS[name]}`)
  const others = peers.map(({ from, version, clause, sizes }) => ({ name: `${from} ${version}`, clause, sizes }))
  const all = [{ name: '**entracte**', clause: '{ createActions }', sizes: base }, ...others]
  const total = Object.values(files).reduce((sum, bytes) => sum + bytes, 0)
  return `# Size

<!-- Written by tests/package/bundle-size.test.ts, not by hand: UPDATE=1 npm test -- size -->

This page says how much a page loads: in kilobytes (1 kB is 1 000 bytes), minified, and compressed with gzip. Each figure is
a small program for production that imports what its row says and uses it. It is bundled by ${versions[0]}, ${versions[1]} and
${versions[2]}, with their defaults. koa-compose and p-timeout, the two dependencies of entracte, are included.

## What a bundle holds

A row that begins with + says what comes on top of \`createActions\`.

${tableOf(
  ['import', ...BUNDLER_NAMES],
  [
    ['`{ createActions }` from `entracte`', ...cells(base)],
    ...Object.entries(more).map(([what, sizes]) => [`+ ${what}`, ...cells(sizes, base)]),
    ...Object.entries(alone).map(([what, sizes]) => [`only ${what}`, ...cells(sizes)]),
  ],
)}

## The files for pages

Each file holds everything that \`entracte\` exports, and the two packages that are built in.

${tableOf(
  ['file', 'kB'],
  Object.entries(pages).map(([file, bytes]) => [`\`${file}\``, kB(bytes)]),
)}

## What \`createActions\` consists of

All verbs are methods of one object, so a bundler cannot leave out the verbs that a program does not call. This table divides the program
with esbuild's minified code by the files that it comes from, before it is compressed. [Architecture](architecture.md) says what each
file does.

${tableOf(
  ['file', 'kB, minified', 'share'],
  [
    ...Object.entries(files)
      .sort(([one, a], [other, b]) => b - a || (one < other ? -1 : 1))
      .map(([file, bytes]) => [`\`${file}\``, kB(bytes), `${Math.round((bytes / total) * 100)} %`]),
    ['together', kB(total), '100 %'],
  ],
)}

## Other packages

The same programs with other packages. The packages do different things: hookable and emittery call listeners, @feathersjs/hooks
and koa-compose run middleware, tapable compiles hooks, xstate runs state machines, and mobx-state-tree observes a whole state. So this table
compares what they cost, not what they are worth.

${tableOf(
  ['package', 'import', ...BUNDLER_NAMES],
  [...all]
    .sort((a, b) => a.sizes.rolldown - b.sizes.rolldown)
    .map(({ name, clause, sizes }) => [name, `\`${clause}\``, ...cells(sizes)]),
)}
`
}

function cells(sizes: Sizes, less?: Sizes): string[] {
  return BUNDLER_NAMES.map((name) => kB(sizes[name] - (less?.[name] ?? 0)))
}

function kB(bytes: number): string {
  return (bytes / 1000).toFixed(1)
}

function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}
