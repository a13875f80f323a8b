// Decides which plugins there are, and what each is handed.
import type { Actions } from 'entracte'
import { type InstalledPlugin, installPlugin, type Plugin } from 'entracte/plugins'
import { notifier } from '../../uses/1-tell-the-agent.js'
import { askFirst } from '../../uses/2-ask-the-agent.js'
import { voiceLog } from '../../uses/3-notice-voice.js'
import { crm } from '../../uses/4-look-up-the-customer.js'
import { reports } from '../../uses/5-report-the-task.js'
import { closing } from '../../uses/6-close-the-conversation.js'
import { goodbye } from '../../uses/7-log-out.js'
import { fraudCheck } from '../uses/8-check-for-fraud.js'
import { rating } from '../uses/9-ask-for-a-rating.js'
import type { PageDesk } from './desk.js'

/** What a plugin may use besides its scope. */
export interface Host {
  /** What became of each task, by its sid. */
  tasks: ReadonlyMap<string, string>
  /** Where reports are posted to. */
  reports: string
  ask(question: string): Promise<boolean>
  /** Says something beside the task that the invocation is about. */
  tell(ctx: object, text: string): void
  /** Stops everything until the agent has seen it; and says it. */
  alert(ctx: object, text: string): void
}

export interface PagePlugin extends Plugin<PageDesk, Host> {
  title: string
  about: string
  /** Whether it does harm, for all to see. */
  mark?: 'slow' | 'broken'
}

/** In the order in which `npm start` attaches them; then those that only the page has. */
export const plugins: readonly PagePlugin[] = [
  {
    name: 'ask-first',
    title: 'Ask the agent',
    about: 'Before a task is accepted. A no aborts.',
    setup: (actions, { ask, tell }) => askFirst(actions, ask, tell),
  },
  {
    name: 'voice-log',
    title: 'Notice voice',
    about: 'Alerts before a call is accepted.',
    setup: (actions, { alert }) => voiceLog(actions, alert),
  },
  {
    name: 'crm',
    title: 'Look up the customer',
    about: 'Stands in front of accepting.',
    setup: (actions, { tell }) => crm(actions, tell),
  },
  {
    name: 'notifier',
    title: 'Tell the agent',
    about: 'After a task has been accepted.',
    setup: (actions, { tell }) => notifier(actions, tell),
  },
  {
    name: 'closing',
    title: 'Close the conversation',
    about: 'A last message before wrap-up.',
    setup: (actions, { tasks, tell }) => closing(actions, { tasks }, tell),
  },
  {
    name: 'reports',
    title: 'Report the task',
    about: 'Posts it once completed; 503 for LEG accounts.',
    setup: (actions, { reports: url, tell }) => reports(actions, url, tell),
  },
  {
    name: 'goodbye',
    title: 'Log out',
    about: 'Listens around the terminal action.',
    setup: (actions, { tell }) => goodbye(actions, tell),
  },
  {
    name: 'fraud-check',
    title: 'Check for fraud',
    about: 'Needs 4 s before accepting, may take 1.5 s.',
    mark: 'slow',
    setup: (actions) => fraudCheck(actions),
  },
  {
    name: 'rating',
    title: 'Ask for a rating',
    about: 'Throws before a task is completed.',
    mark: 'broken',
    setup: (actions) => rating(actions),
  },
]

/** A plugin of the list, and what switches it. */
export interface Switch {
  plugin: PagePlugin
  installed: InstalledPlugin
}

/**
 * Installs all of them, and switches on those that do no harm.
 *
 * @param hostFor What the plugin is handed each time that it is switched on; the signal fires when it is switched off.
 */
export function installAll(
  actions: Actions<PageDesk>,
  hostFor: (plugin: PagePlugin, signal: AbortSignal) => Host,
): Switch[] {
  return plugins.map((plugin) => {
    const setup: Plugin<PageDesk>['setup'] = (scope) => plugin.setup(scope, hostFor(plugin, scope.signal))
    return { plugin, installed: installPlugin(actions, { ...plugin, setup }, { on: plugin.mark === undefined }) }
  })
}

export function isOn({ installed }: Switch): boolean {
  return installed.state.get().status === 'on'
}
