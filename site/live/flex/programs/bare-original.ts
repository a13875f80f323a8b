import type { Run } from '../both.js'

export const run: Run = async (actions, log) => {
  actions.registerAction('AcceptTask', async ({ sid }) => {
    await new Promise((resolve) => setTimeout(resolve, 50))
    return `accepted ${sid}`
  })
  actions.replaceAction('AcceptTask', function forgetful(payload, original) {
    original(payload) // nobody waits for it
  })
  actions.addListener('afterAcceptTask', function tell() {
    log('after')
  })

  log(await actions.invokeAction('AcceptTask', { sid: 'WT1' }))
}
