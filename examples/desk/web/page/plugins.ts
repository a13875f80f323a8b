// Decides which plugins there are, what each is handed, and how one is switched on and off.
import type { Actions, Scope } from 'entracte'
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

export interface Plugin {
  /** The name of its scope. */
  id: string
  title: string
  about: string
  /** Whether it does harm, for all to see. */
  mark?: 'slow' | 'broken'
  /** Attaches it, all of it through the scope. */
  attach(actions: Scope<PageDesk>, host: Host): void
}

/** In the order in which `npm start` attaches them; then those that only the page has. */
export const plugins: readonly Plugin[] = [
  {
    id: 'ask-first',
    title: 'Ask the agent',
    about: 'Before a task is accepted. A no aborts.',
    attach: (actions, { ask, tell }) => askFirst(actions, ask, tell),
  },
  {
    id: 'voice-log',
    title: 'Notice voice',
    about: 'Alerts before a call is accepted.',
    attach: (actions, { alert }) => voiceLog(actions, alert),
  },
  {
    id: 'crm',
    title: 'Look up the customer',
    about: 'Stands in front of accepting.',
    attach: (actions, { tell }) => crm(actions, tell),
  },
  {
    id: 'notifier',
    title: 'Tell the agent',
    about: 'After a task has been accepted.',
    attach: (actions, { tell }) => notifier(actions, tell),
  },
  {
    id: 'closing',
    title: 'Close the conversation',
    about: 'A last message before wrap-up.',
    attach: (actions, { tasks, tell }) => closing(actions, { tasks }, tell),
  },
  {
    id: 'reports',
    title: 'Report the task',
    about: 'Posts it once completed; 503 for LEG accounts.',
    attach: (actions, { reports: url, tell }) => reports(actions, url, tell),
  },
  {
    id: 'goodbye',
    title: 'Log out',
    about: 'Listens around the terminal action.',
    attach: (actions, { tell }) => goodbye(actions, tell),
  },
  {
    id: 'fraud-check',
    title: 'Check for fraud',
    about: 'Needs 4 s before accepting, may take 1.5 s.',
    mark: 'slow',
    attach: (actions) => fraudCheck(actions),
  },
  {
    id: 'rating',
    title: 'Ask for a rating',
    about: 'Throws before a task is completed.',
    mark: 'broken',
    attach: (actions) => rating(actions),
  },
]

export interface Switchboard {
  isOn(plugin: Plugin): boolean
  /** Attaches the plugin through a scope of its own. */
  on(plugin: Plugin): void
  /** Disposes the scope: nothing of the plugin is attached any more, and what it still has to say is not heard. */
  off(plugin: Plugin): void
}

/** @param hostFor What the plugin is handed; `here` says whether it is still switched on. */
export function switchboard(
  actions: Actions<PageDesk>,
  hostFor: (plugin: Plugin, here: () => boolean) => Host,
): Switchboard {
  const scopes = new Map<Plugin, Scope<PageDesk>>()
  return {
    isOn: (plugin) => scopes.has(plugin),
    on(plugin) {
      const scope = actions.scope(plugin.id)
      scopes.set(plugin, scope)
      plugin.attach(
        scope,
        hostFor(plugin, () => scopes.get(plugin) === scope),
      )
    },
    off(plugin) {
      scopes.get(plugin)?.dispose()
      scopes.delete(plugin)
    },
  }
}
