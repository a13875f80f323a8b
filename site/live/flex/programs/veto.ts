import type { Run } from '../both.js'

export const run: Run = async (actions, log) => {
  actions.registerAction('AcceptTask', ({ sid }) => `accepted ${sid}`)
  actions.addListener('beforeAcceptTask', async function askFirst(_payload, abort) {
    abort('the agent said no')
  })
  actions.addListener('beforeAcceptTask', async function ringTheBell() {
    log('ding')
  })

  log(await actions.invokeAction('AcceptTask', { sid: 'WT1' }))
}
