// The plugins, each with a switch, how it is, and what is wrong with it.

import type { InstalledPlugin } from 'entracte/plugins'
import { type Activity, textOf } from '../activity.js'
import { type Listed, PLUGINS } from '../plugins/list.js'
import { useValue } from '../value.js'
import type { Workspace } from '../workspace.js'
import { Switch } from './switch.js'

export function Plugins({ workspace: { plugins, activity } }: { workspace: Workspace }) {
  return (
    <section className="panel" aria-labelledby="plugins">
      <h2 id="plugins">Plugins</h2>
      <ul className="switches">
        {plugins.map((installed, index) => (
          <Row key={installed.name} listed={PLUGINS[index] as Listed} installed={installed} activity={activity} />
        ))}
      </ul>
    </section>
  )
}

function Row({ listed, installed, activity }: { listed: Listed; installed: InstalledPlugin; activity: Activity }) {
  const state = useValue(installed.state)
  const trouble = useValue(activity.troubles)[installed.name]
  const isOn = state.status !== 'off'

  function toggle(): void {
    activity.calm(installed.name)
    if (isOn) installed.off()
    else void installed.on()
  }

  return (
    <li data-plugin={installed.name} data-status={state.status}>
      <Switch title={listed.title} about={listed.about} isOn={isOn} onToggle={toggle}>
        {listed.broken && <span className="mark">broken</span>}
        {state.status === 'loading' && <span className="mark loading">loading</span>}
      </Switch>
      {state.status === 'failed' && (
        <p className="trouble" role="alert">
          It could not be switched on: {textOf(state.error)}.
          <button type="button" className="button small" onClick={() => void installed.on()}>
            Try again
          </button>
        </p>
      )}
      {isOn && trouble !== undefined && (
        <p className="trouble" role="alert">
          Its listener failed: {trouble}. The editor goes on.
        </p>
      )}
    </li>
  )
}
