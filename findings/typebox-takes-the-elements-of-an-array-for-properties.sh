#!/usr/bin/env bash
# typebox 1.4.3 with ajv 8.20.0 and @cfworker/json-schema 4.1.6 (Node 20.20.2). One would expect that `unevaluatedProperties` has no say in
# an array: JSON Schema 2020-12 (Core, 11.3) has it for objects, and a keyword for another type always succeeds (Validation, 3.1). TypeBox
# lists the keyword as supported, and names the official tests.
# What really happens: TypeBox takes the indices of an array for names of properties. With false, each array is refused that has an element;
# with a schema, each element must fit it. The official tests do not show it, because their array is empty. So "one order, or a list of
# orders, and no other field" refuses each list, and the message speaks of the properties 0 and 1. Compile() does the same as Check().
# `additionalProperties` and `unevaluatedItems` do look at the type. The remedy is to put the keyword into the branch of the object.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module" }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts typebox@1.4.3 ajv@8.20.0 @cfworker/json-schema@4.1.6 > /dev/null 2>&1
cat > run.js <<'JS'
import { Validator } from '@cfworker/json-schema'
import ajv from 'ajv/dist/2020.js'
import { Check, Compile, Errors } from 'typebox/schema'
const order = { type: 'object', properties: { id: { type: 'integer' } } }
const schema = { anyOf: [order, { type: 'array', items: order }], unevaluatedProperties: false }
const compiled = Compile(schema)
const other = new ajv.Ajv2020({ strict: false }).compile(schema)
const third = new Validator(schema, '2020-12')
for (const value of [{ id: 1 }, { id: 1, price: 5 }, [], [{ id: 1 }, { id: 2 }]]) {
  const taken = {
    Check: Check(schema, value),
    Compile: compiled.Check(value),
    ajv: other(value),
    cfworker: third.validate(value).valid,
  }
  console.log(`${JSON.stringify(value)} ${Object.entries(taken).map((each) => each.join(': ')).join(', ')}`)
}
const [, [{ message, params }]] = Errors(schema, [{ id: 1 }, { id: 2 }])
console.log(`${message}: ${params.unevaluatedProperties}`)
JS
saw=$(node run.js)
echo "$saw"
[ "$saw" = '{"id":1} Check: true, Compile: true, ajv: true, cfworker: true
{"id":1,"price":5} Check: false, Compile: false, ajv: false, cfworker: false
[] Check: true, Compile: true, ajv: true, cfworker: true
[{"id":1},{"id":2}] Check: false, Compile: false, ajv: true, cfworker: true
must not have unevaluated properties: 0,1' ]
