#!/usr/bin/env bash
# tapable 2.3.4 (Node 20.20.2). One would expect that `before` with a name that nobody has does nothing. The README says: "Unknown names
# are ignored."
# What really happens: the tap comes first of all, also before taps with a lower stage, and its own `stage` counts for nothing. _insert()
# goes from the end to the front, and goes on as long as a name of `before` was not met. So a plugin that wants to run before an optional
# plugin runs at another place when that plugin is not installed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module" }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts tapable@2.3.4 > /dev/null 2>&1
cat > run.js <<'JS'
import tapable from 'tapable'
const order = (others) => {
  const hook = new tapable.SyncHook([])
  const ran = []
  const tap = (options) => hook.tap(options, () => ran.push(options.name))
  tap({ name: 'early', stage: -100 })
  for (const name of others) tap({ name })
  tap({ name: 'late', stage: 100, before: 'optional' })
  hook.call()
  return ran.join(' ')
}
console.log(`with it: ${order(['usual', 'optional'])}; without it: ${order(['usual'])}`)
JS
saw=$(node run.js)
echo "$saw"
[ "$saw" = 'with it: early usual late optional; without it: late early usual' ]
