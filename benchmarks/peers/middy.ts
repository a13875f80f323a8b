// @middy/core: middleware before and after the handler of a cloud function.

import middy from '@middy/core'
import type { Contestant } from '../work.js'

export const handler: Contestant = {
  name: '@middy/core',
  from: '@middy/core',
  awaits: true,
  build({ core, before, after }) {
    const action = middy()
    for (const listener of before) action.before((request) => listener(request.event))
    // The last middleware that was added runs first.
    for (const listener of after.toReversed()) action.after((request) => listener(request.event))
    return action.handler((event) => core(event))
  },
  aborting: (core) =>
    middy()
      .before(() => 'no')
      .handler((event) => core(event)),
}
