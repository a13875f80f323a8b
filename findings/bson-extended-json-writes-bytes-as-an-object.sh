#!/usr/bin/env bash
# bson 7.3.4 with ejson 2.2.3 (Node 20.20.2). One would expect that Extended JSON writes as binary data what BSON writes as binary data: the
# format is there so that no type of BSON is lost, and has $binary for it. BSON.serialize() takes a Uint8Array or a Buffer as binary, and
# the option promoteBuffers of BSON.deserialize() gives a Buffer back.
# What really happens: EJSON knows only the class Binary. Bytes go the way of any object, key by key, and are read as { "0": 1, "1": 2 }. A
# picture of 1 MB becomes some 12 MB of text that nobody takes for bytes again. Nothing throws. So the same document is right in the
# database and wrong in its export, in a log or over HTTP, as soon as it comes from the program and not from the database, or was read with
# that option. `relaxed: false` does the same, with a $numberInt for each byte. The EJSON of Meteor, another format of that name, writes
# $binary. The remedy is new Binary(bytes), or to send the document through BSON first.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module" }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts bson@7.3.4 ejson@2.2.3 > /dev/null 2>&1
cat > run.js <<'JS'
import { Binary, BSON, EJSON } from 'bson'
import meteor from 'ejson'
const bytes = new Uint8Array([1, 2])
const stored = BSON.serialize({ bytes })
const documents = {
  'Uint8Array': { bytes },
  'Buffer': { bytes: Buffer.from(bytes) },
  'read with promoteBuffers': BSON.deserialize(stored, { promoteBuffers: true }),
  'read without': BSON.deserialize(stored),
  'Binary': { bytes: new Binary(bytes) },
}
for (const [name, document] of Object.entries(documents)) {
  const binary = Buffer.from(BSON.serialize(document)).equals(stored)
  const text = EJSON.stringify(document)
  const back = Buffer.from(BSON.serialize(EJSON.parse(text))).equals(stored)
  console.log(`${name}: binary in BSON: ${binary}; ${text}; the same after EJSON: ${back}`)
}
console.log(`not relaxed: ${EJSON.stringify({ bytes }, { relaxed: false })}`)
console.log(`a million bytes: ${EJSON.stringify({ bytes: new Uint8Array(1e6).fill(200) }).length} characters`)
console.log(`ejson of Meteor: ${meteor.stringify({ bytes })}`)
JS
saw=$(node run.js)
echo "$saw"
[ "$saw" = 'Uint8Array: binary in BSON: true; {"bytes":{"0":1,"1":2}}; the same after EJSON: false
Buffer: binary in BSON: true; {"bytes":{"0":1,"1":2}}; the same after EJSON: false
read with promoteBuffers: binary in BSON: true; {"bytes":{"0":1,"1":2}}; the same after EJSON: false
read without: binary in BSON: true; {"bytes":{"$binary":{"base64":"AQI=","subType":"00"}}}; the same after EJSON: true
Binary: binary in BSON: true; {"bytes":{"$binary":{"base64":"AQI=","subType":"00"}}}; the same after EJSON: true
not relaxed: {"bytes":{"0":{"$numberInt":"1"},"1":{"$numberInt":"2"}}}
a million bytes: 12888901 characters
ejson of Meteor: {"bytes":{"$binary":"AQI="}}' ]
