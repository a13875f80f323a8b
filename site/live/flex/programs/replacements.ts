import type { Run } from '../both.js'

export const run: Run = async (actions, log) => {
  actions.registerAction('SendMessage', ({ body }) => `sent ${body}`)
  actions.replaceAction('SendMessage', function censor({ body }, original) {
    return original({ body: `${body}, censored` })
  })
  actions.replaceAction('SendMessage', function translate({ body }, original) {
    return original({ body: `${body}, translated` })
  })

  log(await actions.invokeAction('SendMessage', { body: 'hello' }))
}
