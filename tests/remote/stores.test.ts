// Do values cross that a reactive store holds in proxies?

import { reactive } from '@vue/reactivity'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { connected } from './desk.js'

test('a payload of a reactive store crosses, and is edited in place', async () => {
  const { actions, plugin, close } = await connected()
  await plugin.addListener('beforeEcho', (payload) => {
    payload.tasks[0].sid = 'WT2'
  })
  const payload = reactive({ tasks: [{ sid: 'WT1' }], day: new Date(0) })

  assert.is(await actions.invokeAction('Echo', payload), payload)
  assert.equal({ ...payload }, { tasks: [{ sid: 'WT2' }], day: new Date(0) })
  close()
})

test('so do results, and what a plugin sends', async () => {
  const { actions, plugin, close } = await connected()
  actions.registerAction('Echo', (payload) => ({ inner: reactive([payload]) }), { override: true })
  await plugin.replaceAction('Echo', (payload, original) => original(reactive({ from: payload.sid })))

  assert.equal(await plugin.invokeAction('Echo', reactive({ sid: 'WT1' })), { inner: [{ from: 'WT1' }] })
  close()
})

test.run()
