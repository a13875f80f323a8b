// Switches that show what the editor does when something is in its way.

import { useValue } from '../value.js'
import type { Workspace } from '../workspace.js'
import { Switch } from './switch.js'

export function Trials({ workspace: { storage, writing } }: { workspace: Workspace }) {
  const isReachable = useValue(storage.reachable)
  const isReadOnly = useValue(writing.readOnly)
  return (
    <section className="panel" aria-labelledby="trials">
      <h2 id="trials">Try it</h2>
      <ul className="switches">
        <li>
          <Switch
            title="Storage"
            about="Switched off, saving fails, and autosave tries again."
            isOn={isReachable}
            onToggle={() => storage.reachable.set(!isReachable)}
          />
        </li>
        <li>
          <Switch
            title="Read only"
            about="Blocks SaveDocument for everybody."
            isOn={isReadOnly}
            onToggle={() => writing.readOnly.set(!isReadOnly)}
          />
        </li>
      </ul>
    </section>
  )
}
