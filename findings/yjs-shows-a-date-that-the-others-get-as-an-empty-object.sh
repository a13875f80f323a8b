#!/usr/bin/env bash
# yjs 13.6.33 (Node 20.20.2). One would expect that two documents that have had the same updates have the same content: that is what a CRDT
# is for, and the README says that peers converge. And what set() of a Y.Map takes can be sent: it refuses a Set or a Map with "Unexpected
# content type", and its code names Date among the types that it takes.
# What really happens: the peer that has set the Date reads a Date, and all others read {}. lib0 writes each object as its own keys, and a
# Date has none. So does each server and each file, so the time is gone when the page is loaded again; until then, everything looks right
# to the one who wrote it. A bigint of more than 64 bits is cut in the same way: 2n ** 64n is 0n for the others. A Y.Array refuses both, and
# an embed of a Y.Text has the date as a text. The remedy is to set date.toISOString(), and a text for such numbers.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module" }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts yjs@13.6.33 > /dev/null 2>&1
cat > run.js <<'JS'
import { inspect } from 'node:util'
import * as Y from 'yjs'
const [here, there] = [new Y.Doc(), new Y.Doc()]
here.on('update', (update) => Y.applyUpdate(there, update))
const puts = {
  'Y.Map': (value) => {
    here.getMap('map').set('key', value)
    return (doc) => doc.getMap('map').get('key')
  },
  'Y.Array': (value) => {
    here.getArray('array').insert(0, [value])
    return (doc) => doc.getArray('array').get(0)
  },
}
for (const value of [new Date(0), 2n ** 64n, new Set()]) {
  for (const [type, put] of Object.entries(puts)) {
    try {
      const read = put(value)
      console.log(`${type}: here ${inspect(read(here))}, there ${inspect(read(there))}`)
    } catch ({ message }) {
      console.log(`${type}: ${inspect(value)} is refused: ${message}`)
    }
  }
}
JS
saw=$(node run.js)
echo "$saw"
[ "$saw" = 'Y.Map: here 1970-01-01T00:00:00.000Z, there {}
Y.Array: 1970-01-01T00:00:00.000Z is refused: Unexpected content type in insert operation
Y.Map: here 18446744073709551616n, there 0n
Y.Array: 18446744073709551616n is refused: Unexpected content type in insert operation
Y.Map: Set(0) {} is refused: Unexpected content type
Y.Array: Set(0) {} is refused: Unexpected content type in insert operation' ]
