// Says what a program needs that the playground does not have. programs.ts says the same on the pages of the guide.

/** The runners of tests, and how each is started. */
const RUNNERS: Readonly<Record<string, readonly [name: string, command: string]>> = {
  vitest: ['Vitest', 'npx vitest run'],
  '@jest/globals': ['Jest', 'npx jest'],
  'node:test': ['the test runner of Node', 'npx tsx --test'],
}

/** What a program says of the document of a page, and not of a variable that has this name. */
const DOCUMENT = /^(?!\s*\/\/).*\bdocument\.(?:body|head|documentElement|createElement|querySelector|getElementBy)/m

/** Returns the modules that a file imports, but not those of which it imports only types. */
export function importsOf(code: string): string[] {
  const found = code.matchAll(/^(?:(?:import|export)\b(?! type\b).* from|\} from|import) (['"])([^'"]+)\1/gm)
  return Array.from(found, ([, , name = '']) => name)
}

/**
 * Returns one sentence that says why a program does not run in the playground, and where it does, or undefined when it runs.
 *
 * @param has Returns whether the playground has a module.
 */
export function needOf(
  program: readonly (readonly [name: string, code: string])[],
  has: (module: string) => boolean,
): string | undefined {
  const imports = program.flatMap(([, code]) => importsOf(code)).filter((name) => !name.startsWith('.'))
  const missing = imports.filter((name) => !has(name))
  const main = program[0]?.[0] ?? ''
  const runner = missing.map((name) => RUNNERS[name]).find((known) => known !== undefined)
  if (runner)
    return `This is a test for ${runner[0]}, which does not run in a browser: run it with “${runner[1]} ${main}”.`
  const node = missing.find((name) => name.startsWith('node:'))
  if (node) return `This program needs “${node}”, which no browser has: run it in Node, with “npx tsx ${main}”.`
  const [name] = missing
  if (name)
    return `This program needs “${name}”, which the playground does not have: install it, and run the program in Node.`
  const needsPage = program.some(([, code]) => DOCUMENT.test(code))
  if (needsPage && !imports.some((name) => name.startsWith('react-dom')))
    return 'This program needs the document of a page, which the playground has only for React: run it in a page of yours.'
  return undefined
}
