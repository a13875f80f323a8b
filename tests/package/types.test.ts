// What a compiler makes of the library: the type tests in tests/package/types/, and the declarations as a consumer gets them.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { COMPILERS, createConsumer, installDeclarations, root, SETTINGS } from '../support/consumer.js'

const consumer = createConsumer()

/** What every snippet begins with. */
const GIVEN = `
  import { type Actions, type ActionMap, type ContextOf, type Middleware, createActions } from 'entracte'
  import { before, after, replacement } from 'entracte'
  export interface Task { sid: string }
  export interface Desk {
    AcceptTask(payload: { sid: string }): Task
    Search(query?: string): Promise<Task[]>
    Logout(): void
  }
  export interface Small { AcceptTask(payload: { sid: string }): Task }
  const task: Task = { sid: 'WT1' }
  const actions = createActions<Desk>()
  const when = 'before' as 'before' | 'after'
`

/** What must not compile, as little different from what must as can be, and what the compiler finds wrong with it. */
// biome-ignore-start lint/suspicious/noTemplateCurlyInString: the snippets have template literals of their own
const SNIPPETS: { right: string; wrong: string; code: number; says: RegExp }[] = [
  {
    right: `actions.invokeAction('AcceptTask', { sid: '' })`,
    wrong: `actions.invokeAction('AcepptTask', { sid: '' })`,
    code: 2345,
    says: /'"AcepptTask"' is not assignable to parameter of type 'ActionName<Desk>'/,
  },
  {
    right: `actions.invokeAction('AcceptTask', { sid: '' })`,
    wrong: `actions.invokeAction('AcceptTask', { sid: 1 })`,
    code: 2322,
    says: /'number' is not assignable to type 'string'/,
  },
  {
    right: `actions.invokeAction('Logout')`,
    wrong: `actions.invokeAction('AcceptTask')`,
    code: 2554,
    says: /Expected 2-3 arguments, but got 1/,
  },
  {
    right: `actions.invokeAction('Logout', undefined)`,
    wrong: `actions.invokeAction('Logout', {})`,
    code: 2345,
    says: /'\{\}' is not assignable to parameter of type 'undefined'/,
  },
  {
    right: `actions.invokeAction('Search', 'x')`,
    wrong: `actions.invokeAction('Search', 1)`,
    code: 2345,
    says: /'number' is not assignable to parameter of type 'string'/,
  },
  {
    right: `export const result: Promise<Task[]> = actions.invokeAction('Search')`,
    wrong: `export const result: Promise<Task> = actions.invokeAction('Search')`,
    code: 2322,
    says: /'Promise<Task\[\]>' is not assignable to type 'Promise<Task>'/,
  },
  {
    right: `actions.addListener('beforeAcceptTask', () => {})`,
    wrong: `actions.addListener('beforeAcepptTask', () => {})`,
    code: 2345,
    says: /'"beforeAcepptTask"' is not assignable to parameter of type '.*EventName<Desk>/,
  },
  {
    right: 'actions.addListener(`${when}AcceptTask`, () => {})',
    wrong: 'actions.addListener(`${when}AcepptTask`, () => {})',
    code: 2345,
    says: /"(before|after)AcepptTask"' is not assignable to parameter of type '.*EventName<Desk>/,
  },
  {
    right: `actions.addListener('beforeAcceptTask', (payload) => payload.sid)`,
    wrong: `actions.addListener('beforeAcceptTask', (payload) => payload.side)`,
    code: 2551,
    says: /'side' does not exist on type '\{ sid: string; \}'/,
  },
  {
    right: `actions.addListener('afterAcceptTask', (_payload, result) => result.sid)`,
    wrong: `actions.addListener('afterAcceptTask', (_payload, result) => result('no'))`,
    code: 2349,
    says: /Type 'Task' has no call signatures/,
  },
  {
    right: `actions.removeListener('errorLogout', () => {})`,
    wrong: `actions.removeListener('errorLogoff', () => {})`,
    code: 2345,
    says: /'"errorLogoff"' is not assignable to parameter of type 'EventName<Desk>'/,
  },
  {
    right: `actions.registerAction('AcceptTask', async () => task)`,
    wrong: `actions.registerAction('AcceptTask', async () => 'WT1')`,
    code: 2322,
    says: /'Promise<string>' is not assignable to type 'PromiseLike<Task>'/,
  },
  {
    right: `actions.registerAction('AcceptTask', () => task, () => ({ sid: '' }))`,
    wrong: `actions.registerAction('AcceptTask', () => task, () => ({ sid: 1 }))`,
    code: 2345,
    says: /'\(\) => \{ sid: number; \}' is not assignable to type 'PayloadUpdateOf<Desk, "AcceptTask">'/,
  },
  {
    right: `actions.replaceAction('AcceptTask', async (payload, original) => { original(payload) })`,
    wrong: `actions.replaceAction('AcceptTask', async (payload) => payload.sid)`,
    code: 2322,
    says: /Type 'Promise<string>' is not assignable to type '.*Task/,
  },
  {
    right: `actions.use('AcceptTask', (ctx) => ctx.payload.sid)`,
    wrong: `actions.use((ctx) => ctx.payload.sid)`,
    code: 18046,
    says: /'ctx.payload' is of type 'unknown'/,
  },
  {
    right: `actions.use('AcceptTask', (ctx) => { ctx.result = task })`,
    wrong: `actions.use('AcceptTask', (ctx) => { ctx.action = 'AcceptTask' })`,
    code: 2540,
    says: /'action' because it is a read-only property/,
  },
  {
    right: `export const plugin: Actions<Small> = actions`,
    wrong: `export const plugin: Actions<Desk> = createActions<Small>()`,
    code: 2322,
    says: /'Small' is missing the following properties from type 'Desk': Search, Logout/,
  },
  {
    right: `createActions<{ Add(payload: { a: number }): number }>()`,
    wrong: `createActions<{ Add(a: number, b: number): number }>()`,
    code: 2344,
    says: /does not satisfy the constraint 'ActionMap</,
  },
  {
    right: `actions.use('AcceptTask', before((payload: { sid: string }) => payload))`,
    wrong: `actions.use('Search', before((payload: { sid: string }) => payload))`,
    code: 2345,
    says: /'LiftedMiddleware<StackContext<\{ sid: string; \}.* is not assignable to parameter of type 'MiddlewareOf<Desk, "Search">/,
  },
  {
    right: `actions.observe({ end() {} })`,
    wrong: `actions.observe({ error() {} })`,
    code: 2353,
    says: /'error' does not exist in type 'Observer'/,
  },
]
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: see above

