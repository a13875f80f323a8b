// How does a caller wait for its jobs, whatever the queue answers?

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Job } from '../../source/queue/connection.js'
import { reporter } from '../../source/queue/options.js'
import { Waiting } from '../../source/queue/waiting.js'
import { deferred } from '../support/helpers.js'

test('an answer that is no text is of another program', async () => {
  const waiting = new Waiting(async () => undefined)
  const { ending } = waiting.wait('a', 'Do')

  waiting.completed('a', { status: 'done' })

  assert.equal(await ending, { lost: 'another program has answered it', missing: false })
})

test('events of jobs that nobody waits for, and progress that nobody listens to, are left alone', async () => {
  const waiting = new Waiting(async () => undefined)
  const told: string[] = []
  const silent = waiting.wait('a', 'Do')
  const listens = waiting.wait('a', 'Do', (text) => told.push(text))

  waiting.progressed('a', '1')
  waiting.progressed('b', '2')
  waiting.completed('b', '3')
  waiting.completed('a', '4')

  assert.equal(told, ['1'])
  assert.equal([await silent.ending, await listens.ending], [{ text: '4' }, { text: '4' }])
})

test('it asks until the job has ended: a job that is missing once is not lost, and an error is no answer', async () => {
  const answers = [
    () => undefined,
    () => ({ returnvalue: null, finishedOn: undefined }),
    () => {
      throw new Error('the server is away')
    },
    () => undefined,
    () => ({ returnvalue: null, finishedOn: null }),
    () => ({ returnvalue: 'found', finishedOn: 1 }),
  ]
  const waiting = new Waiting(async () => answers.shift()?.() as Job | undefined)
  const wait = waiting.wait('a', 'Do')

  // Each call asks at once, and so the test does not wait for the slices.
  while (answers.length > 0) {
    wait.added(true)
    await null
  }

  assert.equal(await wait.ending, { text: 'found' })
})

test('what is asked for a job that nobody waits for any more changes nothing', async () => {
  const asked = deferred<Job | undefined>()
  const waiting = new Waiting(() => asked.promise)
  const wait = waiting.wait('a', 'Do')
  wait.added(true)

  assert.is(wait.leave('gone'), true)
  assert.is(wait.leave('gone'), false)
  asked.resolve({ failedReason: 'late', finishedOn: 1 } as Job)
  await asked.promise

  assert.is(await wait.ending.catch((reason) => reason), 'gone')
})

test('what has failed in the queue is lost, and says why', async () => {
  const waiting = new Waiting(async () => ({ failedReason: 'stalled too often', finishedOn: 1 }) as Job)
  const wait = waiting.wait('a', 'Do')

  wait.added(true)

  assert.equal(await wait.ending, { lost: 'stalled too often', missing: false })
})

test('an error that is no Error is told as it is', () => {
  const told: unknown[] = []
  const report = reporter((error) => told.push(error))

  report('no text')
  report('no text')

  assert.equal(told, ['no text', 'no text'])
})

test.run()
