// What an application does that is bundled: each thing through the engine once, and a line for each.

import { createActions } from 'entracte'

const actions = createActions()
actions.registerAction('AcceptTask', async ({ sid }) => `accepted ${sid}`)
actions.addListener('beforeAcceptTask', ({ sid }, abort) => (sid === '' ? abort('no task') : undefined))
actions.addListener('afterAcceptTask', (_payload, result) => console.log('after', result))
actions.replaceAction('AcceptTask', async (payload, original) => `${await original(payload)}, politely`)
actions.use((ctx, next) => {
  console.log('use', ctx.action)
  return next()
})

actions
  .invokeAction('AcceptTask', { sid: 'WT1' }, { timeout: 5_000 })
  .then(console.log)
  .then(() => actions.invokeAction('AcceptTask', { sid: '' }))
  .catch((error) => console.log(error.name, error.code, error.reason))
