#!/usr/bin/env bash
# @msgpack/msgpack 3.1.3 with msgpackr 2.1.4 (Node 20.20.2). One would expect that a Date that holds no time, as new Date('') does, is
# refused, or arrives as null or as an invalid Date: the timestamp of MessagePack has no value for it, JSON.stringify writes null, and
# structuredClone keeps it.
# What really happens: it is written as 1 January 1970, without an error. The seconds are NaN, and setUint32() writes NaN as 0. So a time
# that could not be parsed becomes a real one, which sorts, compares and passes each schema: a token that expires at such a time has
# expired, and a record that was "never" changed is very old. msgpackr writes a value of its own for it, which reads as an invalid Date
# there, and throws here (msgpackr issue 48 mentions it). The remedy is an extension codec for -1 that refuses NaN.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module" }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts @msgpack/msgpack@3.1.3 msgpackr@2.1.4 > /dev/null 2>&1
cat > run.js <<'JS'
import * as msgpack from '@msgpack/msgpack'
import * as msgpackr from 'msgpackr'
const invalid = new Date('')
const told = (way) => {
  try {
    const value = way(invalid)
    return Number.isNaN(value?.getTime?.()) ? 'an invalid Date' : JSON.stringify(value)
  } catch (error) {
    return error.name
  }
}
console.log(`JSON: ${told((date) => JSON.parse(JSON.stringify(date)))}, structuredClone: ${told(structuredClone)}`)
console.log(`@msgpack/msgpack: ${told((date) => msgpack.decode(msgpack.encode(date)))}`)
console.log(`msgpackr: ${told((date) => msgpackr.unpack(msgpackr.pack(date)))}`)
console.log(`from msgpackr to @msgpack/msgpack: ${told((date) => msgpack.decode(msgpackr.pack(date)))}`)
JS
saw=$(node run.js)
echo "$saw"
[ "$saw" = 'JSON: null, structuredClone: an invalid Date
@msgpack/msgpack: "1970-01-01T00:00:00.000Z"
msgpackr: an invalid Date
from msgpackr to @msgpack/msgpack: DecodeError' ]
