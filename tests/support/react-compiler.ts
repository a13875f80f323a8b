// Compiles components and hooks with the React Compiler, and asks the lint rules of React.

import { transformAsync } from '@babel/core'
import compiler from 'babel-plugin-react-compiler'
import { transform } from 'esbuild'
import { ESLint, type Linter } from 'eslint'
import hooks from 'eslint-plugin-react-hooks'

/** What the compiler has made of a function. */
export interface Compiled {
  readonly file: string
  readonly name: string | null | undefined
  /** What it says against the function; undefined when it has compiled it. */
  readonly complaint: string | undefined
}

interface CompilerEvent {
  kind: string
  fnName?: string | null
  detail?: unknown
  reason?: string
}

/** Returns the code without its types. JSX stays. */
async function withoutTypes(code: string, file: string): Promise<string> {
  const { code: plain } = await transform(code, {
    loader: file.endsWith('x') ? 'tsx' : 'ts',
    jsx: 'preserve',
    target: 'es2022',
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
  })
  return plain
}

/** Compiles the code for a version of React. For versions before 19, the memo comes from a package of its own. */
export async function compileReact(code: string, file: string): Promise<{ code: string; functions: Compiled[] }> {
  const functions: Compiled[] = []
  const logger = {
    logEvent(_: unknown, { kind, fnName, detail, reason }: CompilerEvent) {
      const complaint = kind === 'CompileSuccess' ? undefined : `${kind}: ${reason ?? String(detail)}`
      functions.push({ file, name: fnName, complaint })
    },
  }
  const compiled = await transformAsync(await withoutTypes(code, file), {
    filename: file.replace(/tsx?$/, 'jsx'),
    babelrc: false,
    configFile: false,
    parserOpts: { plugins: ['jsx'] },
    plugins: [[compiler, { logger }]],
  })
  return { code: compiled?.code ?? '', functions }
}

/** Returns what eslint-plugin-react-hooks says against the code, with all of its rules. */
export async function lintReact(code: string, file: string): Promise<string[]> {
  const rules = Object.keys(hooks.rules).map((rule): [string, Linter.RuleEntry] => [`react-hooks/${rule}`, 'error'])
  const eslint = new ESLint({
    overrideConfigFile: true,
    overrideConfig: {
      plugins: { 'react-hooks': hooks as never },
      languageOptions: { ecmaVersion: 2024, sourceType: 'module', parserOptions: { ecmaFeatures: { jsx: true } } },
      rules: Object.fromEntries(rules),
    },
  })
  const [result] = await eslint.lintText(await withoutTypes(code, file))
  return (result?.messages ?? []).map(({ ruleId, line, message }) => `${file}: ${ruleId} ${line}: ${message}`)
}
