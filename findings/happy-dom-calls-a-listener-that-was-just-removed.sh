#!/usr/bin/env bash
# happy-dom 21.0.4 (Node 20.20.2). One would expect that a listener that an earlier listener has removed is not called any more, as in
# browsers and in Node: the DOM standard marks it as "removed", and the dispatch that is running looks at the mark.
# What really happens: happy-dom calls it. It loops over a copy of the array, and has no mark. The same holds for a listener whose `signal`
# an earlier listener aborts. So a test of code that cleans up in an event passes or fails otherwise than in a browser.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module" }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts happy-dom@21.0.4 > /dev/null 2>&1
cat > run.js <<'JS'
import { Window } from 'happy-dom'
const called = ({ EventTarget, Event, AbortController }) => {
  const target = new EventTarget()
  const seen = []
  const controller = new AbortController()
  const removed = () => seen.push('removed')
  target.addEventListener('done', () => {
    target.removeEventListener('done', removed)
    controller.abort()
  })
  target.addEventListener('done', removed)
  target.addEventListener('done', () => seen.push('aborted'), { signal: controller.signal })
  target.addEventListener('done', () => seen.push('last'))
  target.dispatchEvent(new Event('done'))
  return seen.join(' ')
}
console.log(`Node: ${called(globalThis)}; happy-dom: ${called(new Window())}`)
JS
saw=$(node run.js)
echo "$saw"
[ "$saw" = 'Node: last; happy-dom: removed aborted last' ]
