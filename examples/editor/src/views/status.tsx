// The status bar: what plugins show, and what is at work.

import { useRunning } from '../context.js'
import { useValue } from '../value.js'
import type { Workspace } from '../workspace.js'

export function Status({ workspace: { plugins, shown } }: { workspace: Workspace }) {
  const texts = useValue(shown)
  const running = useRunning()
  return (
    <footer className="status">
      {plugins.map(({ name }) => texts[name] && <span key={name}>{texts[name]}</span>)}
      <span className="running">{running.length > 0 ? `${running.map(({ action }) => action).join(', ')}…` : ''}</span>
    </footer>
  )
}
