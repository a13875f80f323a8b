#!/usr/bin/env bash
# valibot 1.5.0 with @valibot/to-json-schema 1.8.0 (Node 20.20.2). One would expect that what fits the JSON Schema fits the schema: the
# README marks isoDateTime with ✅, as supported without a restriction.
# What really happens: no value fits both. isoDateTime() takes "2026-01-31T12:00", without seconds and without a time zone. Its JSON Schema
# is `format: date-time`, which is RFC 3339 and requires both. So an agent or a form that obeys the JSON Schema is refused each time.
# isoTimestamp() is what fits. isoTime() and its `format: time` are apart in the same way.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module" }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts \
  valibot@1.5.0 @valibot/to-json-schema@1.8.0 ajv@8.17.1 ajv-formats@3.0.1 > /dev/null 2>&1
cat > run.js <<'JS'
import { toJsonSchema } from '@valibot/to-json-schema'
import Ajv from 'ajv'
import addFormats from 'ajv-formats'
import * as v from 'valibot'
const ajv = addFormats.default(new Ajv.default())
const texts = ['2026-01-31T12:00', '2026-01-31T12:00:00', '2026-01-31T12:00Z', '2026-01-31T12:00:00Z', '2026-01-31T12:00:00.000+01:00']
const fitting = (check) => {
  const schema = v.pipe(v.string(), check)
  const mine = texts.filter((text) => v.is(schema, text))
  const theirs = texts.filter(ajv.compile(toJsonSchema(schema)))
  return `${mine.length} by valibot, ${theirs.length} by JSON Schema, ${mine.filter((text) => theirs.includes(text)).length} by both`
}
console.log(`isoDateTime: ${fitting(v.isoDateTime())}; isoTimestamp: ${fitting(v.isoTimestamp())}`)
JS
saw=$(node run.js)
echo "$saw"
[ "$saw" = 'isoDateTime: 1 by valibot, 2 by JSON Schema, 0 by both; isoTimestamp: 2 by valibot, 2 by JSON Schema, 2 by both' ]
