// Decides which blocks of code the playground can run, and writes a program into a link.

import { deflateRawSync } from 'node:zlib'
import type { Block } from '../tests/support/pages.js'
import { MODULES, PACKAGES } from './doors.js'

/** The files of a program, by name. The first file is the one that runs. */
export type Program = readonly (readonly [name: string, code: string])[]

/** What a block says that needs Node, the document of a page, or modules that can be loaded again. */
const NEEDS_MORE =
  /\b(?:process|Buffer|import\.meta|document\.(?:body|createElement|querySelector))\b|\b(?:require|import)\(/

/** Returns a block with the files that it imports, or undefined when it needs what the playground does not have. */
export function programOf(block: Block): Program | undefined {
  if (block.runner !== undefined) return undefined
  const files = new Map([[block.name, block.code]])
  // A Map gives what is added while it is read.
  for (const code of files.values()) {
    if (NEEDS_MORE.test(code.replace(/\/\/.*/g, ''))) return undefined
    for (const [, from = ''] of code.matchAll(/^(?:(?:import|export)\b.* from|\} from|import) '([^']+)'/gm)) {
      const name = from.replace(/^\.\/(.*)\.js$/, '$1.ts')
      const beside = block.beside.get(name)
      if (beside !== undefined) files.set(name, beside)
      else if (!MODULES.includes(from) && !PACKAGES.includes(from)) return undefined
    }
  }
  return [...files]
}

/** Returns the hash of the playground's address that opens a program. live/playground/links.ts reads it. */
export function linkTo(program: Program): string {
  return `#${deflateRawSync(JSON.stringify(program)).toString('base64url')}`
}
