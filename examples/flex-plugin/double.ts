// What stands in for Flex in both tests: actions that behave as Flex's do, and what else the plugin reads of it.
import { createActions } from 'entracte/flex'
import { createFlexMock, createTestActions } from 'entracte/testing'

/** Every action that is invoked and that the plugin does not register is a stub, and recorded. */
export const double = createTestActions(createActions, { unknown: 'stub' })

export const dispatched: object[] = []
export const attributes = { full_name: 'Ada', onBreak: false }

/** What `import … from '@twilio/flex-ui'` gives. Whatever is not listed here, and is read all the same, throws an error. */
export const flex = createFlexMock(double.actions, {
  manager: {
    workerClient: { attributes },
    store: { dispatch: (action: object) => dispatched.push(action) },
  },
  TaskHelper: { isChatBasedTask: (task: { taskChannelUniqueName: string }) => task.taskChannelUniqueName === 'chat' },
})

/** Before each test: new actions, nothing seen, and the agent is at work. */
export function reset(): void {
  double.reset()
  dispatched.length = 0
  attributes.onBreak = false
}
