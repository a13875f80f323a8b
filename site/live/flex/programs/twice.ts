import type { Run } from '../both.js'

export const run: Run = async (actions, log) => {
  actions.registerAction('AcceptTask', async ({ sid }) => {
    await new Promise((resolve) => setTimeout(resolve, 50))
    return `accepted ${sid}`
  })

  const first = actions.invokeAction('AcceptTask', { sid: 'WT1' })
  const second = actions.invokeAction('AcceptTask', { sid: 'WT1' })
  log(await first)
  log(await second)
}
