// Does the timeline of the caller show what the worker did?

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type ActionContext, type Actions, createActions } from '../../source/core/index.js'
import { formatTimeline, loadRecording, type Recording, record } from '../../source/devtools/index.js'
import { distribute } from '../../source/queue/index.js'
import { deferred, rejection, thrown } from '../support/helpers.js'
import { openServer, type TestServer } from './server.js'
import { type Anything, openSides } from './sides.js'

const timeline = suite('the timeline of a queue', { server: {} as TestServer })

timeline.before(async (context) => {
  context.server = await openServer()
})

timeline.after(({ server }) => server.close())

/** Returns an option that records the actions of the caller, once they are there. */
function recorded() {
  let recording: Recording | undefined
  const later = { adopt: (...given: Parameters<Recording['adopt']>) => recording?.adopt(...given) } as Recording
  return { later, start: (actions: Actions<Anything>) => (recording = record(actions)) }
}

timeline('shows the functions of the worker inside the replacement that waits for it', async ({ server }) => {
  const { later, start } = recorded()
  const { here, there, close } = await openSides(server, {
    caller: { recording: later },
    worker: { worker: { name: 'crane' } },
  })
  const recording = start(here)
  here.addListener('beforeDo', () => {}, { name: 'allow' })
  there.addListener('beforeDo', () => {}, { name: 'checkStock' })
  there.registerAction('Mail', () => 'sent', { name: 'mail' })
  // Both jobs run at once, so that each could be shown what is of the other.
  const both = deferred<void>()
  let begun = 0
  const ship = async (_payload: unknown, ctx: ActionContext) => {
    if (++begun === 2) both.resolve()
    await both.promise
    return ctx.invokeAction('Mail', 1)
  }
  there.registerAction('Do', ship as never, { name: 'ship' })

  await Promise.all([here.invokeAction('Do', 1), here.invokeAction('Do', 2)])
  await close()

  const [first] = recording.invocations
  assert.is(
    formatTimeline(recording, { durations: false, invocation: first?.id }),
    [
      '✓ Do',
      '├─ before            allow',
      '├─ replacement       entracte/queue',
      '│  └✓ Do                                                     on the worker crane',
      '│     ├─ before      checkStock',
      '│     └─ core        ship',
      '│        └✓ Mail',
      '│           └─ core  mail',
      '└╌ core              entracte/queue                          did not run',
    ].join('\n'),
  )
  assert.is(recording.invocations.length, 6)
  loadRecording(JSON.parse(JSON.stringify(recording)))
})

timeline('shows what failed on the worker, and who aborted there', async ({ server }) => {
  const { later, start } = recorded()
  const { here, there, close } = await openSides(server, { caller: { recording: later } })
  const recording = start(here)
  there.registerAction('Do', () => Promise.reject(new Error('no truck')), { name: 'ship' })
  there.addListener('beforeDo', (payload, abort) => void (payload === 'stolen' && abort('no')), { name: 'police' })

  await rejection(here.invokeAction('Do', 'a box'))
  await rejection(here.invokeAction('Do', 'stolen'))
  await close()

  const text = formatTimeline(recording, { durations: false })
  assert.match(text, /✗ core +ship +failed: no truck/)
  assert.match(text, /⊘ Do +on a worker · aborted by police: no/)
  assert.match(text, /⊘ before +police +aborted/)
})

timeline('shows a hundred invocations of one job at most', async ({ server }) => {
  const { later, start } = recorded()
  const { here, there, close } = await openSides(server, { caller: { recording: later } })
  const recording = start(here)
  there.registerAction('Mail', () => 'sent')
  there.registerAction('Do', async (_payload, ctx) => {
    for (let i = 0; i < 150; i++) await ctx.invokeAction('Mail', i)
    return 'done'
  })

  assert.is(await here.invokeAction('Do', 1), 'done')
  await close()

  assert.is(recording.invocations.length, 1 + 100)
  loadRecording(JSON.parse(JSON.stringify(recording)))
})

timeline('costs a worker nothing when no caller has a recording', async ({ server }) => {
  const { here, there, close } = await openSides(server)
  let observers = 0
  const { observe } = there
  there.observe = (observer) => {
    observers++
    return observe(observer)
  }
  there.registerAction('Do', () => 'done', { override: true })

  assert.is(await here.invokeAction('Do', 1), 'done')
  await close()
  assert.is(observers, 0)
})

timeline('a timeline that cannot show it is reported, and the result arrives', async ({ server }) => {
  const recording = {
    adopt() {
      throw new Error('no room')
    },
  }
  const { here, there, errors, close } = await openSides(server, { caller: { recording: recording as never } })
  there.registerAction('Do', () => 'done', { override: true })

  assert.is(await here.invokeAction('Do', 1), 'done')
  await close()
  assert.equal(errors.map(String), ['Error: no room'])
})

timeline('what is no recording is refused', ({ server }) => {
  const wrong = () =>
    distribute(createActions(), {
      queue: 'q',
      connection: server.url,
      actions: [],
      recording: [] as never,
    })

  assert.is(
    String(thrown(wrong)),
    'TypeError: The option recording must be what record of entracte/devtools returns, got []',
  )
})

timeline.run()
