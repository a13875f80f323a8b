#!/usr/bin/env bash
# cbor-x 1.6.9 with cbor2 2.3.0 (Node 20.20.2). One would expect that a date of CBOR is read whatever its year is: RFC 8949 lets tag 1 hold
# any integer of seconds.
# What really happens: a date after 7 February 2106 throws "Cannot mix BigInt and other types". From 2^32 seconds on, the integer has 64
# bits. cbor-x reads such integers as BigInt, and then multiplies them by 1000. So a token that expires on 31 December 9999 cannot be read,
# and with it the whole message. A date with milliseconds is a float, and is read. cbor-x itself writes late dates as floats: the fault only
# shows with another writer. The remedy is `new Decoder({ int64AsNumber: true })`, which reads Date.now() of other writers as a number, too.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module" }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts cbor-x@1.6.9 cbor2@2.3.0 > /dev/null 2>&1
cat > run.js <<'JS'
import { Decoder, decode, encode } from 'cbor-x'
import * as cbor2 from 'cbor2'
const numbers = new Decoder({ int64AsNumber: true })
const told = (read) => {
  try {
    return read().toISOString().slice(0, 10)
  } catch (error) {
    return error.name
  }
}
for (const text of ['2106-02-07T06:28:15Z', '2106-02-07T06:28:16Z', '9999-12-31T00:00:00Z', '9999-12-31T00:00:00.500Z']) {
  const written = cbor2.encode(new Date(text))
  const ways = [() => cbor2.decode(written), () => decode(written), () => numbers.decode(written), () => decode(encode(new Date(text)))]
  const [theirs, mine, remedy, both] = ways.map(told)
  console.log(`${text}: cbor2 ${theirs}, cbor-x ${mine}, with int64AsNumber ${remedy}, written by cbor-x ${both}`)
}
JS
saw=$(node run.js)
echo "$saw"
[ "$saw" = '2106-02-07T06:28:15Z: cbor2 2106-02-07, cbor-x 2106-02-07, with int64AsNumber 2106-02-07, written by cbor-x 2106-02-07
2106-02-07T06:28:16Z: cbor2 2106-02-07, cbor-x TypeError, with int64AsNumber 2106-02-07, written by cbor-x 2106-02-07
9999-12-31T00:00:00Z: cbor2 9999-12-31, cbor-x TypeError, with int64AsNumber 9999-12-31, written by cbor-x 9999-12-31
9999-12-31T00:00:00.500Z: cbor2 9999-12-31, cbor-x 9999-12-31, with int64AsNumber 9999-12-31, written by cbor-x 9999-12-31' ]
