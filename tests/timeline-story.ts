// What the timeline is shown with: a desk with plugins, of whose invocations some end well and others do not.

import { type Actions, createActions } from '../source/index.js'

/** The actions of a desk, with the usual plugins. */
export function createDesk(): Actions {
  const actions = createActions({ onListenerError: () => {} })
  const wait = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds))
  actions.use(async function timing(_ctx, next) {
    await next()
  })
  actions.use(
    async function log(_ctx, next) {
      await next()
    },
    { order: 5 },
  )

  actions.registerAction('AcceptTask', async function acceptTask({ sid }: { sid: string }, ctx) {
    await wait(30)
    await ctx.invokeAction('OpenPanel', { sid })
    return { sid, accepted: true }
  })
  actions.registerAction('OpenPanel', async function openPanel() {
    await wait(12)
  })
  actions.registerAction('SendMessage', async function sendMessage({ body }: { body: string }) {
    await wait(18)
    return { messageSid: `IM${body.length}` }
  })
  actions.registerAction('HoldCall', async function holdCall() {
    await wait(8)
    throw Object.assign(new TypeError('the line is gone'), { code: 'LINE_GONE' })
  })
  actions.registerAction('CompleteTask', function completeTask() {
    return 'completed'
  })
  actions.registerAction('Ring', () => new Promise(() => {}))

  const crm = actions.scope('crm-plugin')
  crm.addListener('beforeAcceptTask', async function lookUpCustomer() {
    await wait(10)
  })
  crm.addListener('afterAcceptTask', function openCustomer() {})
  crm.replaceAction('SendMessage', async function signMessage(payload, original) {
    await original({ body: `${payload.body} — the desk` })
  })
  const guard = actions.scope('guard-plugin')
  guard.addListener('beforeCompleteTask', async function askForWrapUp(payload, abort) {
    await wait(6)
    if (!payload.wrapUp) abort('the wrap-up code is missing')
  })
  guard.addListener('beforeSendMessage', function checkWords() {}, { once: false, order: -1 })
  guard.addListener('errorHoldCall', async function tellSupervisor() {
    await wait(5)
  })
  guard.addListener('afterAcceptTask', async function startTimer() {
    await wait(4)
  })
  guard.addListener('beforeAcepptTask', function misspelt() {})
  return actions
}

/** A few invocations of every outcome, one after the other and side by side. */
export async function workAtDesk(actions: Actions): Promise<void> {
  const tried = (work: Promise<unknown>) => work.catch(() => {})
  await tried(actions.invokeAction('AcceptTask', { sid: 'WT1' }))
  await tried(actions.invokeAction('CompleteTask', {}))
  await Promise.all([
    tried(actions.invokeAction('SendMessage', { body: 'Good morning' })),
    tried(actions.invokeAction('AcceptTask', { sid: 'WT2' })),
    tried(actions.invokeAction('HoldCall', {})),
  ])
  await tried(actions.invokeAction('CompleteTask', { wrapUp: 'solved' }))
  await tried(actions.invokeAction('SendMessage', { body: 'Anything else that I can do for you today?' }))
}
