#!/usr/bin/env bash
# avsc 5.7.9 (Node 20.20.2). One would expect that a type which is inferred from a value can carry that value: the README offers
# Type.forValue() for that, to encode the value and others like it. For a whole number, Avro has int and long, and a long of avsc holds all
# safe integers.
# What really happens: each number that is not an int of 32 bits gets `float`, which has 24 bits. The code takes `double` only from
# 9007199254740991 on, and `long` never. So Date.now() comes back up to 66 seconds off, and an id of 10 digits is another id. isValid() says
# true, and nothing throws. A field that was inferred from 5 is an int and at least refuses the larger number. The decimals of a price are
# lost in the same way; an old issue of the project tells that, but not that whole numbers lose their last digits. The remedy is the option
# valueHook: `double` for each number that is no int, which holds all of them. A type for [1, 2 ** 40] needs it as well.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module" }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts avsc@5.7.9 > /dev/null 2>&1
cat > run.js <<'JS'
import avro from 'avsc'
const valueHook = (value, options) => {
  return typeof value === 'number' && (value | 0) !== value ? avro.Type.forSchema('double', options) : undefined
}
const back = (type, value) => JSON.stringify(type.fromBuffer(type.toBuffer(value)))
const values = [2147483647, 2147483649, 1767225600123, [1, 2 ** 40 + 1], { at: 1767225600123, price: 19.99 }]
for (const value of values) {
  const type = avro.Type.forValue(value)
  const hooked = avro.Type.forValue(value, { valueHook })
  console.log(`${JSON.stringify(value)} is valid: ${type.isValid(value)}; comes back as ${back(type, value)}`)
  console.log(`  ${JSON.stringify(type.schema())}; with the hook: ${back(hooked, value)}`)
}
const long = avro.Type.forSchema('long')
console.log(`as a long: ${back(long, 1767225600123)}`)
JS
saw=$(node run.js)
echo "$saw"
[ "$saw" = '2147483647 is valid: true; comes back as 2147483647
  "int"; with the hook: 2147483647
2147483649 is valid: true; comes back as 2147483648
  "float"; with the hook: 2147483649
1767225600123 is valid: true; comes back as 1767225556992
  "float"; with the hook: 1767225600123
[1,1099511627777] is valid: true; comes back as [1,1099511627776]
  {"type":"array","items":"float"}; with the hook: [1,1099511627777]
{"at":1767225600123,"price":19.99} is valid: true; comes back as {"at":1767225556992,"price":19.989999771118164}
  {"type":"record","fields":[{"name":"at","type":"float"},{"name":"price","type":"float"}]}; with the hook: {"at":1767225600123,"price":19.99}
as a long: 1767225600123' ]
