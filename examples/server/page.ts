// The page: puts what the service sends into the timeline.

import { defineTimeline, loadRecording, type Recorded, type RecordedInvocation } from '../../source/devtools/index.js'

/** As many as `record` keeps in the service. */
const LIMIT = 1_000

type Listener = (invocation: RecordedInvocation | undefined) => unknown

/** Makes a live recording of what comes from elsewhere: the timeline needs no more of a recording than this. */
function follow({ origin, invocations }: Recorded) {
  const known = new Map(invocations.map((invocation) => [invocation.id, invocation]))
  const listeners = new Set<Listener>()
  const toJSON = () => ({ origin, invocations: [...known.values()] })
  return {
    origin,
    get invocations() {
      return toJSON().invocations
    },
    subscribe(listener: Listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    clear: () => known.clear(),
    toJSON,
    /** Takes invocations that are new, or have changed. */
    take(news: readonly RecordedInvocation[]) {
      for (const invocation of news) known.set(invocation.id, invocation)
      for (const id of known.keys()) {
        if (known.size <= LIMIT) break
        known.delete(id)
      }
      for (const listener of listeners) listener(news.at(-1))
    },
  }
}

defineTimeline()
const timeline = document.querySelector('entracte-timeline')
const events = new EventSource('/timeline/events')
let following: ReturnType<typeof follow> | undefined

// The first event of each connection: also after the service was started again.
events.addEventListener('all', ({ data }) => {
  following = follow(loadRecording(JSON.parse(data)))
  if (timeline) timeline.recording = following
})
events.addEventListener('message', ({ data }) => following?.take(JSON.parse(data)))
