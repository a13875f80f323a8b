#!/usr/bin/env bash
# structured-headers 2.1.0 with structured-field-values 2.0.4 (Node 20.20.2). One would expect that a number which the serializer takes
# becomes a header that can be read: RFC 9651 rounds a decimal to three digits (4.1.5, step 2), and writes "0" behind the point when the
# fraction is zero (step 8), because a decimal that ends with its point is an error for a reader (4.2.4).
# What really happens: a number that is not whole, and is whole after the rounding, keeps its point and nothing behind it: 0.0004 becomes
# "0.", 1.9999 becomes "2.". The code cuts all zeros off the end of toFixed(3). Readers must then throw the whole field away, and not only
# this member: 3 ratios are fine, and one day the fourth is 0.0002. The same package cannot read it either. Its peer writes "0.0". The
# remedy is to round to three digits before: a whole number is written as an Integer, which is valid.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module" }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts structured-headers@2.1.0 structured-field-values@2.0.4 > /dev/null 2>&1
cat > run.js <<'JS'
import * as peer from 'structured-field-values'
import { parseDictionary, serializeDictionary } from 'structured-headers'
const told = (way) => {
  try { return way() } catch { return 'an error' }
}
for (const load of [0.25, 0.0004, 1.9999]) {
  const header = serializeDictionary({ region: 'eu', load })
  const own = told(() => parseDictionary(header).get('load')[0])
  const other = told(() => peer.decodeDict(header).load.value)
  console.log(`${load}: ${header}; it reads ${own}, its peer ${other}; the peer writes ${peer.encodeItem(load)}`)
}
JS
saw=$(node run.js)
echo "$saw"
[ "$saw" = '0.25: region="eu", load=0.25; it reads 0.25, its peer 0.25; the peer writes 0.25
0.0004: region="eu", load=0.; it reads an error, its peer an error; the peer writes 0.0
1.9999: region="eu", load=2.; it reads an error, its peer an error; the peer writes 2.0' ]
