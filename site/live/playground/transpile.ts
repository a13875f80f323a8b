// Turns TypeScript into JavaScript whose imports are calls of `require`. The lines stay as they are.

import { transform } from 'sucrase'
import type { Program } from './links.js'

/** @throws {SyntaxError} that names the file and the line, when a file cannot be read. */
export function transpile(program: Program): Program {
  return program.map(([name, code]) => {
    try {
      const options = {
        transforms: ['typescript' as const, 'imports' as const],
        disableESTransforms: true,
        filePath: name,
      }
      return [name, transform(code, options).code]
    } catch (error) {
      throw new SyntaxError((error as Error).message.replace(/^Error transforming /, ''))
    }
  })
}
