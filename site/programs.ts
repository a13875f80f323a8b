// Makes a program of a block of code, says whether it runs in the playground, and writes it into a link.

import { deflateRawSync } from 'node:zlib'
import type { Block } from '../tests/support/pages.js'
import { MODULES, SCRIPT_OF } from './doors.js'
import { importsOf, needOf } from './live/playground/needs.js'

/** The files of a program, by name. The first file is the one that runs. */
export type Program = readonly (readonly [name: string, code: string])[]

/** Returns a block with the files that it imports. */
export function programOf(block: Block): Program {
  const files = new Map([[block.name, block.code]])
  // A Map gives what is added while it is read.
  for (const code of files.values()) {
    const dynamic = Array.from(code.matchAll(/\bimport\(['"`]([^'"`?]+)/g), ([, name = '']) => name)
    const types = Array.from(code.matchAll(/^import type .* from '([^']+)'/gm), ([, name = '']) => name)
    for (const from of [...importsOf(code), ...types, ...dynamic]) {
      for (const end of ['ts', 'tsx']) {
        const name = from.replace(/^\.\/(.*)\.js$/, `$1.${end}`)
        const beside = block.beside.get(name)
        if (beside !== undefined) files.set(name, beside)
      }
    }
  }
  return [...files]
}

/** Returns one sentence that says why a program does not run in the playground, or undefined when it runs. */
export function whyNot(program: Program): string | undefined {
  return needOf(program, (name) => MODULES.includes(name) || name in SCRIPT_OF)
}

/** Returns the hash of the playground's address that opens a program. live/playground/links.ts reads it. */
export function linkTo(program: Program): string {
  return `#${deflateRawSync(JSON.stringify(program)).toString('base64url')}`
}
