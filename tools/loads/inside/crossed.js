// Uses two copies of the library in one program, each with actions of the other. Like exercise.js, it runs as it is everywhere.
// biome-ignore-all lint/correctness/noUnusedVariables: the programs of ../programs.ts call these functions

/**
 * Checks that two copies do not disturb each other, and that what one copy makes works with the actions of the other (S21).
 *
 * @param here The namespaces of one copy: `{ core, state, … }`.
 * @param there The namespaces of the other copy.
 */
async function crossed(here, there) {
  if (here.core.createActions === there.core.createActions) throw new Error('These are not two copies.')
  const log = []
  const actions = here.core.createActions()
  const recording = there.devtools.record(actions)
  const state = there.state.trackState(actions)
  actions.registerAction('Print', (copies) => copies)
  actions.use(
    'Print',
    there.core.before((copies, abort) => (copies > 9 ? abort('too many') : void log.push('before'))),
  )
  actions.use(
    'Print',
    there.core.replacement(async (copies, original) => (await original(copies)) + 1),
  )

  log.push(await actions.invokeAction('Print', 1))
  const aborted = await actions.invokeAction('Print', 10).catch((error) => error)
  log.push(aborted instanceof here.core.ActionAbortedError, aborted.code, aborted.reason)
  state.block('Print')
  const blocked = await actions.invokeAction('Print', 1).catch((error) => error)
  log.push(blocked instanceof there.state.ActionBlockedError, blocked.code, state.blocked('Print'))
  recording.stop()
  log.push(...recording.invocations.map(({ outcome }) => outcome))
  log.push(here.devtools.loadRecording(recording.toJSON()).invocations.length)

  // An invocation of one copy inside an invocation of the other.
  const outer = there.core.createActions()
  state.dispose()
  outer.registerAction('Print', (copies, ctx) => actions.invokeAction('Print', copies, { signal: ctx.signal }))
  log.push(await outer.invokeAction('Print', 2))

  // Each copy has its own default manager.
  here.flex.Actions.registerAction('Print', async () => 'here')
  there.flex.Actions.registerAction('Print', async () => 'there')
  log.push(await here.flex.Actions.invokeAction('Print', {}), await there.flex.Actions.invokeAction('Print', {}))

  // The testing of one copy, with the actions of the other.
  const test = there.testing.createTestActions(here.core.createActions)
  test.stub('Print')
  await test.actions.invokeAction('Print', 1)
  test.expect('Print', { calls: [{ payload: 1 }] })

  const told = [
    ...['before', 2, true, 'ACTION_ABORTED', 'too many', true, 'ACTION_BLOCKED', true],
    ...['done', 'aborted', 'failed', 3, 'before', 3, 'here', 'there'],
  ]
  same(log, told, 'what two copies did')
}
