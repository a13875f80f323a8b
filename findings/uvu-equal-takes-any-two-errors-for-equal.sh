#!/usr/bin/env bash
# uvu 0.5.6 with dequal 2.0.3 (Node 20.20.2). One would expect that assert.equal(error, expected) compares two errors: its page says
# "deeply equal", and so does deepStrictEqual of Node, which compares name and message.
# What really happens: it passes for any two errors of one class. dequal compares the class and then the keys that `for … in` finds, and
# an error has none: message and cause cannot be listed. So an array of two wrong errors equals an array of two right ones. An own field
# such as `code` is compared. The same holds for promises, and for objects that have only private fields.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module" }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts uvu@0.5.6 dequal@2.0.3 > /dev/null 2>&1
cat > run.js <<'JS'
import nodeAssert from 'node:assert'
import * as assert from 'uvu/assert'
const passes = (compare, a, b) => { try { compare(a, b); return true } catch { return false } }
const pairs = {
  message: [new TypeError('the disk is full'), new TypeError('the file is missing')],
  array: [[new Error('a'), new Error('b')], [new Error('c'), new Error('d')]],
  code: [Object.assign(new Error(), { code: 'A' }), Object.assign(new Error(), { code: 'B' })],
}
for (const [name, [a, b]] of Object.entries(pairs)) {
  console.log(`${name}: uvu ${passes(assert.equal, a, b)}, node ${passes(nodeAssert.deepStrictEqual, a, b)}`)
}
JS
saw=$(node run.js)
echo "$saw"
[ "$saw" = 'message: uvu true, node false
array: uvu true, node false
code: uvu false, node false' ]
