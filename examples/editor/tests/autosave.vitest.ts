// Autosave saves after a pause, tries again when this fails, and gives up in the end.

import { installPlugin } from 'entracte/plugins'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import autosave, { PAUSES, QUIET } from '../src/plugins/autosave.js'
import { openDesk } from './desk.js'

const first = { file: 'notes.md', text: '' }

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function open() {
  const desk = openDesk(first)
  const installed = installPlugin(desk.actions, autosave, { context: desk.needs })
  const write = (text: string) => desk.document.set({ file: 'notes.md', text })
  const saves = () => desk.double.seen('SaveDocument').calls.map(({ payload }) => payload)
  return { ...desk, installed, write, saves }
}

test('saves once the user pauses, with the newest text', async () => {
  const { write, saves, storage, shown } = open()

  write('Buy')
  await vi.advanceTimersByTimeAsync(QUIET - 1)
  write('Buy a cake')
  await vi.advanceTimersByTimeAsync(QUIET - 1)
  expect(saves()).toEqual([])
  await vi.advanceTimersByTimeAsync(10)

  expect(saves()).toEqual([{ file: 'notes.md', text: 'Buy a cake', automatic: true }])
  expect(storage.stored.get()).toEqual({ 'notes.md': 'Buy a cake' })
  expect(shown.at(-1)).toBe('Saved by itself')
})

test('tries again with longer pauses, and succeeds when the storage is back', async () => {
  const { write, saves, storage, shown } = open()
  storage.reachable.set(false)

  write('Buy a cake')
  await vi.advanceTimersByTimeAsync(QUIET + 10)
  expect(shown.at(-1)).toBe('Autosave failed, tries again in 1 s')
  await vi.advanceTimersByTimeAsync(1_010)
  expect(shown.at(-1)).toBe('Autosave failed, tries again in 2 s')
  storage.reachable.set(true)
  await vi.advanceTimersByTimeAsync(2_010)

  expect(saves().length).toBe(3)
  expect(storage.stored.get()).toEqual({ 'notes.md': 'Buy a cake' })
})

test('gives up after the last pause, until something is written again', async () => {
  const { double, write, saves, storage, shown } = open()
  storage.reachable.set(false)

  write('Buy a cake')
  await vi.advanceTimersByTimeAsync(60_000)
  expect(saves().length).toBe(1 + PAUSES.length)
  expect(shown.at(-1)).toBe('Autosave has given up')
  storage.reachable.set(true)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(saves().length).toBe(1 + PAUSES.length)

  double.clear()
  write('Buy two cakes')
  await vi.advanceTimersByTimeAsync(QUIET + 10)
  expect(saves()).toMatchObject([{ text: 'Buy two cakes' }])
})

test('does not save what the user has saved meanwhile', async () => {
  const { actions, double, write, saves } = open()

  write('Buy a cake')
  const saving = actions.invokeAction('SaveDocument', { file: 'notes.md', text: 'Buy a cake' })
  await vi.advanceTimersByTimeAsync(10)
  await saving
  double.clear()
  await vi.advanceTimersByTimeAsync(60_000)

  expect(saves()).toEqual([])
})

test('stops at once when it is switched off', async () => {
  const { installed, write, saves, storage } = open()
  storage.reachable.set(false)

  write('Buy a cake')
  await vi.advanceTimersByTimeAsync(QUIET + 10)
  installed.off()
  write('Buy two cakes')
  await vi.advanceTimersByTimeAsync(60_000)

  expect(saves().length).toBe(1)
  expect(vi.getTimerCount()).toBe(0)
})
