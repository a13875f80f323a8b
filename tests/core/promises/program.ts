// A program that waits in every way that there is. Run with the global Promise replaced, it has to tell the same.

import type * as core from '../../../source/core/index.js'

type Next = () => Promise<unknown>

/** Whatever is the global Promise at the time of the call. */
function later<T>(value: T): Promise<T> {
  return new Promise((resolve) => setImmediate(() => resolve(value)))
}

function failsLater(message: string): Promise<never> {
  return new Promise((_resolve, reject) => setImmediate(() => reject(new Error(message))))
}

/** Runs the program and returns what has happened, in order. */
export async function runProgram({ createActions }: typeof core): Promise<string[]> {
  const log: string[] = []
  const actions = createActions({ onListenerError: (error) => void log.push(`reported ${message(error)}`) })
  const told = async (what: string, promise: PromiseLike<unknown>) => {
    try {
      log.push(`${what}: resolved with ${await promise}`)
    } catch (error) {
      log.push(`${what}: rejected with ${message(error)}`)
    }
  }

  actions.registerAction('Save', async (payload) => {
    log.push(`core ${payload}`)
    for (let i = 0; i < 4; i++) await later(undefined)
    log.push('core ends')
    if (payload === 'fails') throw new Error('core')
    return later(`saved ${payload}`)
  })
  actions.registerAction('Wait', (payload) => later(payload))
  actions.addListener('beforeSave', async () => void log.push(await later('before')))
  actions.addListener('afterSave', async (_payload, result) => void log.push(await later(`after ${result}`)))
  actions.addListener('errorSave', async (_payload, error) => void log.push(await later(`error ${message(error)}`)))

  await told('plain', actions.invokeAction('Save', 'one'))
  await told('plain', actions.invokeAction('Save', 'fails'))
  await told(
    'then',
    actions.invokeAction('Save', 'one').then((value) => later(value)),
  )
  await told('all', Promise.all([actions.invokeAction('Wait', 'a'), actions.invokeAction('Wait', 'b')]))

  for (const [name, middleware] of Object.entries(middlewares)) {
    const registration = actions.use('Save', (_ctx, next) => middleware(next))
    await told(name, actions.invokeAction('Save', 'one'))
    await told(name, actions.invokeAction('Save', 'fails'))
    registration()
  }
  for (const [name, replace] of Object.entries(replacements)) {
    const registration = actions.replaceAction('Save', (payload, original) => replace(() => original(payload)))
    for (const payload of ['one', 'fails']) {
      await told(name, actions.invokeAction('Save', payload))
      // What has lost a race may still run.
      for (let i = 0; i < 8; i++) await later(undefined)
    }
    registration()
  }

  const slow = actions.addListener('beforeSave', () => new Promise(() => {}))
  const controller = new AbortController()
  const cut = actions.invokeAction('Save', 'cut', { signal: controller.signal })
  controller.abort(new Error('cut'))
  await told('signal', cut)
  // Long enough for the first listener to tell of itself, also on a busy machine.
  await told('timeout', actions.invokeAction('Save', 'slow', { timeout: 500 }))
  // The error-listeners run beside a time limit.
  await later(undefined)
  await later(undefined)
  slow()

  actions.addListener('beforeSave', (_payload, abort) => failsLater('closed').catch((error) => abort(message(error))))
  await told('abort', actions.invokeAction('Save', 'one'))
  return log
}

const middlewares: Record<string, (next: Next) => unknown> = {
  'await next()': async (next) => void (await next()),
  'return next()': (next) => next(),
  'next().then': (next) => next().then((value) => later(value)),
  'next().catch': (next) => next().catch((error) => failsLater(`caught ${message(error)}`)),
  'next().finally': (next) => next().finally(() => later(undefined)),
  'bare next()': (next) => void next(),
  'bare next().then': (next) => void next().then(() => later(undefined)),
  'Promise.resolve(next())': (next) => Promise.resolve(next()),
  'Promise.all([next()])': (next) => Promise.all([next(), later(1)]),
  'new Promise': (next) => new Promise((resolve, reject) => void next().then(resolve, reject)),
}

const replacements: Record<string, (original: Next) => unknown> = {
  'await original()': async (original) => await original(),
  'return original()': (original) => original(),
  'original().then': (original) => original().then((value) => later(`replaced ${value}`)),
  'original().catch': (original) => original().catch(() => later('instead')),
  'original().finally': (original) => original().finally(() => later(undefined)),
  'bare original()': (original) => void original(),
  'bare original().finally': (original) => void original().finally(() => later(undefined)),
  'Promise.resolve(original())': (original) => Promise.resolve(original()),
  'Promise.all': (original) => Promise.all([original(), original()]).then((values) => values.join(' and ')),
  'Promise.race': (original) => Promise.race([original(), new Promise(() => {})]),
  'a race that is lost': (original) => Promise.race([original(), later('sooner')]),
  'Promise.all, not awaited': (original) => void Promise.all([original()]).catch(() => {}),
  'new Promise(resolve)': (original) => new Promise((resolve) => resolve(original())),
  'a retry': async (original) => {
    await original().catch(() => {})
    return original()
  },
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
