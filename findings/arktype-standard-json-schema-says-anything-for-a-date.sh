#!/usr/bin/env bash
# arktype 2.2.10 (Node 20.20.2). One would expect that `~standard.jsonSchema.input()`, of Standard JSON Schema, says the same of a type as
# its method toJsonSchema(), which throws for a Date, a bigint, a Map and a narrow(), because JSON Schema has nothing for them. zod and
# valibot throw in both ways.
# What really happens: it does not throw. A Date, a bigint or a Map becomes `{}`, which means anything, and a narrow() is left out. The code
# for the standard replaces each handler that throws by one that returns what it has so far. So an agent or a form is told that any value is
# fine, and no value of JSON is: each call is refused, and an error at start-up would have been the help. The remedy is a text that is
# parsed, such as 'string.date.iso.parse', and `schema.in.toJsonSchema()` once at start-up, which throws for the rest.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module" }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts arktype@2.2.10 zod@4.6.7 ajv@8.20.0 > /dev/null 2>&1
cat > run.js <<'JS'
import Ajv from 'ajv/dist/2020.js'
import { type } from 'arktype'
import { z } from 'zod'
const texts = ['"2026-01-31"', '"2026-01-31T12:00:00Z"', '0', '1700000000000', '{}', '[]', 'null', 'true']
const told = (make) => {
  try {
    return make()
  } catch {
    return 'throws'
  }
}
const standard = (schema) => schema['~standard'].jsonSchema.input({ target: 'draft-2020-12' })
const fields = (schema) => JSON.stringify(schema.properties ?? schema)
const date = type({ at: 'Date' })
console.log(`zod:     standard ${told(() => fields(standard(z.object({ at: z.date() }))))}`)
console.log(`arktype: standard ${told(() => fields(standard(date)))}, toJsonSchema() ${told(() => fields(date.toJsonSchema()))}`)
const fits = new Ajv.default().compile(standard(date))
const values = texts.map((text) => ({ at: JSON.parse(text) }))
console.log(`of ${values.length} values of JSON, ${values.filter(fits).length} fit the JSON Schema, ${values.filter((value) => date.allows(value)).length} fit the type`)
JS
saw=$(node run.js)
echo "$saw"
[ "$saw" = 'zod:     standard throws
arktype: standard {"at":{}}, toJsonSchema() throws
of 8 values of JSON, 8 fit the JSON Schema, 0 fit the type' ]
