// examples/flex-plugin: the uses of Actions that Flex documents, and a plugin with its test, on entracte/flex and
// entracte/testing. `npm run test:package` runs the plugin's other test, in vitest.

import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { tellTheAgent } from '../../examples/flex-plugin/uses/1-tell-the-agent.js'
import { askTheAgent } from '../../examples/flex-plugin/uses/2-ask-the-agent.js'
import { noticeVoice } from '../../examples/flex-plugin/uses/3-notice-voice.js'
import { lookUpTheCustomer } from '../../examples/flex-plugin/uses/4-look-up-the-customer.js'
import { reportTheTask } from '../../examples/flex-plugin/uses/5-report-the-task.js'
import { closeTheConversation } from '../../examples/flex-plugin/uses/6-close-the-conversation.js'
import { logOut } from '../../examples/flex-plugin/uses/7-log-out.js'
import { Actions } from '../../source/flex/index.js'

const root = fileURLToPath(new URL('../..', import.meta.url))

const ada = {
  taskSid: 'WT1',
  taskChannelUniqueName: 'voice',
  attributes: { name: 'Ada', from: '+49 30 1', conversationSid: 'CH1' },
}
const bob = { ...ada, taskSid: 'WT2', taskChannelUniqueName: 'chat', attributes: { ...ada.attributes, name: 'Bob' } }

test('the documented uses of Actions do on entracte/flex what they do on Flex', async () => {
  const log: string[] = []
  const page = openPage(log, (question) => !question.includes('Bob') || log.length > 8)
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.end('{"reportId":"RP1"}'))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  for (const name of ['AcceptTask', 'WrapupTask', 'CompleteTask', 'SendMessage', 'Logout']) {
    Actions.registerAction(name, (payload: { task?: { taskSid: string }; body?: string } = {}) => {
      log.push([name, payload.task?.taskSid, payload.body].filter(Boolean).join(' '))
    })
  }
  try {
    tellTheAgent()
    askTheAgent()
    noticeVoice()
    lookUpTheCustomer()
    reportTheTask(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    closeTheConversation()

    await Actions.invokeAction('AcceptTask', { task: ada })
    await Actions.invokeAction('AcceptTask', { task: bob }).catch((error: Error) => log.push(error.message))
    await Actions.invokeAction('WrapupTask', { task: ada })
    await Actions.invokeAction('AcceptTask', { task: bob })
    await Actions.invokeAction('WrapupTask', { task: bob })
    await Actions.invokeAction('CompleteTask', { task: bob })
    await logOut()
  } finally {
    page.close()
    server.close()
  }

  assert.equal(log, [
    'confirm: Take the task of Ada?',
    'A call from +49 30 1',
    'Looking Ada up',
    'AcceptTask WT1',
    'alert: You are connected with Ada',
    'confirm: Take the task of Bob?',
    'Action AcceptTask cancelled by before event',
    'WrapupTask WT1',
    'confirm: Take the task of Bob?',
    'Looking Bob up',
    'AcceptTask WT2',
    'alert: You are connected with Bob',
    'SendMessage Thank you for chatting. Have a great day!',
    'WrapupTask WT2',
    'CompleteTask WT2',
    'Reported as RP1',
    'Goodbye',
    'Logout',
  ])
})

test('the plugin passes its test in uvu', async () => {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--import', 'tsx', 'examples/flex-plugin/plugin.uvu.ts'],
    { cwd: root },
  )

  assert.match(stdout, /Total: +5\n +Passed: +5\n +Skipped: +0/)
})

test.run()

/** What a page has: windows that ask and tell, and a console. */
function openPage(log: string[], confirm: (question: string) => boolean): { close(): void } {
  const page = {
    alert: (text: string) => void log.push(`alert: ${text}`),
    confirm(question: string) {
      log.push(`confirm: ${question}`)
      return confirm(question)
    },
  }
  const { log: print } = console
  console.log = (text: string) => void log.push(text)
  Object.assign(globalThis, page, { window: page })
  return {
    close() {
      console.log = print
      for (const name of ['alert', 'confirm', 'window']) Reflect.deleteProperty(globalThis, name)
    },
  }
}
