// Decides how a shift goes: which plugins are there, task after task until nobody is left, and what is printed of it.
import { setTimeout as sleep } from 'node:timers/promises'
import colors from 'picocolors'
import { type Desk, type DeskState, registerDesk, type TaskStatus } from './desk.js'
import { formatTimeline, type RecordedInvocation, record, type TimelineRole } from './devtools.js'
import { type Actions, createActions } from './entracte.js'
import { startReportServer } from './server.js'
import { readTasks, type Task } from './tasks.js'
import type { Agent } from './terminal.js'
import { notifier } from './uses/1-tell-the-agent.js'
import { askFirst } from './uses/2-ask-the-agent.js'
import { voiceLog } from './uses/3-notice-voice.js'
import { crm } from './uses/4-look-up-the-customer.js'
import { reports } from './uses/5-report-the-task.js'
import { closing } from './uses/6-close-the-conversation.js'
import { goodbye } from './uses/7-log-out.js'

/** A pipe is always plain; on a terminal, picocolors knows what it can show and what NO_COLOR says. */
const paints = colors.createColors(Boolean(process.stdout.isTTY) && colors.isColorSupported)
const { blue, bold, cyan, dim, green, magenta, red, yellow } = paints

const colorOf: Partial<Record<TimelineRole, (text: string) => string>> = {
  invocation: bold,
  middleware: yellow,
  before: cyan,
  replacement: magenta,
  core: green,
  after: blue,
  error: red,
  done: green,
  failed: red,
  aborted: yellow,
  running: yellow,
  skipped: dim,
  scope: dim,
  duration: dim,
  tree: dim,
}

const intro = `An agent desk. Each block is an action that was invoked; each row below it is a function that took part, in the order in
which they began: what it is there as, its name, the plugin that brought it, how long it took, what it had to say. What
ran inside a function stands indented below it.   ✓ done   ✗ failed   ⊘ aborted   ╌ did not run`

/** Works on the tasks in `file`, one after the other, with `agent` to answer, and logs out. */
export async function workAShift(file: string, agent: Agent): Promise<void> {
  const { actions, tell } = openTimelines()
  const server = await startReportServer()
  try {
    const desk = registerDesk(actions.scope('desk'))
    askFirst(actions.scope('ask-first'), agent.ask, tell)
    voiceLog(actions.scope('voice-log'), tell)
    crm(actions.scope('crm'), tell)
    notifier(actions.scope('notifier'), tell)
    closing(actions.scope('closing'), desk, tell)
    reports(actions.scope('reports'), server.url, tell)
    goodbye(actions.scope('goodbye'), tell)

    let number = 0
    for await (const task of readTasks(file)) {
      print(`\n${heading(++number, task)}`)
      await work(actions, task)
    }
    print(`\n${bold('The end of the shift')}`)
    await actions.invokeAction('Logout')
    print(`\n${summary(desk)}`)
  } finally {
    await server.close()
  }
}

async function work(actions: Actions<Desk>, task: Task): Promise<void> {
  const accepting = await actions.settleAction('AcceptTask', { task })
  if (accepting.status === 'aborted') {
    await actions.invokeAction('RejectTask', { task, reason: String(accepting.reason) })
    return
  }
  if ('error' in accepting) throw accepting.error
  await sleep(2) // the conversation itself
  await actions.invokeAction('WrapupTask', { task })
  await actions.invokeAction('CompleteTask', { task })
}

/** Actions whose invocations are printed as they end, and a `tell` whose words appear beside the function that said them. */
function openTimelines() {
  const reported: string[] = []
  const actions = createActions<Desk>({
    onListenerError(error, { ctx, event }) {
      const message = error instanceof Error ? error.message : String(error)
      if (ctx === undefined) print(yellow(`! ${message}`))
      else reported.push(`! ${event} failed, ${ctx.action} keeps its result: ${message}`)
    },
  })
  print(`${intro}\n`)
  const recording = record(actions)
  const printed = new WeakSet<RecordedInvocation>()
  recording.subscribe((invocation) => {
    if (invocation === undefined || invocation.outcome === 'running') return
    if (invocation.parent !== undefined || printed.has(invocation)) return
    printed.add(invocation)
    print(
      formatTimeline(recording, {
        invocation: invocation.id,
        paint: (role, text) => (colorOf[role] ?? String)(text),
      }),
    )
    for (const line of reported.splice(0)) print(yellow(line))
  })
  return { actions, tell: recording.note }
}

function heading(number: number, { taskChannelUniqueName, queueName, attributes, age, priority }: Task): string {
  const who = bold(`${number}  ${taskChannelUniqueName}  ${attributes.name}`)
  return `${who}  ${attributes.subject}  ${dim(`${queueName} · ${age} s in the queue · priority ${priority}`)}`
}

function summary({ tasks, messages }: DeskState): string {
  const count = (status: TaskStatus) => [...tasks.values()].filter((it) => it === status).length
  return `Tasks: ${count('completed')} completed, ${count('rejected')} rejected. Closing messages: ${messages.length}.`
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}
