// Uses every sub-path once. Runs as it is in every place: no import, no export, nothing that only Node has.
// biome-ignore-all lint/correctness/noUnusedVariables: the programs of ../programs.ts call these functions

/**
 * Checks that each sub-path exports what it should, and that the sub-paths work with each other.
 *
 * @param doors The namespace of each sub-path: `{ core, state, … }`.
 * @param names The names that each sub-path should export.
 */
async function exercise(doors, names) {
  for (const door of Object.keys(names)) {
    // What a place adds itself to the names of a CommonJS file.
    const added = ['default', '__esModule', 'module.exports']
    const found = Object.keys(doors[door]).filter((name) => !added.includes(name))
    same(found.sort(), names[door], `the names of ${door}`)
  }
  await playCore(doors.core)
  if (doors.state) await playSubpaths(doors)
}

/** Registers, listens, replaces, wraps, aborts. */
async function playCore({ createActions, ActionAbortedError }) {
  const log = []
  const actions = createActions()
  actions.registerAction('AcceptTask', async ({ sid }) => sid.length)
  actions.addListener('beforeAcceptTask', ({ sid }, abort) => (sid === '' ? abort('no task') : void log.push('before')))
  actions.addListener('afterAcceptTask', (_payload, result) => void log.push(`after ${result}`), { once: true })
  actions.replaceAction('AcceptTask', async (payload, original) => (await original(payload)) * 10)
  actions.use((ctx, next) => {
    log.push(ctx.action)
    return next()
  })

  log.push(await actions.invokeAction('AcceptTask', { sid: 'WT1' }, { timeout: 5000 }))
  const error = await actions.invokeAction('AcceptTask', { sid: '' }).catch((error) => error)
  log.push(error instanceof ActionAbortedError, error.code, error.reason)

  const expected = ['AcceptTask', 'before', 'after 30', 30, 'AcceptTask', true, 'ACTION_ABORTED', 'no task']
  same(log, expected, 'what entracte did')
}

/** Uses one sub-path with the core and with another sub-path, which shows that they share one core. */
async function playSubpaths({ core, state, flex, devtools, testing, contract, http, plugins }) {
  const log = []
  const actions = core.createActions()
  const recording = devtools.record(actions)
  actions.registerAction('AcceptTask', ({ sid }) => sid)
  state.trackState(actions).block('AcceptTask', { sid: 'WT2' })
  log.push(await actions.invokeAction('AcceptTask', { sid: 'WT1' }))
  const blocked = await actions.invokeAction('AcceptTask', { sid: 'WT2' }).catch((error) => error)
  recording.stop()
  log.push(blocked instanceof state.ActionBlockedError, blocked instanceof core.ActionError)
  log.push(...recording.invocations.map(({ outcome }) => outcome))

  const manager = flex.createActions()
  manager.registerAction('AcceptTask', async ({ sid }) => sid.length)
  log.push(await manager.invokeAction('AcceptTask', { sid: 'WT1' }))
  const missing = await manager.invokeAction('Nothing').catch((error) => error)
  log.push(missing instanceof flex.FlexError)

  const test = testing.createTestActions(core.createActions, { unknown: 'stub' })
  const mock = testing.createFlexMock(test.actions)
  mock.Actions.invokeAction('AcceptTask', { sid: 'WT3' })
  await test.idle()
  test.expect('AcceptTask', { calls: [{ payload: { sid: 'WT3' } }] })

  const validate = (value) => (value === 'WT1' ? { value } : { issues: [{ message: 'it is another task', path: [] }] })
  const schema = { '~standard': { version: 1, vendor: 'own', validate } }
  const desk = contract.enforce(core.createActions(), contract.contract({ AcceptTask: { payload: schema } }))
  desk.registerAction('AcceptTask', (sid) => sid)
  const plugin = plugins.installPlugin(desk, {
    name: 'crm',
    setup: (scope) => void scope.replaceAction('AcceptTask', (sid, original) => original(sid)),
  })
  log.push(await desk.invokeAction('AcceptTask', 'WT1'), plugin.state.get().status)
  const refused = await desk.invokeAction('AcceptTask', 'WT2').catch((error) => error)
  log.push(refused instanceof contract.ActionPayloadError, http.toProblem(refused).status)

  const expected = ['WT1', true, true, 'done', 'failed', 3, true, 'WT1', 'on', true, 422]
  same(log, expected, 'what the sub-paths did')
}

/** Says whether two sets of namespaces are of one copy: every class and function of both is the same. */
function copiesOf(doors, others) {
  for (const door of Object.keys(doors)) {
    for (const name of Object.keys(doors[door])) {
      if (typeof doors[door][name] === 'function' && doors[door][name] !== others[door][name]) return 'two'
    }
  }
  return 'one'
}

/**
 * Says which of the files in dist/ runs, by the stack of an error; undefined inside a bundle, where nobody can tell. Some test
 * runners show the place in source/, which only the ES modules have a map to.
 */
function formatOf({ createActions }) {
  try {
    createActions(1)
  } catch ({ stack }) {
    if (/dist[\\/]cjs[\\/]core/.test(stack)) return 'CommonJS'
    if (/(?:dist|source)[\\/]core/.test(stack)) return 'ES module'
  }
}

function same(found, expected, what) {
  const [one, other] = [JSON.stringify(found), JSON.stringify(expected)]
  if (one !== other) throw new Error(`${what}: ${one}, and not ${other}`)
}
