// Knows the types: asks the compiler, which runs in a worker of its own, and is loaded when it is asked for.

import {
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete'
import { linter } from '@codemirror/lint'
import type { Extension } from '@codemirror/state'
import { hoverTooltip } from '@codemirror/view'
import type { Answers, Question } from './compiler.js'
import type { Program } from './links.js'

/** The address of the script that is read now. */
const here = (document.currentScript as HTMLScriptElement).src

/** @param open Returns the program, and the index of the file that is shown. */
export function createTypeHelp(open: () => [Program, number]): () => Promise<Extension> {
  let loading: Promise<Ask> | undefined
  return async () => {
    loading ??= startCompiler()
    loading.catch(() => {
      loading = undefined
    })
    return extensionOf(await loading, open)
  }
}

type Ask = <K extends keyof Answers>(kind: K, program: Program, file: string, at: number) => Promise<Answers[K]>

async function startCompiler(): Promise<Ask> {
  const worker = new Worker(new URL('compiler.js', here))
  const waiting = new Map<number, (answer: never) => void>()
  let last = 0
  await new Promise<void>((resolve, reject) => {
    worker.addEventListener('error', (event) => reject(new Error(event.message ?? 'a worker is not allowed here')), {
      once: true,
    })
    worker.addEventListener('message', () => resolve(), { once: true })
  })
  worker.addEventListener('message', ({ data: { id, answer } }) => {
    waiting.get(id)?.(answer as never)
    waiting.delete(id)
  })
  return (kind, program, file, at) =>
    new Promise((resolve) => {
      last += 1
      waiting.set(last, resolve)
      worker.postMessage({ id: last, kind, program, file, at } satisfies Question)
    })
}

function extensionOf(ask: Ask, open: () => [Program, number]): Extension {
  const question = () => {
    const [program, index] = open()
    return [program, program[index]?.[0] ?? ''] as const
  }

  async function complete(context: CompletionContext): Promise<CompletionResult | null> {
    const word = context.matchBefore(/[\w$]*/)
    const before = context.state.sliceDoc(Math.max(context.pos - 1, 0), context.pos)
    if (!context.explicit && !/[\w$.'"]/.test(before)) return null
    const names = await ask('completions', ...question(), context.pos)
    if (names.length === 0) return null
    const options: Completion[] = names.map(({ name, kind, sort }) => ({
      label: name,
      type: kind,
      boost: sort === '11' ? 1 : 0,
    }))
    return { from: word?.from ?? context.pos, options, validFor: /^[\w$]*$/ }
  }

  return [
    autocompletion({ override: [complete] }),
    hoverTooltip(async (_view, pos) => {
      const hover = await ask('hover', ...question(), pos)
      if (!hover) return null
      return {
        pos: hover.start,
        end: hover.start + hover.length,
        create() {
          const dom = document.createElement('div')
          const signature = document.createElement('code')
          signature.textContent = hover.signature
          dom.append(signature, hover.text === '' ? '' : `\n\n${hover.text}`)
          return { dom }
        },
      }
    }),
    linter(async (view) => {
      const errors = await ask('errors', ...question(), 0)
      const { length } = view.state.doc
      return errors
        .filter(({ start }) => start <= length)
        .map((error) => ({
          from: error.start,
          to: Math.min(error.start + error.length, length),
          severity: 'error' as const,
          message: error.message,
        }))
    }),
  ]
}
