// Spelling asks before a document with misspelt words is saved, and its veto stops the saving.

import { installPlugin } from 'entracte/plugins'
import { expect, test } from 'vitest'
import spelling, { findMisspelt } from '../src/plugins/spelling.js'
import { openDesk } from './desk.js'

const plain = { file: 'notes.md', text: 'Buy the cake.' }
const misspelt = { file: 'notes.md', text: 'Buy teh cake, and recieve a fork.' }

test('finds misspelt words, and where they are', () => {
  expect(findMisspelt('Teh cake, and other things: wich?')).toEqual([
    { word: 'Teh', meant: 'the', from: 0, to: 3 },
    { word: 'wich', meant: 'which', from: 28, to: 32 },
  ])
})

test('does not ask when every word is right', async () => {
  const desk = openDesk(plain)
  installPlugin(desk.actions, spelling, { context: desk.needs })

  await desk.actions.invokeAction('SaveDocument', plain)

  expect(desk.questions).toEqual([])
  desk.double.expect('SaveDocument', { ran: ['before checkSpelling', 'core'], aborts: [] })
})

test('asks once, and a yes saves', async () => {
  const desk = openDesk(misspelt)
  installPlugin(desk.actions, spelling, { context: desk.needs })

  await desk.actions.invokeAction('SaveDocument', misspelt)

  expect(desk.questions.map(({ text }) => text)).toEqual(['“teh” should be “the” (and 1 more).'])
  expect(desk.storage.stored.get()).toEqual({ 'notes.md': misspelt.text })
})

test('goes to the word after a no, and nothing is saved', async () => {
  const desk = openDesk(misspelt)
  desk.answers.yes = false
  installPlugin(desk.actions, spelling, { context: desk.needs })

  const outcome = await desk.actions.settleAction('SaveDocument', misspelt)

  expect(outcome).toMatchObject({ status: 'aborted', by: { scope: 'spelling', name: 'checkSpelling' } })
  expect(desk.selected).toEqual([[4, 7]])
  desk.double.expect('SaveDocument', { calls: [], aborts: [{ reason: '“teh” is misspelt' }] })
})

test('asks nobody when a plugin saves, and when it is switched off', async () => {
  const desk = openDesk(misspelt)
  const installed = installPlugin(desk.actions, spelling, { context: desk.needs })

  await desk.actions.invokeAction('SaveDocument', { ...misspelt, automatic: true })
  installed.off()
  await desk.actions.invokeAction('SaveDocument', misspelt)

  expect(desk.questions).toEqual([])
  expect(desk.shown).toEqual(['2 misspelt words', ''])
  desk.double.expect('SaveDocument', { ran: ['before checkSpelling', 'core', 'core'] })
})
