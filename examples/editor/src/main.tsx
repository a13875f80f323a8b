// Starts the editor. The timeline is there in development only: the condition is false in a build, which drops the import.

import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './views/app.js'
import { openWorkspace } from './workspace.js'

const workspace = openWorkspace()
const timeline = import.meta.env.DEV ? (await import('./timeline.js')).openTimeline(workspace) : undefined

createRoot(document.querySelector('#page') as Element).render(
  <StrictMode>
    <App workspace={workspace} timeline={timeline} />
  </StrictMode>,
)
