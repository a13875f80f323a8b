import type { Run } from '../both.js'

export const run: Run = async (actions, log) => {
  actions.registerAction('AcceptTask', ({ sid }) => `accepted ${sid}`)
  actions.addListener('beforeAcceptTask', async function checkTheAccount() {
    throw new Error('The CRM is down')
  })

  log(await actions.invokeAction('AcceptTask', { sid: 'WT1' }))
}
