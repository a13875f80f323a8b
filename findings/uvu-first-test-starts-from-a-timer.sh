#!/usr/bin/env bash
# uvu 0.5.6. One would expect that no timer is active when the first test of a file looks: nothing has set one.
# What really happens: uvu starts the tests of a file from a setTimeout, so a synchronous look in the first test counts one active
# timer of uvu's own. The second test counts none. A test that compares the number of timers passes or fails by its place in the file.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module" }' > package.json
npm install --silent --no-audit --no-fund uvu@0.5.6 > /dev/null
cat > look.test.js <<'JS'
import { test } from 'uvu'
const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
const seen = []
test('first', () => { seen.push(timers()) })
test('second', async () => { await new Promise((resolve) => setImmediate(resolve)); seen.push(timers()) })
test.after(() => console.log(`timers: ${seen.join(' ')}`))
test.run()
JS
saw=$(node look.test.js | grep -o 'timers: [0-9 ]*')
echo "$saw"
[ "$saw" = 'timers: 1 0' ]
