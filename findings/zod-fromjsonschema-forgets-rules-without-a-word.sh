#!/usr/bin/env bash
# zod 4.6.7 with ajv 8.20.0 (Node 20.20.2). One would expect of z.fromJSONSchema() that it obeys a rule or throws: it does throw for `not`,
# `if` and `dependentRequired`, and says that they are not supported.
# What really happens: rules at unusual places are left out in silence, and everything passes. A required key counts only if `properties`
# has it, too. The length of an array counts only if there is `items`. What stands beside `$ref` counts for nothing, although it does count
# since draft 2019-09. And a `const` or an `enum` that holds an object fits nothing at all, not even the same object. So a host that checks
# the arguments of foreign tools with it sends what the tools refuse. The remedy is a validator of JSON Schema.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module" }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts zod@4.6.7 ajv@8.20.0 > /dev/null 2>&1
cat > run.js <<'JS'
import Ajv from 'ajv/dist/2020.js'
import { z } from 'zod'
const cases = {
  'required without properties': [{ type: 'object', required: ['id'] }, {}],
  'required, patternProperties': [{ type: 'object', patternProperties: { '^x-': { type: 'string' } }, required: ['x-id'] }, {}],
  'minItems without items': [{ type: 'array', minItems: 1 }, []],
  'minimum beside $ref': [{ $defs: { n: { type: 'number' } }, type: 'object', properties: { n: { $ref: '#/$defs/n', minimum: 5 } } }, { n: 1 }],
  'const of an object': [{ const: { unit: 'm' } }, { unit: 'm' }],
}
for (const [name, [schema, value]] of Object.entries(cases)) {
  const mine = new Ajv.default({ strict: false }).validate(schema, value)
  console.log(`${name}: ajv ${mine ? 'fits' : 'does not fit'}, zod ${z.fromJSONSchema(schema).safeParse(value).success ? 'fits' : 'does not fit'}`)
}
JS
saw=$(node run.js)
echo "$saw"
[ "$saw" = 'required without properties: ajv does not fit, zod fits
required, patternProperties: ajv does not fit, zod fits
minItems without items: ajv does not fit, zod fits
minimum beside $ref: ajv does not fit, zod fits
const of an object: ajv fits, zod does not fit' ]
