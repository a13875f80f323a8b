// The page: the bar, the text, the panels beside it, the status bar, and the questions.

import type { ReactNode } from 'react'
import { ActionsProvider } from '../context.js'
import type { Workspace } from '../workspace.js'
import { ActivityPanel } from './activity.js'
import { AskDialog } from './ask.js'
import { Bar } from './bar.js'
import { Plugins } from './plugins.js'
import { Status } from './status.js'
import { Text } from './text.js'
import { Trials } from './trials.js'

interface Props {
  workspace: Workspace
  /** The timeline, in development. */
  timeline: ReactNode
}

export function App({ workspace, timeline }: Props) {
  const { actions, state } = workspace
  return (
    <ActionsProvider actions={actions} state={state}>
      <Bar workspace={workspace} />
      <main className="desk">
        <div className="column">
          <Text writing={workspace.writing} />
          <ActivityPanel activity={workspace.activity} />
        </div>
        <div className="column">
          <Plugins workspace={workspace} />
          <Trials workspace={workspace} />
        </div>
      </main>
      <Status workspace={workspace} />
      {timeline}
      <AskDialog asking={workspace.asking} />
    </ActionsProvider>
  )
}
