// DuplicateActionError says who has the name (S1, S16).

import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { createActions, DuplicateActionError, type Party } from '../../../source/core/index.js'
import { thrown } from '../../support/helpers.js'

type Actions = ReturnType<typeof createActions>

function duplicate(attempt: () => unknown): DuplicateActionError {
  const error = thrown(attempt)
  assert.instance(error, DuplicateActionError)
  return error as DuplicateActionError
}

/** Each registers "Save", and says as whose. */
const OWNERS: [what: string, register: (actions: Actions) => unknown, by: Party, shown: string | undefined][] = [
  [
    'a core by its function name',
    (actions) => actions.registerAction('Save', function saveDraft() {}),
    { kind: 'core', name: 'saveDraft', scope: undefined },
    'core "saveDraft"',
  ],
  [
    'a core by the name in its options',
    (actions) => actions.registerAction('Save', function saveDraft() {}, { name: 'save to disk' }),
    { kind: 'core', name: 'save to disk', scope: undefined },
    'core "save to disk"',
  ],
  [
    'a core by its name and its scope',
    (actions) => actions.scope('crm-plugin').registerAction('Save', () => {}, { name: 'save to crm' }),
    { kind: 'core', name: 'save to crm', scope: 'crm-plugin' },
    'core "save to crm" of the scope "crm-plugin"',
  ],
  [
    'an anonymous core by its scope',
    (actions) => actions.scope('crm-plugin').registerAction('Save', () => {}),
    { kind: 'core', name: undefined, scope: 'crm-plugin' },
    'core of the scope "crm-plugin"',
  ],
  [
    'an anonymous core of no scope only as a core',
    (actions) => actions.registerAction('Save', () => {}),
    { kind: 'core', name: undefined, scope: undefined },
    undefined,
  ],
  [
    'the core that has overridden another',
    (actions) => {
      actions.registerAction('Save', function older() {})
      actions.registerAction('Save', function newer() {}, { override: true })
    },
    { kind: 'core', name: 'newer', scope: undefined },
    'core "newer"',
  ],
]

for (const [what, register, by, shown] of OWNERS) {
  test(`S16: a DuplicateActionError names ${what}`, () => {
    const actions = createActions()
    register(actions)

    const error = duplicate(() => actions.registerAction('Save', function another() {}))

    assert.is(error.action, 'Save')
    assert.equal(error.by, by)
    assert.match(error.message, '"Save"')
    assert.match(error.message, '{ override: true }')
    if (shown !== undefined) assert.match(error.message, shown)
    assert.not.match(error.message, 'another')
    assert.not.match(error.message, 'older')
  })
}

test('S16: a DuplicateActionError of a scope names who has the name, not the scope that asked', () => {
  const actions = createActions()
  actions.scope('crm-plugin').registerAction('Save', function saveToCrm() {})

  const error = duplicate(() => actions.scope('disk-plugin').registerAction('Save', () => {}))

  assert.equal(error.by, { kind: 'core', name: 'saveToCrm', scope: 'crm-plugin' })
  assert.not.match(error.message, 'disk-plugin')
})

test('S16: a name that was taken and is free again is not duplicate', () => {
  const actions = createActions()
  actions.scope('crm-plugin').registerAction('Save', () => {})()

  actions.registerAction('Save', () => {}, { name: 'of the application' })

  assert.equal(
    actions.explain('Save').map(({ name }) => name),
    ['of the application'],
  )
})

test('S16: the message stays one short line when the core and its scope have very long names', () => {
  const actions = createActions()
  actions.scope('crm\n'.repeat(500)).registerAction('Save', () => {}, { name: 'save '.repeat(500) })

  const { message } = duplicate(() => actions.registerAction('Save', () => {}))

  assert.ok(!message.includes('\n'), message)
  assert.ok(message.length < 600, `${message.length} characters`)
})

test.run()
