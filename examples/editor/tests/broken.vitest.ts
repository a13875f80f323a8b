// What the broken plugins break: nothing but themselves.

import { installPlugin } from 'entracte/plugins'
import { expect, test } from 'vitest'
import publish from '../src/plugins/publish.js'
import sync from '../src/plugins/sync.js'
import words, { countWords } from '../src/plugins/words.js'
import { openDesk } from './desk.js'

const notes = { file: 'notes.md', text: 'Buy a cake.' }

test('a listener that throws after saving changes nothing, and the error names its plugin', async () => {
  const desk = openDesk(notes)
  installPlugin(desk.actions, publish, { context: desk.needs })

  const outcome = await desk.actions.settleAction('SaveDocument', notes)

  expect(outcome).toEqual({ status: 'done', result: notes.text.length })
  expect(desk.listenerErrors).toEqual(['publish: Error: the blog did not take notes.md'])
})

test('a set-up that fails leaves nothing attached, and its state says why', async () => {
  const desk = openDesk(notes)
  const errors: string[] = []
  const installed = installPlugin(desk.actions, async () => sync, {
    name: 'sync',
    context: desk.needs,
    onError: (error, plugin) => errors.push(`${plugin}: ${error}`),
  })

  expect(await installed.on()).toMatchObject({ status: 'failed' })
  await desk.actions.invokeAction('SaveDocument', notes)

  expect(errors).toEqual(['sync: Error: there is no account to synchronize with'])
  desk.double.expect('SaveDocument', { ran: ['core'] })
})

test('the words are counted with each key, and not any more when the plugin is off', () => {
  const desk = openDesk(notes)
  const installed = installPlugin(desk.actions, words, { context: desk.needs })

  desk.document.set({ ...notes, text: '# Cakes\n\n- one\n- don’t\n- two' })
  installed.off()
  desk.document.set(notes)

  expect(desk.shown).toEqual(['3 words, 1 min to read', '4 words, 1 min to read', ''])
  expect(countWords('# - [x] ** `')).toBe(0)
})
