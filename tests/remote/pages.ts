// The two sides of a page with a plugin in a worker and a plugin in a sandboxed frame, as scripts for real browsers.

import { resolve } from 'node:path'
import { buildSync } from 'esbuild'

/** What the page does, and what it writes down. */
const HOST = `
import { createActions } from './source/core/index.ts'
import { expose, windowPort } from './source/remote/index.ts'
const log = []
const actions = createActions({ onListenerError() {} })
actions.registerAction('AcceptTask', (payload) => ({ accepted: payload.sid, note: payload.note }))
const settle = async (payload) => {
  const { status, result, reason, by, error } = await actions.settleAction('AcceptTask', payload)
  return JSON.stringify({ status, result, reason, by, code: error?.code })
}
const ready = (port, scope) => new Promise((resolve) => {
  const name = 'Ready' + scope
  actions.registerAction(name, () => resolve(stop))
  const stop = expose(actions, port, { scope, allow: () => true })
})
;(async () => {
try {
  const worker = new Worker('/worker.js')
  const stop = await ready(worker, 'worker')
  log.push(await settle({ sid: 'no' }), await settle({ sid: 'WT1' }))
  const thinking = settle({ sid: 'think' })
  await new Promise((resolve) => setTimeout(resolve, 50))
  worker.terminate()
  stop()
  log.push(await thinking, await settle({ sid: 'no' }))

  const frame = document.createElement('iframe')
  frame.sandbox = 'allow-scripts'
  frame.src = new URL(location.href).searchParams.get('frame') ?? '/frame.html'
  document.body.append(frame)
  const gone = await ready(windowPort(frame.contentWindow, { origin: 'null' }), 'frame')
  frame.contentWindow.postMessage(['entracte/x', 'plugin', 1], '*')
  window.postMessage(['entracte/x', 'plugin', 1], '*')
  log.push(await settle({ sid: 'no' }), await settle({ sid: 'WT2' }), await settle({ sid: 'x', node: document.body }))
  frame.remove()
  gone()
  log.push(await settle({ sid: 'no' }))
} catch (error) {
  log.push(String(error))
}
globalThis.outcome = log
})()
`

/** A plugin that does what it can to harm others. */
const PLUGIN = (port: string, scope: string) => `
import { connect, windowPort } from './source/remote/index.ts'
Object.prototype.polluted = 'yes'
Array.prototype.toJSON = () => 'evil'
const desk = connect(${port})
;(async () => {
  await desk.addListener('beforeAcceptTask', function ask(payload, abort) {
    if (payload.sid === 'no') abort('${scope} says no')
    if (payload.sid === 'think') while (true);
    payload.note = '${scope}'
  })
  await desk.replaceAction('AcceptTask', async (payload, original) => {
    const result = await original()
    result.accepted += '!'
    return result
  })
  await desk.invokeAction('Ready${scope}')
})()
`

function bundle(contents: string): string {
  const [file] = buildSync({
    stdin: { contents, resolveDir: resolve('.') },
    bundle: true,
    format: 'iife',
    write: false,
  }).outputFiles
  return String(file?.text)
}

/** Returns the files. The page writes what has happened to `outcome`; its parameter `frame` is the address of the frame. */
export function pageFiles(): Record<string, string> {
  const parent = 'windowPort(window.parent, { origin: new URL(document.referrer).origin })'
  return {
    'host.js': bundle(HOST),
    'worker.js': bundle(PLUGIN('self', 'worker')),
    'frame.js': bundle(PLUGIN(parent, 'frame')),
    'frame.html': '<!doctype html><script src="/frame.js"></script>',
  }
}

const aborted = (scope: string) =>
  JSON.stringify({
    status: 'aborted',
    reason: `${scope} says no`,
    by: { kind: 'before', name: 'ask', scope },
    code: 'ACTION_ABORTED',
  })
const done = (result: object) => JSON.stringify({ status: 'done', result })

/** What must have happened. */
export const EXPECTED: readonly string[] = [
  aborted('worker'),
  done({ accepted: 'WT1!', note: 'worker' }),
  JSON.stringify({
    status: 'failed',
    by: { kind: 'before', name: 'ask', scope: 'worker' },
    code: 'ACTION_REMOTE_CLOSED',
  }),
  done({ accepted: 'no' }),
  aborted('frame'),
  done({ accepted: 'WT2!', note: 'frame' }),
  JSON.stringify({
    status: 'failed',
    by: { kind: 'before', name: 'ask', scope: 'frame' },
    code: 'ACTION_UNCLONEABLE',
  }),
  done({ accepted: 'no' }),
]
