// The plugin in the worker: scores a task before it is accepted. For calls it thinks too long.

import { connect } from 'entracte/remote'
import type { Desk } from '../desk/desk.js'

const desk = connect<Desk>(self)

/** How long it thinks about a call, in milliseconds. */
const LONG = 60_000

desk.addListener('beforeAcceptTask', function scoreTheTask({ task }) {
  const end = performance.now() + (task.taskChannelUniqueName === 'voice' ? LONG : 0)
  // Nothing in this thread can stop it.
  while (performance.now() < end);
})