/** A program that uses everything once, as an application would. */
const PROGRAM = `
  import * as entracte from 'entracte'
  import { ActionAbortedError, type ActionContext, type Original, type Registration, type Scope } from 'entracte'
  ${GIVEN}
  declare module 'entracte' {
    interface ActionState { startedAt?: number }
  }
  export async function main(): Promise<void> {
    using registration: Registration = actions.registerAction('AcceptTask', async ({ sid }, ctx) => {
      ctx.state.startedAt = 1
      return { sid }
    })
    using plugin: Scope<Desk> = actions.scope('plugin')
    plugin.addListener('beforeAcceptTask', (payload, abort) => (payload.sid === '' ? abort('which?') : undefined))
    plugin.addListener(\`\${when}Logout\`, (_payload, _second, ctx: ActionContext) => ctx.action)
    plugin.replaceAction('Search', (query, original: Original<string | undefined, Task[]>) => original(query))
    const timing: Middleware = async (_ctx, next) => next()
    const accepting: Middleware<ContextOf<Desk, 'AcceptTask'>> = (_ctx, next) => next()
    plugin.use(timing, { signal: undefined, order: 1 })
    plugin.use('AcceptTask', accepting)
    plugin.use('AcceptTask', after((_payload, result) => result.sid))
    plugin.use('AcceptTask', replacement((payload, original) => original(payload)))
    registration()
    try {
      await actions.invokeAction('AcceptTask', { sid: '' }, { timeout: undefined, signal: AbortSignal.timeout(1) })
    } catch (error) {
      if (error instanceof ActionAbortedError) console.log(error.by?.scope, error.reason, entracte)
    }
  }
  export function install<M extends ActionMap<M>>(actions: Actions<M>) {
    return actions.use((_ctx, next) => next())
  }
`

test.after(() => consumer.remove())

test('Types: the type tests compile', async () => {
  const project = {
    extends: join(root, 'tsconfig.json'),
    compilerOptions: { rootDir: root, typeRoots: [join(root, 'node_modules/@types')] },
    include: [join(root, 'source'), join(root, 'tests/package/types')],
  }
  const errors = await Promise.all(COMPILERS.map((compiler) => consumer.compile(compiler, project)))

  assert.equal(errors, [[], []])
})

test('Types: the declarations compile for a consumer, and what must not compile gives the error that it should', async () => {
  await installDeclarations(consumer)
  consumer.write('program.ts', PROGRAM)
  SNIPPETS.forEach(({ right, wrong }, index) => {
    consumer.write(`right${index}.ts`, `${GIVEN}\n${right}`)
    consumer.write(`wrong${index}.ts`, `${GIVEN}\n${wrong}`)
  })

  for (const compiler of COMPILERS) {
    const errors = await consumer.compile(compiler, { compilerOptions: SETTINGS, include: ['*.ts'] })
    const unexpected = errors.filter((error) => !/^wrong\d+\.ts/.test(error))
    const missing = SNIPPETS.filter(({ code, says }, index) => {
      const [first = '', ...more] = errors.filter((error) => error.startsWith(`wrong${index}.ts`))
      return more.length > 0 || !first.includes(`TS${code}:`) || !says.test(first)
    })

    assert.equal(unexpected, [], `${compiler} finds errors in what should compile`)
    assert.equal(missing, [], `${compiler} does not say what it should of:\n${errors.join('\n')}`)
  }
})

test('S21, Types: the declarations compile where the compiler knows neither the DOM nor Node', async () => {
  const program = `
    import { createActions, type Signal } from 'entracte'
    declare const signal: Signal
    void createActions().invokeAction('Save', 1, { signal })
  `
  consumer.write('bare.ts', program)

  const errors = await consumer.compile('typescript', {
    compilerOptions: { ...SETTINGS, lib: ['es2022'], types: [] },
    include: ['bare.ts'],
  })

  assert.equal(errors, [])
})

test('Types: every word, verb, field and option has a docblock', () => {
  const tree = ts.createSourceFile('types.ts', readFileSync(join(root, 'source/core/types.ts'), 'utf8'), 99, true)
  const bare: string[] = []

  for (const statement of tree.statements) {
    if (!ts.isInterfaceDeclaration(statement) && !ts.isTypeAliasDeclaration(statement)) continue
    const name = statement.name.text
    const exported = statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
    if (exported && ts.getJSDocCommentsAndTags(statement).length === 0) bare.push(name)
    const documented = new Set<string>()
    for (const member of ts.isInterfaceDeclaration(statement) ? statement.members : []) {
      if (member.name === undefined || !ts.isIdentifier(member.name)) continue
      if (ts.getJSDocCommentsAndTags(member).length > 0) documented.add(member.name.text)
      // Over the further overloads of a verb, editors show the docblock of the first.
      if (!documented.has(member.name.text)) bare.push(`${name}.${member.name.text}`)
    }
  }

  assert.equal(bare, [])
})

test.run()
