// Puts the page together: the actions, the plugins, the views, and what happens when something is clicked.
import { type ActionContext, type ActionOutcome, createActions } from 'entracte'
import { defineTimeline, record, type TimelineElement } from 'entracte/devtools'
import { trackState } from 'entracte/state'
import { ask, type Manner } from './asking.js'
import { type PageDesk, registerDesk } from './desk.js'
import { byId, setAttribute, setText } from './dom.js'
import { inWords, messageOf, words } from './outcomes.js'
import { type Host, installAll, isOn, type PagePlugin, type Switch } from './plugins.js'
import { Shift, type Work } from './shift.js'
import { readTasks } from './stream.js'
import { drawActivity } from './views/activity.js'
import { drawLeaving } from './views/leaving.js'
import { drawLoad } from './views/load.js'
import { drawPlugins } from './views/plugins.js'
import { drawQueue } from './views/queue.js'
import { drawTask, type Step } from './views/task.js'
import { taskOf, watch } from './watch.js'

const shift = new Shift()
const leaving = new AbortController()

// ---- The actions, and what is attached to them

const actions = createActions<PageDesk>({
  onListenerError(error, { ctx, event, by }) {
    const work = ctx && workOf(ctx)
    const kept = ctx === undefined ? '' : `${event ?? 'Middleware'} failed, ${ctx.action} keeps its result: `
    shift.happened('report', kept + messageOf(error), work?.task.attributes.name)
    if (work === undefined) return
    const it = switches.find(({ plugin }) => plugin.name === by?.scope)
    if (it && isOn(it)) work.notes.push({ scope: it.plugin.name, text: messageOf(error), trouble: true })
  },
})
const recording = record(actions)
const state = trackState(actions.scope('page'))
const watched = watch(actions, () => shift.changed())
registerDesk(actions.scope('desk'), shift)
const switches = installAll(actions, hostFor)
let manner: Manner = 'browser'

/** What a plugin is handed. What one says that has been switched off meanwhile is not heard. */
function hostFor({ name }: PagePlugin, signal: AbortSignal): Host {
  return {
    tasks: shift.tasks,
    reports: '/reports',
    async ask(question) {
      const latest = watched.latest && workOf(watched.latest.ctx)
      shift.asking = { question, work: latest }
      shift.happened('asking', question, latest?.task.attributes.name)
      try {
        return await ask(manner, question)
      } finally {
        shift.asking = undefined
        shift.changed()
      }
    },
    tell: say,
    alert(ctx, text) {
      window.alert(text)
      say(ctx, text)
    },
  }

  function say(ctx: object, text: string): void {
    if (signal.aborted) return
    recording.note(ctx, text)
    const work = workOf(ctx as ActionContext)
    work?.notes.push({ scope: name, text })
    shift.happened('note', text, work?.task.attributes.name)
  }
}

function workOf(ctx: ActionContext): Work | undefined {
  const task = taskOf(ctx)
  return task && shift.works.get(task.sid)
}

// ---- What the agent does

/** Does it, and remembers how it ended. Whatever is invoked begins within the click. */
async function perform(action: keyof PageDesk, invoke: () => Promise<ActionOutcome>, work?: Work): Promise<void> {
  const outcome = inWords(action, await invoke())
  if (work) work.outcome = outcome
  const { kind, title, detail } = outcome
  shift.happened(kind, detail === '' ? title : `${title}. ${detail}`, work?.task.attributes.name)
}

function invocationOf(step: Step, { task }: Work): Promise<ActionOutcome> {
  if (step === 'RejectTask') return actions.settleAction(step, { task, reason: 'the agent rejected it' })
  return actions.settleAction(step, { task })
}

function pending({ task }: Work): Step | 'SendMessage' | undefined {
  const { conversationSid } = task.attributes
  const steps = ['AcceptTask', 'RejectTask', 'HoldCall', 'UnholdCall', 'WrapupTask', 'CompleteTask'] as const
  const step = steps.find((step) => state.pending(step, { task }))
  if (step || conversationSid === undefined) return step
  return state.pending('SendMessage', { conversationSid }) ? 'SendMessage' : undefined
}

function toggle(it: Switch): void {
  const { plugin, installed } = it
  if (isOn(it)) {
    installed.off()
    shift.forget(plugin.name)
  } else installed.on()
  timeline.actions = actions // so that its picture of the stack is of now
  shift.happened('plugin', isOn(it) ? 'is switched on' : 'is switched off', plugin.title)
}

async function logOut(): Promise<void> {
  if (state.pending('Logout')) return
  await perform('Logout', () => actions.settleAction('Logout'))
  if (shift.loggedIn) return
  leaving.abort()
  drawLeaving(shift)
}

// ---- What is shown

defineTimeline()
const timeline = byId<TimelineElement>('timeline')
timeline.recording = recording
timeline.actions = actions

const queue = drawQueue(shift, (work) => pending(work) !== undefined)
const task = drawTask(shift, watched, {
  pending,
  do: (step, work) => void perform(step, () => invocationOf(step, work), work),
  send(body, work) {
    const { conversationSid } = work.task.attributes
    if (conversationSid === undefined) return
    void perform('SendMessage', () => actions.settleAction('SendMessage', { conversationSid, body }), work)
  },
  next() {
    const next = [...shift.works.values()].find((work) => shift.statusOf(work) === 'offered')
    if (next === undefined) return
    shift.select(next)
    render()
    task.focus()
  },
})
const switchboard = drawPlugins(switches, {
  toggle,
  setManner(chosen) {
    manner = chosen
  },
})
const activity = drawActivity(shift)
drawLoad(actions)

function render(): void {
  const { selected } = shift
  const doing = selected && pending(selected)
  queue.render()
  task.render()
  switchboard.render()
  activity.render()
  setText(byId('presence'), shift.loggedIn ? 'Available' : 'Logged out')
  setAttribute(byId('presence'), 'data-left', !shift.loggedIn)
  setText(byId('now'), doing ? words[doing].doing : '')
}

for (const { installed } of switches) installed.state.subscribe(() => shift.changed())
byId('log-out').addEventListener('click', () => void logOut())
shift.subscribe(render)
state.subscribe((action) => {
  if (action in words) shift.changed()
})
render()

void takeTasks()

/** Takes the tasks as they come, until the last, or until the agent leaves. */
async function takeTasks(): Promise<void> {
  try {
    for await (const task of readTasks('/tasks', leaving.signal)) {
      shift.stream = 'open'
      shift.add(task)
    }
    shift.stream = 'over'
  } catch (error) {
    if (!leaving.signal.aborted) shift.stream = { broken: messageOf(error) }
  }
  shift.changed()
}

// For the console: `desk.actions.explain('AcceptTask')` says why something did not run.
declare global {
  var desk: { actions: typeof actions; recording: typeof recording; state: typeof state }
}
globalThis.desk = { actions, recording, state }
