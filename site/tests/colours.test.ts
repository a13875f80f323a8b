// Decides that code has the same colours on every machine, also on a busy machine.

import { createHighlighter } from 'shiki'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import config from '../.vitepress/config.js'

const CODE = "actions.addListener('beforeAcceptTask', async ({ sid }) => accept(sid))\nthrow new Error('down')\n"

test('a line that takes long has its colours, too', async () => {
  const shiki = await createHighlighter({ themes: ['github-light-high-contrast'], langs: ['ts'] })
  await config.markdown?.shikiSetup?.(shiki)
  const options = { lang: 'ts', theme: 'github-light-high-contrast' }
  const usual = shiki.codeToHtml(CODE, options)

  const { now } = Date
  let time = 0
  Date.now = () => {
    time += 1_000
    return time
  }
  try {
    assert.is(shiki.codeToHtml(CODE, options), usual)
  } finally {
    Date.now = now
  }
})

test.run()
