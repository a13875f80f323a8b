#!/usr/bin/env bash
# arktype 2.2.10 (Node 20.20.2). One would expect of `issue.path`, which Standard Schema calls an array, that `map` gives one entry for each
# entry. Every reader of paths maps it, because an entry may be a key or an object with a key.
# What really happens: the path of an issue about the whole value is empty, and its `map`, `filter` and `flatMap` give [0]. The path is of a
# class ReadonlyPath, whose constructor pushes its arguments. Array.prototype.map makes its result with this class, and calls `new
# ReadonlyPath(0)` for an array of the length 0. Longer paths are right, since their entries overwrite the length. So a form shows the error
# at the field "0", and a message says "0: must be an object". `Array.from(path, …)` and `[...path].map(…)` are right.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module" }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts arktype@2.2.10 zod@4.6.7 > /dev/null 2>&1
cat > run.js <<'JS'
import { type } from 'arktype'
import { z } from 'zod'
const key = (entry) => (typeof entry === 'object' ? entry.key : entry)
const told = (schema, value) => {
  const { path } = schema['~standard'].validate(value).issues[0]
  return `${path.length} as ${JSON.stringify(path.map(key))}, a copy as ${JSON.stringify([...path].map(key))}`
}
for (const value of [null, { n: 'x' }]) {
  console.log(`arktype: ${told(type({ n: 'number' }), value)}; zod: ${told(z.object({ n: z.number() }), value)}`)
}
JS
saw=$(node run.js)
echo "$saw"
[ "$saw" = 'arktype: 0 as [0], a copy as []; zod: 0 as [], a copy as []
arktype: 1 as ["n"], a copy as ["n"]; zod: 1 as ["n"], a copy as ["n"]' ]
